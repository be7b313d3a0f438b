"""What an expression of Logs Insights is worth in a row, and what one of `stats` is in a group of rows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import attrs

from generator.languages.insights import tree
from tests.insights.aggregates import AGGREGATES, Row
from tests.insights.functions import FUNCTIONS, compiled, finite
from tests.insights.times import floor_time
from tests.insights.values import Value, compare, is_structure, millis, number, text, truth

Of = Callable[[tree.Expression], Value]
"""What an expression is worth where another stands that it is part of."""


class Unsupported(Exception):
    """A command or function that this evaluator does not know."""


@attrs.frozen
class Window:
    """When a query runs, and the times between which it reads."""

    now: datetime
    start: datetime
    end: datetime

    def value(self, expression: tree.Expression, row: Row) -> Value:
        """The value in a row."""
        return self._value(expression, lambda inner: self.value(inner, row), row)

    def aggregate(self, expression: tree.Expression, rows: Sequence[Row], output: Row) -> Value:
        """The value of a group; `output` has its keys and what was worked out before."""
        if isinstance(expression, tree.Call) and expression.name in AGGREGATES:
            arguments = expression.arguments
            if not arguments or isinstance(arguments[0], tree.Star):
                return len(rows)
            values = [self.value(arguments[0], row) for row in rows]
            return AGGREGATES[expression.name](values, rows, *(self.value(a, {}) for a in arguments[1:]))
        return self._value(expression, lambda inner: self.aggregate(inner, rows, output), output)

    def _value(self, expression: tree.Expression, of: Of, row: Row) -> Value:
        match expression:
            case tree.Parenthesised(inner=inner):
                return of(inner)
            case tree.Field(path=path):
                return lookup(row, path)
            case tree.String(value=value):
                return value
            case tree.Number(text=written):
                return number(written)
            case tree.Constant(word=word):
                return {"true": True, "false": False}.get(word)
            case tree.Negative(operand=operand):
                found = number(of(operand))
                return None if found is None else -found
            case tree.Not(operand=operand):
                found = truth(of(operand))
                return None if found is None else not found
            case tree.Logical(word=word, operands=operands):
                return logical(word, [truth(of(operand)) for operand in operands])
            case tree.Arithmetic(operands=operands, operators=operators):
                result = of(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    result = arithmetic(operator.text, result, of(operand))
                return result
            case tree.Comparison():
                return self._comparison(expression, of)
            case tree.Membership(operand=operand, operator=operator, members=tree.ListLiteral(items=items)):
                left = of(operand)
                found = logical("or", [compare("=", left, of(item)) for item in items])
                return found if operator.text == "in" or found is None else not found
            case tree.Call():
                return self._call(expression, of, row)
        raise Unsupported(type(expression).__name__)

    def _comparison(self, expression: tree.Comparison, of: Of) -> bool | None:
        left, operator = of(expression.left), expression.operator.text
        if operator not in ("like", "not like", "=~"):
            return compare(operator, left, of(expression.right))
        searched = text(left)
        if isinstance(expression.right, tree.Regex):
            found = searched is not None and bool(compiled(expression.right.pattern).search(searched))
        else:
            part = text(of(expression.right))
            if part is None:
                return None
            found = searched is not None and part in searched
        if searched is None:
            return None
        return found if operator != "not like" else not found

    def _call(self, call: tree.Call, of: Of, row: Row) -> Value:
        match call.name:
            case "bin":
                return self._period(row.get("@timestamp"), call.arguments[0])
            case "datefloor" | "dateceil":
                return self._period(of(call.arguments[0]), call.arguments[1], up=call.name == "dateceil")
            case "now":
                return millis(self.now) // 1000
            case "querystarttime":
                return millis(self.start)
            case "queryendtime":
                return millis(self.end)
            case "querytimerange":
                return millis(self.end) - millis(self.start)
        if call.name not in FUNCTIONS:
            raise Unsupported(call.name)
        return FUNCTIONS[call.name](*map(of, call.arguments))

    def _period(self, time: Value, period: tree.Expression, *, up: bool = False) -> Value:
        if not isinstance(time, datetime) or not isinstance(period, tree.Duration):
            return None
        return floor_time(time, period.count, period.unit, up)


def lookup(row: Row, path: Sequence[str]) -> Value:
    """A field by its whole name, or what a map or list that has the beginning of its name holds there."""
    for length in range(len(path), 0, -1):
        name = ".".join(path[:length])
        if name in row:
            value = row[name]
            for part in path[length:]:
                value = _inside(value, part)
            return value
    return None


def _inside(value: Value, part: str) -> Value:
    if isinstance(value, Mapping):
        return value.get(part)
    if is_structure(value) and part.isdecimal() and int(part) < len(value):  # type: ignore[arg-type]
        return value[int(part)]  # type: ignore[index]
    return None


def logical(word: str, values: Sequence[bool | None]) -> bool | None:
    """`and` or `or` of what is true, false or unknown."""
    decisive = word == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


ARITHMETIC: Mapping[str, Callable[[float, float], float | complex]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "^": operator.pow,
}


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """Absent where a side is no number or there is no result."""
    a, b = number(left), number(right)
    if a is None or b is None:
        return None
    try:
        return finite(ARITHMETIC[sign](a, b))
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
