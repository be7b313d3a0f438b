from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, FilterIndex, Membership, walk

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for command in of(reading.parsed, FilterIndex):
        for node in walk(command.condition):
            if isinstance(node, Comparison | Membership) and node.operator.text not in ("=", "==", "in"):
                yield Problem(
                    f"an index knows whole values, so filterIndex cannot use {node.operator.text}",
                    "use = or in here, and filter for the rest",
                    node.operator.start,
                )


RULE = reading_rule(
    "insights-index-operator",
    "A field index finds a value that is equal, and nothing else: filterIndex takes = and in.",
    Severity.ERROR,
    check,
    about=(FilterIndex,),
)
