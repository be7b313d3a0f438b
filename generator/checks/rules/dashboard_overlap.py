from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.checks.grafana_json import Json
from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject, PanelSubject
from generator.checks.walk import dashboard_rule
from generator.finding import Severity


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    placed = [panel for panel in dashboard.panels if _is_placed(panel)]
    for first, second in combinations(placed, 2):
        # A collapsed row keeps its panels where they will be when it opens, over what is below it now.
        if first.row is second.row and _overlap(first.json["gridPos"], second.json["gridPos"]):
            yield Problem(
                f"panels {first.name} and {second.name} overlap",
                "place them with the layout",
                location=second.location,
            )


def _is_placed(panel: PanelSubject) -> bool:
    grid = panel.json.get("gridPos") or {}
    return all(isinstance(grid.get(key), int) for key in "xywh")


def _overlap(a: Json, b: Json) -> bool:
    return bool(
        a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    )


RULE = dashboard_rule(
    "panel-overlap",
    "Grafana pushes overlapping panels down, so the dashboard is not laid out as it was written.",
    Severity.ERROR,
    check,
)
