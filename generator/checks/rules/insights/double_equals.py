from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        if comparison.operator.text == "==":
            yield Problem("== is documented nowhere", "write =", comparison.operator.start)


RULE = reading_rule(
    "insights-double-equals",
    "== happens to be understood today; AWS documents only =.",
    Severity.WARNING,
    check,
    about=(Comparison,),
)
