from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.tree import Diff, FilterIndex, Pattern, Unmask

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject

_STANDARD_ONLY = (Pattern, Diff, FilterIndex, Unmask)
"""AWS, "Commands supported in log classes"."""

CLOUDWATCH = "cloudwatch"


def check(subject: InsightsSubject) -> Iterator[Problem]:
    store = subject.contract.stores.get(CLOUDWATCH)
    asked = store.complete_log_groups if store is not None else ()
    cheap = next((group.name for group in asked if group.log_class == "infrequent_access"), None)
    if cheap is None:
        return
    for kind in _STANDARD_ONLY:
        for command in of(subject.main.parsed, kind):
            yield Problem(
                f"{command.word} is not for the Infrequent Access class, which {cheap} is of",
                "ask a log group of the Standard class",
                subject.main.source(command.start),
            )


RULE = Rule(
    "insights-log-class",
    "A log group of the Infrequent Access class refuses pattern, diff, filterIndex and unmask.",
    "insights",
    Severity.ERROR,
    check,
)
