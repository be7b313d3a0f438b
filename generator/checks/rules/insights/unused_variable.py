from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.suggest import nearest

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject


def check(subject: InsightsSubject) -> Iterator[Problem]:
    used = {placed.reference.name for placed in subject.references}
    # A misspelt name is told where it stands.
    meant = {nearest(name, subject.params) for name in used if name not in subject.params}
    for name in subject.params:
        if name not in used and name not in meant:
            yield Problem(
                f"the query does not use its variable {name}",
                "take it out of params:",
                _place(subject.text, name),
            )


def _place(text: str, name: str) -> int:
    """Where the header declares the variable."""
    header = text.find("params:")
    return max(text.find(f"{name}=", header), 0) if header >= 0 else 0


RULE = Rule(
    "insights-unused-variable",
    "A variable that is declared and not used makes a viewer believe that it filters.",
    "insights",
    Severity.WARNING,
    check,
)
