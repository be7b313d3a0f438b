"""Where panels stand: rows of panels on Grafana's grid of 24 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from grafanalib import core

from generator.errors import Location
from generator.panels.authored import Authored, authored, author_location, mistake, place_of
from generator.panels.build import Omitted

COLUMNS = 24
HEIGHT = 8
_HEIGHTS = {"stat": 4, "gauge": 6, "text": 4}

Line = Sequence[Any]
"""The panels that stand side by side."""


def row(
    title: str,
    lines: Iterable[Line],
    *,
    collapsed: bool = False,
    repeat: str | None = None,
    key: str = "",
) -> Any:
    """A header over some lines of panels, for `rows`. A viewer opens a collapsed one with a click.

    `repeat` shows it once for each picked value of that variable.
    """
    panel = core.RowPanel(title=title, collapsed=collapsed, repeat=core.Repeat(variable=repeat))
    panel.panels = _place(lines, top=0, location=author_location())[0]
    panel.authored = Authored(author_location(), key)
    return panel


def rows(lines: Iterable[Line | Any]) -> list[Any]:
    """Place panels line by line, and give them all in the order in which Grafana keeps them.

    A line is a list of panels, or a `row(...)`. What a line's widths leave of 24 columns is shared evenly
    by its panels without one. A panel without a height is as high as the highest beside it.
    Raises LogloomError for more than 24 columns and for what is no panel.
    """
    return _place(lines, top=0, location=author_location())[0]


def flow(panels: Sequence[dict[str, Any]]) -> None:
    """Give encoded panels that stand nowhere a place below the others, two side by side."""
    top = max(
        (panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels if "gridPos" in panel), default=0
    )
    left = 0
    for panel in panels:
        if "gridPos" not in panel:
            header = panel.get("type") == "row"
            if header and left:
                top, left = top + HEIGHT, 0
            panel["gridPos"] = {
                "h": 1 if header else HEIGHT, "w": COLUMNS if header else COLUMNS // 2, "x": left, "y": top,
            }  # fmt: skip
            left += panel["gridPos"]["w"]
            if left == COLUMNS:
                top, left = top + panel["gridPos"]["h"], 0
        if panel.get("panels"):
            flow(panel["panels"])


def _place(lines: Iterable[Line | Any], top: int, location: Location) -> tuple[list[Any], int]:
    """The panels of the lines, placed from `top` on, and the first free grid row below them."""
    placed: list[Any] = []
    for line in lines:
        if isinstance(line, core.RowPanel):
            line.gridPos = core.GridPos(h=1, w=COLUMNS, x=0, y=top)
            placed.append(line)
            _move(line.panels, top + 1)
            if line.collapsed:
                top += 1
            else:
                top = max((panel.gridPos.y + panel.gridPos.h for panel in line.panels), default=top + 1)
                placed += line.panels
                line.panels = []
        elif isinstance(line, (list, tuple)):
            panels = [_panel(panel, location) for panel in line if not isinstance(panel, Omitted)]
            top = _place_line(panels, top, location)
            placed += panels
        elif not isinstance(line, Omitted):
            raise mistake(
                f"a row is a list of panels, not {_a(line)}",
                "put the panel in brackets",
                place_of(line) or location,
            )
    return placed, top


def _place_line(panels: Sequence[Any], top: int, location: Location) -> int:
    if not panels:
        return top
    widths = _widths(panels, location)
    heights = [_height(panel) for panel in panels]
    highest = max((given for given in heights if given), default=None) or max(map(_usual_height, panels))
    left = 0
    for panel, width, height in zip(panels, widths, heights, strict=True):
        panel.gridPos = core.GridPos(h=height or highest, w=width, x=left, y=top)
        left += width
    return top + highest


def _widths(panels: Sequence[Any], location: Location) -> list[int]:
    """Each panel's columns; what the given widths leave is shared, the first ones taking what does not divide."""
    given = [_width(panel) for panel in panels]
    place = place_of(panels[0]) or location
    for width, panel in zip(given, panels, strict=True):
        if width is not None and not 0 < width <= COLUMNS:
            raise mistake(f"width {width} is not from 1 to {COLUMNS}", location=place_of(panel) or location)
    taken = sum(width for width in given if width is not None)
    sharing = given.count(None)
    if taken + sharing > COLUMNS:
        raise mistake(
            f"a row of {len(panels)} panels needs {taken + sharing} columns or more of {COLUMNS}",
            "make them narrower, or start another row",
            place,
        )
    share, rest = divmod(COLUMNS - taken, sharing) if sharing else (0, 0)
    widths = []
    for width in given:
        if width is None:
            widths.append(share + (rest > 0))
            rest -= 1
        else:
            widths.append(width)
    return widths


def _move(panels: Iterable[Any], down: int) -> None:
    for panel in panels:
        panel.gridPos = core.GridPos(
            h=panel.gridPos.h, w=panel.gridPos.w, x=panel.gridPos.x, y=panel.gridPos.y + down
        )


def _panel(thing: Any, location: Location) -> Any:
    if isinstance(thing, core.RowPanel):
        raise mistake(
            "a row header stands on a line of its own", "take it out of the list", place_of(thing) or location
        )
    if not isinstance(thing, (core.Panel, core.AlertList)):
        raise mistake(f"{_a(thing)} is no panel", location=location)
    return thing


def _width(panel: Any) -> int | None:
    note = authored(panel)
    if note is not None:
        return note.width
    return panel.gridPos.w if panel.gridPos else None


def _height(panel: Any) -> int | None:
    note = authored(panel)
    if note is not None:
        return note.height
    return panel.gridPos.h if panel.gridPos else None


def _usual_height(panel: Any) -> int:
    return _HEIGHTS.get(getattr(panel, "type", ""), HEIGHT)


def _a(thing: object) -> str:
    return (
        f"{type(thing).__name__} {thing!r}" if isinstance(thing, (str, int, float)) else type(thing).__name__
    )
