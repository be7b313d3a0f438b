"""What an expression of Logs Insights is worth in a row, and what one of `stats` is in a group of rows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import reduce

import attrs

from generator.languages.insights import tree
from tests.insights.aggregates import AGGREGATES, Row
from tests.insights.functions import FUNCTIONS, compiled, finite
from tests.insights.times import floor_time
from tests.insights.values import Value, compare, millis, number, text, truth

Meaning = Callable[[Row], Value]
"""What an expression is worth, as a function of a row."""


class Unsupported(Exception):
    """A command or function that this evaluator does not know."""


@attrs.frozen
class Window:
    """When a query runs, and the times between which it reads."""

    now: datetime
    start: datetime
    end: datetime


@attrs.frozen
class Reading:
    """Reads the expressions of a text; `columns` are what `stats` made, by name or as it was written."""

    source: str
    window: Window
    columns: frozenset[str] = frozenset()

    def meaning(self, expression: tree.Expression) -> Meaning:
        """In a row; one of a group has what `place` names for each of the aggregates."""
        written = self.source[expression.start : expression.end]
        if written in self.columns:
            return lambda row: row[written]
        match expression:
            case tree.Field(path=path):
                name = ".".join(path)
                return lambda row: row[name] if name in row else lookup(row, path)
            case tree.String(value=value):
                return lambda _: value
            case tree.Number(text=written):
                return constant(number(written))
            case tree.Constant(word=word):
                return constant({"true": True, "false": False}.get(word))
            case tree.Parenthesised(inner=inner):
                return self.meaning(inner)
            case tree.Negative(operand=operand):
                zero = constant(0)
                return applied(lambda left, right: arithmetic("-", left, right), zero, self.meaning(operand))
            case tree.Not(operand=operand):
                return applied(negated, self.meaning(operand))
            case tree.Logical(word=word, operands=operands):
                return applied(lambda *values: logical(word, values), *map(self.meaning, operands))
            case tree.Arithmetic(operands=operands, operators=operators):
                signs = [operator.text for operator in operators]
                return applied(lambda *values: calculated(signs, values), *map(self.meaning, operands))
            case tree.Comparison(left=left, operator=tree.Operator(text=sign), right=right):
                return self._comparison(self.meaning(left), sign, right)
            case tree.Membership(operand=operand, operator=operator, members=tree.ListLiteral(items=items)):
                found = applied(contains, self.meaning(operand), *map(self.meaning, items))
                return found if operator.text == "in" else applied(negated, found)
            case tree.Member(operand=operand, path=path):
                return applied(lambda value: reduce(inside, path, value), self.meaning(operand))
            case tree.Call() if expression.name in AGGREGATES:
                name = place(expression)
                return lambda row: row[name]
            case tree.Call():
                return self._call(expression)
        raise Unsupported(type(expression).__name__)

    def aggregate(self, call: tree.Call) -> Callable[[Sequence[Row]], Value]:
        """What a call of one of AGGREGATES is worth in a group of rows."""
        function, arguments = AGGREGATES[call.name], call.arguments
        if not arguments or isinstance(arguments[0], tree.Star):
            return len
        of, *others = map(self.meaning, arguments)
        return lambda rows: function([of(row) for row in rows], rows, *(other({}) for other in others))

    def _comparison(self, left: Meaning, sign: str, right: tree.Expression) -> Meaning:
        if sign not in ("like", "not like", "=~"):
            return applied(lambda a, b: compare(sign, a, b), left, self.meaning(right))
        if isinstance(right, tree.Regex):
            search = compiled(right.pattern).search
            found = applied(lambda a: None if text(a) is None else bool(search(text(a) or "")), left)
        else:
            found = applied(is_part, left, self.meaning(right))
        return applied(negated, found) if sign == "not like" else found

    def _call(self, call: tree.Call) -> Meaning:
        match call.name, call.arguments:
            case "bin", (tree.Duration() as period,):
                return lambda row: floor_time(row.get("@timestamp"), period.count, period.unit)
            case "datefloor" | "dateceil", (time, tree.Duration() as period):
                up = call.name == "dateceil"
                return applied(
                    lambda of: floor_time(of, period.count, period.unit, up=up), self.meaning(time)
                )
            case "now", _:
                return constant(millis(self.window.now) // 1000)
            case "querystarttime", _:
                return constant(millis(self.window.start))
            case "queryendtime", _:
                return constant(millis(self.window.end))
            case "querytimerange", _:
                return constant(millis(self.window.end) - millis(self.window.start))
            case name, arguments if name in FUNCTIONS:
                return applied(FUNCTIONS[name], *map(self.meaning, arguments))
        raise Unsupported(call.name)


def place(call: tree.Call) -> str:
    """Where a row of a group keeps the value of an aggregate, which no field can be named."""
    return f"{call.start}:{call.end}"


def constant(value: Value) -> Meaning:
    return lambda _: value


def applied(function: Callable[..., Value], *operands: Meaning) -> Meaning:
    """The function of what the operands are worth."""
    if len(operands) == 1:
        (only,) = operands
        return lambda row: function(only(row))
    return lambda row: function(*[operand(row) for operand in operands])


def lookup(row: Row, path: Sequence[str]) -> Value:
    """A field by its whole name, or what a map or list that has the beginning of its name holds there."""
    for length in range(len(path), 0, -1):
        name = ".".join(path[:length])
        if name in row:
            return reduce(inside, path[length:], row[name])
    return None


def inside(value: Value, part: str) -> Value:
    """What a map or list holds under a key or number."""
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return None


def negated(value: Value) -> bool | None:
    found = truth(value)
    return None if found is None else not found


def logical(word: str, values: Sequence[Value]) -> bool | None:
    """`and` or `or` of what is true, false or unknown."""
    decisive, found = word == "or", [truth(value) for value in values]
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def contains(value: Value, *items: Value) -> bool | None:
    return logical("or", [compare("=", value, item) for item in items])


def is_part(value: Value, part: Value) -> bool | None:
    whole, piece = text(value), text(part)
    return None if whole is None or piece is None else piece in whole


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


def calculated(signs: Sequence[str], values: Sequence[Value]) -> Value:
    """A chain of operators of one precedence, from left to right."""
    result, *others = values
    for sign, value in zip(signs, others, strict=True):
        result = arithmetic(sign, result, value)
    return result
