from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, members, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, Constant, Expression, Field, Membership

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_WORDS = ("null", "nil", "none", "undefined")


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        for one, other in ((comparison.right, comparison.left), (comparison.left, comparison.right)):
            if _is_null(reading, one):
                yield Problem(
                    "nothing equals null: what is missing can only be asked for",
                    _instead(comparison.operator.text, bare(other)),
                    one.start,
                )
                break
    for membership in of(reading.parsed, Membership):
        for member in members(membership):
            if _is_null(reading, member):
                yield Problem("null in a list is never found", "use ispresent beside in", member.start)


def _is_null(reading: InsightsReading, expression: Expression) -> bool:
    inner = bare(expression)
    if isinstance(inner, Constant):
        return inner.word == "null"
    return (
        isinstance(inner, Field)
        and not inner.quoted
        and inner.name.lower() in _WORDS
        and inner.name not in reading.record.fields
    )


def _instead(operator: str, tested: Expression) -> str:
    name = tested.name if isinstance(tested, Field) else "..."
    return f"write {'' if operator.startswith('!') else 'not '}ispresent({name})"


RULE = reading_rule(
    "insights-null",
    "There is no null to compare with: the comparison is never true, and the panel is empty.",
    Severity.ERROR,
    check,
    about=(Comparison, Membership),
)
