from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity

_UNTITLED = frozenset({"row", "text"})


def check(panel: PanelSubject) -> Iterator[Problem]:
    if panel.type not in _UNTITLED and not panel.title.strip():
        yield Problem(f"the {panel.type} panel {panel.id} has no title", "give it a title")


RULE = panel_rule(
    "panel-title",
    "A panel without a title leaves its reader to guess what it shows.",
    Severity.WARNING,
    check,
)
