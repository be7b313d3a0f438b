from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity

COLUMNS = 24


def check(panel: PanelSubject) -> Iterator[Problem]:
    grid = panel.json.get("gridPos") or {}
    missing = [key for key in "xywh" if not isinstance(grid.get(key), int)]
    if missing:
        yield Problem(
            f"panel {panel.name} has no place: gridPos lacks {', '.join(missing)}",
            "place it with the layout, or give gridPos x, y, w and h",
        )
    elif grid["x"] < 0 or grid["y"] < 0 or grid["w"] < 1 or grid["h"] < 1:
        yield Problem(
            f"panel {panel.name} cannot be {grid['w']} by {grid['h']} at {grid['x']}, {grid['y']}",
            "width and height count from 1, x and y from 0",
        )
    elif grid["x"] + grid["w"] > COLUMNS:
        yield Problem(
            f"panel {panel.name} ends at column {grid['x'] + grid['w']}",
            f"a dashboard has {COLUMNS} columns",
        )


RULE = panel_rule(
    "panel-grid",
    "Grafana moves a panel that has no possible place, and others with it.",
    Severity.ERROR,
    check,
)
