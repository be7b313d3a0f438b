"""The numbers that a value of a Logs Insights query may be, as far as its expression tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce

from generator.checks.interval import ANYTHING, SHARE, Interval, exactly
from generator.languages.insights.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Field,
    Item,
    Logical,
    Membership,
    Negative,
    Not,
    Number,
    Parenthesised,
    Star,
)

DEEPEST = 20
"""How many expressions are looked into that stand for each other; deeper, anything may be."""

AT_LEAST_0 = Interval(0)
_COUNTS = frozenset({"count", "count_distinct"})
_ITS_ARGUMENT = frozenset(
    {"avg", "min", "max", "pct", "percentile", "median", "earliest", "latest", "sortsfirst"}
)
_NOT_NEGATIVE = frozenset({"stddev", "variance", "strlen", "sqrt", "messagesize", "jsonarraysize"})
_CONDITIONS = (Comparison, Membership, Logical, Not)


class Bounds:
    """What the expressions of a query may be. `made` leads from a field to the item that makes it."""

    def __init__(self, made: Callable[[Field], Item | None]) -> None:
        self._made = made

    def of(self, expression: Expression, depth: int = 0) -> Interval:
        """The interval of all that it may be."""
        if depth > DEEPEST:
            return ANYTHING
        if isinstance(expression, Parenthesised):
            return self.of(expression.inner, depth + 1)
        if isinstance(expression, Number):
            return exactly(float(expression.text))
        if isinstance(expression, Negative):
            return -self.of(expression.operand, depth + 1)
        if isinstance(expression, _CONDITIONS):
            return SHARE
        if isinstance(expression, Field):
            item = self._made(expression)
            return self.of(item.expression, depth + 1) if item is not None else ANYTHING
        if isinstance(expression, Arithmetic):
            return self._arithmetic(expression, depth)
        return self._call(expression, depth) if isinstance(expression, Call) else ANYTHING

    def _arithmetic(self, expression: Arithmetic, depth: int) -> Interval:
        first, *others = (self.of(operand, depth + 1) for operand in expression.operands)
        for operator, other in zip(expression.operators, others, strict=True):
            first = _OPERATORS.get(operator.text, _anything)(first, other)
        return first

    def _call(self, call: Call, depth: int) -> Interval:
        name = call.name
        given = [self.of(argument, depth + 1) for argument in call.arguments]
        if name in _COUNTS:
            # There is no row where there is no record, so all records are one at least.
            is_of_all = name == "count" and all(isinstance(each, Star) for each in call.arguments)
            return Interval(1) if is_of_all else AT_LEAST_0
        if name in _NOT_NEGATIVE:
            return AT_LEAST_0
        if not given:
            return ANYTHING
        if name in _ITS_ARGUMENT:
            return given[0]
        if name == "sum":
            low, high = given[0].low, given[0].high
            return Interval(0 if low >= 0 else -math.inf, 0 if high <= 0 else math.inf)
        if name == "abs":
            return given[0].absolute()
        if name in _WHOLE:
            return given[0].mapped(_WHOLE[name])
        if name in ("greatest", "least"):
            lows, highs = [each.low for each in given], [each.high for each in given]
            return Interval(max(lows), max(highs)) if name == "greatest" else Interval(min(lows), min(highs))
        if name == "coalesce":
            return reduce(Interval.__or__, given)
        if name in ("if", "case"):
            # Conditions and values take turns, and the last value may stand alone.
            values = given[1::2] + (given[-1:] if len(given) % 2 else [])
            return reduce(Interval.__or__, values)
        return ANYTHING


def _whole(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: function(number) if math.isfinite(number) else number


def _anything(_one: Interval, _other: Interval) -> Interval:
    return ANYTHING


_OPERATORS: Mapping[str, Callable[[Interval, Interval], Interval]] = {
    "+": Interval.__add__,
    "-": Interval.__sub__,
    "*": Interval.__mul__,
    "/": Interval.__truediv__,
}

_WHOLE: Mapping[str, Callable[[float], float]] = {
    "floor": _whole(math.floor),
    "ceil": _whole(math.ceil),
    "round": _whole(round),
}
