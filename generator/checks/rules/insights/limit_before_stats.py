from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Limit, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        limits: list[Limit] = []
        for command in pipeline.commands:
            if isinstance(command, Limit):
                limits.append(command)
            elif isinstance(command, Stats):
                for limit in limits:
                    yield Problem(
                        "stats sees only the records that limit lets through, so its numbers are too small",
                        "move limit behind stats, or leave it out",
                        limit.start,
                    )
                break


RULE = reading_rule(
    "insights-limit-before-stats",
    "Totals over the first thousand records look plausible, and are wrong as soon as there are more.",
    Severity.WARNING,
    check,
    about=(Limit,),
)
