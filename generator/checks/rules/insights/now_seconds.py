from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, calls, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.record import Type
from generator.languages.insights.tree import Arithmetic, Call, Comparison, Expression, Field, Number, walk

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_MILLISECONDS = frozenset({"tomillis", "parsedate", "querystarttime", "queryendtime"})


def check(reading: InsightsReading) -> Iterator[Problem]:
    if not any(calls(reading.parsed, "now")):
        return
    for comparison in of(reading.parsed, Comparison):
        for one, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
            call = _seconds(one)
            if call is not None and _is_milliseconds(reading, other):
                yield Problem(
                    "now() counts seconds, and this is compared with milliseconds",
                    "write now() * 1000, and toMillis(@timestamp) for the time of the record",
                    call.start,
                )


def _seconds(expression: Expression) -> Call | None:
    """A now() in a sum that nothing multiplies by as much as a thousand."""
    found = None
    for node in walk(expression):
        if isinstance(node, Call) and node.name == "now":
            found = node
        elif isinstance(node, Arithmetic) and _scales(node):
            return None
    return found


def _scales(node: Arithmetic) -> bool:
    return any(operator.text in ("*", "/") for operator in node.operators) and any(
        _is_thousands(operand) for operand in node.operands
    )


def _is_thousands(expression: Expression) -> bool:
    inner = bare(expression)
    return isinstance(inner, Number) and float(inner.text) >= 1000


def _is_milliseconds(reading: InsightsReading, expression: Expression) -> bool:
    for node in walk(expression):
        if isinstance(node, Call) and node.name in _MILLISECONDS:
            return not any(isinstance(each, Arithmetic) and _divides(each) for each in walk(expression))
    inner = bare(expression)
    return isinstance(inner, Field) and reading.analysis.types.get(inner) is Type.TIME


def _divides(node: Arithmetic) -> bool:
    return any(operator.text == "/" for operator in node.operators)


RULE = reading_rule(
    "insights-now-seconds",
    "now() is in seconds and @timestamp in milliseconds: the comparison is always true or never.",
    Severity.ERROR,
    check,
    about=(Call,),
)
