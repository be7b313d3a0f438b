from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject, PanelSubject
from generator.checks.walk import dashboard_rule
from generator.finding import Severity


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    seen: dict[int, PanelSubject] = {}
    for panel in dashboard.panels:
        if panel.id is None:
            yield Problem(f"panel {panel.name} has no id", "give it one", location=panel.location)
            continue
        first = seen.setdefault(panel.id, panel)
        if first is not panel:
            yield Problem(
                f"panels {first.name} and {panel.name} have the same id {panel.id}",
                "give each its own",
                location=panel.location,
            )


RULE = dashboard_rule(
    "panel-id",
    "Links, alerts and annotations find a panel by its id; of two with one id they find the wrong one.",
    Severity.ERROR,
    check,
)
