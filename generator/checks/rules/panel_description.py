from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity

# What these show explains itself, or is the explanation.
_SELF_EXPLAINING = frozenset({"row", "text", "alertlist", "dashlist", "annolist", "news"})


def check(panel: PanelSubject) -> Iterator[Problem]:
    if panel.type not in _SELF_EXPLAINING and not str(panel.json.get("description") or "").strip():
        yield Problem(
            f"panel {panel.name} has no description",
            "say what it shows and when to worry, in the panel or in its query's `-- description:`",
        )


RULE = panel_rule(
    "panel-description",
    "Whoever is woken by an alert has no time to work out what a number means.",
    Severity.WARNING,
    check,
)
