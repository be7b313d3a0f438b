"""Rules that look at one reading of a Logs Insights query at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import attrs

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.tree import Node

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading, InsightsSubject

Check = Callable[["InsightsReading"], Iterable[Problem]]
"""What is wrong with one reading; `Problem.start` is an offset of the text as it was read."""


def reading_rule(
    name: str, why: str, severity: Severity, check: Check, *, about: tuple[type[Node], ...] = ()
) -> Rule:
    """The rule that says what `check` says of each reading: once, where the author wrote it.

    `about` are the kinds of nodes without any of which there is nothing to say.
    """

    def of_subject(subject: InsightsSubject) -> Iterable[Problem]:
        found: dict[int, Problem] = {}
        for reading in subject.readings:
            for problem in check(reading):
                start = reading.source(problem.start or 0)
                found.setdefault(start, attrs.evolve(problem, start=start))
        return found.values()

    return Rule(name, why, "insights", severity, of_subject, about=frozenset(about))
