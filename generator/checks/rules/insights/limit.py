from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Limit

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

MOST = 100_000
"""AWS, "limit"; `StartQuery` says the same."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    for limit in of(reading.parsed, Limit):
        if limit.count is None:
            continue
        try:
            count = float(limit.count.text)
        except ValueError:
            continue
        if not count.is_integer():
            yield Problem("a limit is a whole number", "", limit.count.start)
        elif not 1 <= count <= MOST:
            yield Problem(
                f"a limit is a number from 1 to {MOST:,}, and not {count:,.0f}", "", limit.count.start
            )


RULE = reading_rule(
    "insights-limit",
    "CloudWatch refuses a limit of nothing or of more than 100,000.",
    Severity.ERROR,
    check,
    about=(Limit,),
)
