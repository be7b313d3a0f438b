from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity


def check(panel: PanelSubject) -> Iterator[Problem]:
    for ref_id, count in Counter(target.ref_id for target in panel.targets).items():
        if not ref_id:
            yield Problem(f"a query of panel {panel.name} has no refId", "name its queries A, B, C")
        elif count > 1:
            yield Problem(
                f"{count} queries of panel {panel.name} have the refId {ref_id}", "give each its own"
            )


RULE = panel_rule(
    "panel-ref-id",
    "Grafana returns results by refId, so of two queries with one refId only one is shown.",
    Severity.ERROR,
    check,
)
