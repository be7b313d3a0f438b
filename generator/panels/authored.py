"""What an author's panel or dashboard carries besides its JSON: key, size, where it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from generator.errors import Location

HEIGHT = 8
"""The rows of the grid that most panels have by default."""


@attrs.define(eq=False)
class Authored:
    """The notes that a factory leaves on what it returns, as its attribute `authored`.

    grafanalib's classes have no place for them, and an object that an author made directly has none.
    Sizes are in columns and rows of Grafana's grid, None where the layout decides. `lines` are the panels
    below a row header, which are placed when it is. `folder` is the uid of a dashboard's folder, empty for
    the contract's.
    """

    location: Location
    key: str = ""
    width: int | None = None
    height: int | None = None
    usual_height: int = HEIGHT
    raw: Mapping[str, Any] | None = None
    lines: Sequence[Sequence[Any]] = ()
    folder: str = ""


def authored(thing: object) -> Authored | None:
    """The notes on a panel or dashboard; None for one that did not come from a factory."""
    note = getattr(thing, "authored", None)
    return note if isinstance(note, Authored) else None


def place_of(thing: object) -> Location | None:
    """Where the thing was made, where that is known."""
    note = authored(thing)
    return note.location if note else None
