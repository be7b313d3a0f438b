from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logloom.contract import LEVELS

from generator.checks.insights_nodes import bare, members, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, Expression, Field, Membership, Parsed, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for text in _compared_with_level(reading.parsed):
        if text.value not in LEVELS and text.value.upper() in LEVELS:
            yield Problem(
                f'no record has the level "{text.value}"', f'write "{text.value.upper()}"', text.start
            )


def _compared_with_level(parsed: Parsed) -> Iterator[String]:
    for comparison in of(parsed, Comparison):
        if _is_level(comparison.left) and comparison.operator.text in ("=", "==", "!="):
            yield from _texts(comparison.right)
    for membership in of(parsed, Membership):
        if _is_level(membership.operand):
            yield from _texts(*members(membership))


def _is_level(expression: Expression) -> bool:
    inner = bare(expression)
    return isinstance(inner, Field) and inner.name == "level"


def _texts(*expressions: Expression) -> Iterator[String]:
    return (inner for each in expressions if isinstance(inner := bare(each), String))


RULE = reading_rule(
    "insights-level-case",
    "Levels are written in capitals, and texts are compared letter by letter.",
    Severity.WARNING,
    check,
    about=(Comparison, Membership),
)
