from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines, stats_of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

MOST = 2
"""AWS, "stats": a query has at most two."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        for stats in stats_of(pipeline)[MOST:]:
            yield Problem("a query has at most two stats", "bring two of them together into one", stats.start)


RULE = reading_rule(
    "insights-three-stats",
    "CloudWatch refuses a third stats in a query.",
    Severity.ERROR,
    check,
    about=(Stats,),
)
