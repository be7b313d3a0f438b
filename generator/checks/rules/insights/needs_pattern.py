from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Anomaly, Diff, Pattern, Stats, Unreadable

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        ready = False
        for command in pipeline.commands:
            # Of stats, diff compares the numbers; a command that could not be read may be a pattern.
            ready = ready or isinstance(command, Pattern | Unreadable)
            comparable = ready or (isinstance(command, Diff) and _has_stats(pipeline.commands))
            if isinstance(command, Anomaly | Diff) and not comparable:
                yield Problem(
                    f"{command.word} works on patterns, and there are none here",
                    "write pattern @message before it",
                    command.start,
                )


def _has_stats(commands: tuple[object, ...]) -> bool:
    return any(isinstance(command, Stats) for command in commands)


RULE = reading_rule(
    "insights-needs-pattern",
    "anomaly and diff say something about the patterns that a pattern command before them has found.",
    Severity.ERROR,
    check,
    about=(Anomaly, Diff),
)
