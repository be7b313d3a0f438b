"""An author's mistakes, and the line outside the generator at which they are made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Protocol, TypeVar

from generator.errors import Location, LogloomError
from generator.suggest import did_you_mean


class Authored(Protocol):
    """What an author made, and the line of it."""

    @property
    def location(self) -> Location: ...


T = TypeVar("T", bound=Authored)

_HERE = str(Path(__file__).parent) + os.sep
_MADE = "<attrs generated"
"""How the methods that attrs writes are called where a file's name would be."""


def author_location() -> Location:
    """The line outside the generator that called into it, so that findings can point there."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith((_HERE, _MADE)):
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


def all_different(things: Iterable[T], key: Callable[[T], Hashable], what: str) -> tuple[T, ...]:
    """The things. Raises LogloomError at the second of two with one key: "two `what` 'errors'".

    Of a key in parts the last is the name, and the others say where there may be only one of it.
    """
    seen: dict[Hashable, T] = {}
    for thing in things:
        first = seen.setdefault(key(thing), thing)
        if first is not thing:
            *_, name = parts if isinstance(parts := key(thing), tuple) else (parts,)
            other = Location(Path(first.location.path.name), first.location.line)
            raise mistake(f"two {what} {name!r} (the other: {other})", "give each its own", thing.location)
    return tuple(seen.values())
