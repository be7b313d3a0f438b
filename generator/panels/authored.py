"""What an author's panel or dashboard carries besides its JSON: key, size, where it was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import attrs

from generator.errors import Location, LogloomError
from generator.suggest import did_you_mean

HEIGHT = 8
"""The rows of the grid that most panels have by default."""

_HERE = str(Path(__file__).parent) + os.sep


@attrs.define(eq=False)
class Authored:
    """The notes that a factory leaves on what it returns, as its attribute `authored`.

    grafanalib's classes have no place for them, and an object that an author made directly has none.
    Sizes are in columns and rows of Grafana's grid, None where the layout decides. `lines` are the panels
    below a row header, which are placed when it is.
    """

    location: Location
    key: str = ""
    width: int | None = None
    height: int | None = None
    usual_height: int = HEIGHT
    raw: Mapping[str, Any] | None = None
    lines: Sequence[Sequence[Any]] = ()


def author_location() -> Location:
    """The line outside this package that called into it, so that findings can point there."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    if frame is None:
        return Location(Path())
    return _location(frame.f_code.co_filename, frame.f_lineno)


@cache
def _location(filename: str, line: int) -> Location:
    return Location(Path(filename), line, 1)


def mistake(message: str, hint: str = "", location: Location | None = None) -> LogloomError:
    """An author's mistake, at the author's line."""
    return LogloomError(message, location or author_location(), hint)


def known_keywords(
    what: str, given: Mapping[str, Any], known: frozenset[str], location: Location | None = None
) -> None:
    """Raise LogloomError for a keyword that none of `what` takes; Python lets any into `**options`."""
    if not given.keys() <= known:
        word = min(given.keys() - known)
        raise mistake(f"no {what} takes {word}=", did_you_mean(word, known), location)


def authored(thing: object) -> Authored | None:
    """The notes on a panel or dashboard; None for one that did not come from a factory."""
    note = getattr(thing, "authored", None)
    return note if isinstance(note, Authored) else None


def place_of(thing: object) -> Location | None:
    """Where the thing was made, where that is known."""
    note = authored(thing)
    return note.location if note else None
