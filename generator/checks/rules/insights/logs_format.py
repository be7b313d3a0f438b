from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.tree import Pattern, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject


def check(subject: InsightsSubject) -> Iterator[Problem]:
    if subject.query.header.format != "logs":
        return
    reading = subject.main
    for command in reading.parsed.pipeline.commands:
        if isinstance(command, Stats | Pattern):
            yield Problem(
                f"after {command.word} there are no records left for a logs panel to show",
                "use format: table",
                reading.source(command.start),
            )
            return


RULE = Rule(
    "insights-logs-format",
    "A logs panel shows records, each with its time and its text; what is counted is for a table.",
    "insights",
    Severity.ERROR,
    check,
)
