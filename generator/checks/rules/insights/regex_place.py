from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, members, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, Membership, Regex

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_TAKES = {"like": "like", "not like": "not like", "=~": "=~"}
_INSTEAD = {"=": "like", "==": "like", "!=": "not like"}


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        right, operator = bare(comparison.right), comparison.operator.text
        if isinstance(right, Regex) and operator not in _TAKES:
            instead = _INSTEAD.get(operator)
            yield Problem(
                f"{operator} takes no regular expression",
                f"write {instead} /{right.pattern}/" if instead else "",
                right.start,
            )
    for membership in of(reading.parsed, Membership):
        for member in members(membership):
            if isinstance(bare(member), Regex):
                yield Problem(
                    "a list holds values, and no regular expressions", "write like /a|b/", member.start
                )


RULE = reading_rule(
    "insights-regex-place",
    "A regular expression is understood behind like, not like, =~ and in parse, and nowhere else.",
    Severity.ERROR,
    check,
    about=(Regex,),
)
