from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject, TargetSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity

_WITHOUT_QUERY = frozenset({"row", "text", "alertlist", "dashlist", "annolist", "news", "welcome"})


def check(panel: PanelSubject) -> Iterator[Problem]:
    if panel.type in _WITHOUT_QUERY or panel.json.get("libraryPanel"):
        return
    if not panel.targets:
        yield Problem(f"panel {panel.name} has no query", "give it a target, or make it a text panel")
    for target in panel.targets:
        where = target.text_key
        if where is not None and target.text is None:
            yield Problem(
                f"query {_name(target)} of panel {panel.name} has no {where.words}",
                f"fill in its {where.key}",
            )
    if panel.targets and all(target.json.get("hide") for target in panel.targets):
        yield Problem(f"every query of panel {panel.name} is hidden", "show one of them")


def _name(target: TargetSubject) -> str:
    return target.ref_id or "without a refId"


RULE = panel_rule(
    "panel-targets",
    "A panel that asks for nothing shows nothing but `No data`.",
    Severity.ERROR,
    check,
)
