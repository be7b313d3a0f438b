from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import outside_source
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import ListLiteral

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for items in outside_source(reading.parsed, ListLiteral):
        if items.parenthesised:
            yield Problem("a list stands in square brackets", 'write in ["a", "b"]', items.start)
        elif not items.items:
            yield Problem("nothing is in an empty list", "", items.start)


RULE = reading_rule(
    "insights-list-brackets",
    "in takes a list in square brackets with something in it.",
    Severity.ERROR,
    check,
    about=(ListLiteral,),
)
