"""Where panels stand: rows of panels on Grafana's grid of 24 columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grafanalib import core

from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.panels.authored import HEIGHT, Authored, authored, place_of
from generator.panels.build import Panel
from generator.panels.panel import Omitted

COLUMNS = 24

Line = Sequence[Any]
"""The panels that stand side by side."""


def row(
    title: str,
    lines: Iterable[Line] = (),
    *,
    collapsed: bool = False,
    repeat: str | None = None,
    key: str = "",
    raw: Mapping[str, Any] | None = None,
) -> Panel:
    """A header over some lines of panels, for `rows`. A viewer opens a collapsed one with a click.

    `repeat` shows it once for each picked value of that variable.
    """
    made = core.RowPanel(title=title, collapsed=collapsed, repeat=core.Repeat(variable=repeat))
    made.authored = Authored(author_location(), key, raw=raw, lines=tuple(lines))
    return made


def rows(lines: Iterable[Line | Panel]) -> list[Panel]:
    """The panels of the lines, placed: each is a list of panels, or a `row(...)`.

    What a line's widths leave of 24 columns is shared evenly by its panels without one. A panel without a
    height is as high as the highest beside it. A row keeps its panels inside; encoding takes those of an
    open one out. Where the store does not have a panel, those beside it take its place; where it has none of
    a row's, the row is left out. Raises LogloomError for more than 24 columns and for what is no panel.
    """
    return _place(lines, 0, author_location())[0]


def flow(panels: Sequence[dict[str, Any]]) -> None:
    """Give encoded panels that stand nowhere a place below the others, two side by side."""
    placed = [panel["gridPos"] for panel in panels if "gridPos" in panel]
    top = max((place["y"] + place["h"] for place in placed), default=0)
    left = 0
    for panel in panels:
        if "gridPos" not in panel:
            header = panel.get("type") == "row"
            if header and left:
                top, left = top + HEIGHT, 0
            height, width = (1, COLUMNS) if header else (HEIGHT, COLUMNS // 2)
            panel["gridPos"] = {"h": height, "w": width, "x": left, "y": top}
            left += width
            if left == COLUMNS:
                top, left = top + height, 0
        flow(panel.get("panels", ()))


def _place(lines: Iterable[Line | Panel], top: int, location: Location) -> tuple[list[Panel], int]:
    """The panels placed from `top` on, and the first free grid row below them."""
    placed: list[Panel] = []
    for line in lines:
        if isinstance(line, core.RowPanel):
            if _is_left_out(line):
                continue
            top = _place_row(line, top, location)
            placed.append(line)
        elif isinstance(line, list | tuple):
            panels = [_panel(panel, location) for panel in line if not isinstance(panel, Omitted)]
            top = _place_line(panels, top, location, fill=len(panels) < len(line))
            placed += panels
        elif not isinstance(line, Omitted):
            raise mistake(
                f"a row is a list of panels, not {_a(line)}", "put it in brackets", place_of(line) or location
            )
    return placed, top


def _is_left_out(header: Panel) -> bool:
    """Whether the row has lines, and the store none of their panels."""
    note = authored(header)
    lines = [line for line in note.lines if isinstance(line, list | tuple)] if note else []
    return any(lines) and all(isinstance(panel, Omitted) for line in lines for panel in line)


def _place_row(header: Panel, top: int, location: Location) -> int:
    header.gridPos = core.GridPos(h=1, w=COLUMNS, x=0, y=top)
    note = authored(header)
    lines = note.lines if note else [header.panels]
    header.panels, below = _place(lines, top + 1, place_of(header) or location)
    for inner in header.panels:
        if isinstance(inner, core.RowPanel):
            raise mistake("a row cannot stand inside a row", location=place_of(inner) or location)
    return top + 1 if header.collapsed else below


def _place_line(panels: Sequence[Panel], top: int, location: Location, *, fill: bool) -> int:
    """Place panels side by side; `fill` the columns of those that the store does not have."""
    if not panels:
        return top
    widths = _widths(panels, location)
    if fill:
        widths = _stretched(widths)
    heights = [_size(panel)[1] for panel in panels]
    highest = max((given for given in heights if given is not None), default=0) or max(
        map(_usual_height, panels)
    )
    left = 0
    for panel, width, height in zip(panels, widths, heights, strict=True):
        if height is not None and height < 1:
            raise mistake(f"height {height} is less than 1", location=place_of(panel) or location)
        panel.gridPos = core.GridPos(h=height or highest, w=width, x=left, y=top)
        left += width
    return top + highest


def _widths(panels: Sequence[Panel], location: Location) -> list[int]:
    """Each panel's columns. What the given widths leave is shared, the first taking what does not divide."""
    given = [_size(panel)[0] for panel in panels]
    for width, panel in zip(given, panels, strict=True):
        if width is not None and not 0 < width <= COLUMNS:
            raise mistake(f"width {width} is not from 1 to {COLUMNS}", location=place_of(panel) or location)
    taken = sum(width for width in given if width is not None)
    sharing = given.count(None)
    if taken + sharing > COLUMNS:
        raise mistake(
            f"a row of {len(panels)} panels needs at least {taken + sharing} columns of {COLUMNS}",
            "make them narrower, or start another row",
            place_of(panels[0]) or location,
        )
    share, rest = divmod(COLUMNS - taken, sharing) if sharing else (0, 0)
    shares = iter([share + 1] * rest + [share] * (sharing - rest))
    return [next(shares) if width is None else width for width in given]


def _stretched(widths: Sequence[int]) -> list[int]:
    """The widths over all 24 columns, each with its part of them."""
    total, taken = sum(widths), 0
    stretched = []
    for width in widths:
        before, taken = taken, taken + width
        stretched.append(round(taken * COLUMNS / total) - round(before * COLUMNS / total))
    return stretched


def _panel(thing: Any, location: Location) -> Panel:
    if isinstance(thing, core.RowPanel):
        raise mistake(
            "a row header stands on a line of its own", "take it out of the list", place_of(thing) or location
        )
    if not isinstance(thing, core.Panel | core.AlertList):
        raise mistake(f"{_a(thing)} is no panel", location=location)
    return thing


def _size(panel: Panel) -> tuple[int | None, int | None]:
    """The width and height that the author gave, None for what is left to the layout."""
    note = authored(panel)
    if note is not None:
        return note.width, note.height
    return (panel.gridPos.w, panel.gridPos.h) if panel.gridPos else (None, None)


def _usual_height(panel: Panel) -> int:
    note = authored(panel)
    return note.usual_height if note else HEIGHT


def _a(thing: object) -> str:
    return (
        f"{type(thing).__name__} {thing!r}" if isinstance(thing, str | int | float) else type(thing).__name__
    )
