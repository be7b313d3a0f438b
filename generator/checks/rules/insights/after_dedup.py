from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import behind, pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Dedup, Limit, Stats, Unreadable

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        for command in behind(pipeline, Dedup):
            if not isinstance(command, Limit | Unreadable):
                yield Problem(
                    f"only limit may follow dedup, and this is {command.word}",
                    "to count what is distinct use count_distinct"
                    if isinstance(command, Stats)
                    else "move it before dedup",
                    command.start,
                )


RULE = reading_rule(
    "insights-after-dedup",
    "CloudWatch refuses any command behind dedup but limit.",
    Severity.ERROR,
    check,
    about=(Dedup,),
)
