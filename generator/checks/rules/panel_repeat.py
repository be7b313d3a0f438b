from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(panel: PanelSubject) -> Iterator[Problem]:
    name = panel.json.get("repeat")
    if not name:
        return
    variable = panel.dashboard.variables.get(name)
    if variable is None:
        yield Problem(
            f"panel {panel.name} repeats by ${name}, which the dashboard does not declare",
            did_you_mean(name, panel.dashboard.variables),
        )
    elif not (variable.multi or variable.include_all):
        yield Problem(
            f"panel {panel.name} repeats by ${name}, of which only one value can be picked",
            "make the variable multi",
            severity=Severity.WARNING,
        )


RULE = panel_rule(
    "panel-repeat",
    "A panel that repeats by a variable that does not exist is drawn once, with the variable unfilled.",
    Severity.ERROR,
    check,
)
