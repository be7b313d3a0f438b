from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Negative, SortKey

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for key in of(reading.parsed, SortKey):
        expression = bare(key.expression)
        if isinstance(expression, Negative):
            operand = expression.operand
            written = reading.parsed.text[operand.start : operand.end]
            yield Problem("- turns no order round here", f"write sort {written} desc", key.start)


RULE = reading_rule(
    "insights-sort-minus",
    "Splunk and PPL sort downwards by a minus; here it is arithmetic, and a text has no negative.",
    Severity.WARNING,
    check,
    about=(SortKey,),
)
