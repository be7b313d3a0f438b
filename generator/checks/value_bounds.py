"""The numbers that a result column of a query may be, as far as its expression says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import attrs

from generator.checks.grouping import shape
from generator.checks.interval import ANYTHING, COUNT, SHARE, Interval, exactly
from generator.checks.lineage import Lineage
from generator.checks.sql_nodes import bare, number_value, uncast
from generator.languages.grafana_sql.analysis.overloads import category
from generator.languages.grafana_sql.tree import (
    Argument,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Expression,
    Number,
    Query,
    Select,
    SetOperation,
    Subquery,
    Unary,
)

_DEEP = 40
"""How far definitions are followed: a recursive query never ends."""

_NOT_NEGATIVE = frozenset(
    {"length", "char_length", "character_length", "octet_length", "cardinality", "array_length", "sqrt"}
    | {"stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "jsonb_array_length"}
)
_RANKS = frozenset({"row_number", "rank", "dense_rank", "ntile"})
_SHARES = frozenset({"percent_rank", "cume_dist", "random"})
_ONE_OF = frozenset({"avg", "min", "max", "any_value", "first_value", "last_value", "nth_value", "mode"})
_ONE_OF_SORTED = frozenset({"percentile_cont", "percentile_disc", "mode"})
_ROUNDING: Mapping[str, Callable[[float], float]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "ceiling": math.ceil,
    "trunc": math.trunc,
    "round": round,
}


@attrs.frozen(eq=False)
class _Counted:
    """Rows counted in one query, times a factor; `is_whole` if they are all its rows."""

    query: object
    factor: float
    is_whole: bool


def column_bounds(lineage: Lineage, query: Query, place: int) -> Interval:
    """The numbers that the result column at `place` may be, NULL aside."""
    return _Bounds(lineage).of_column(query, place, 0)


class _Bounds:
    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage

    def of_column(self, query: Query, place: int, depth: int) -> Interval:
        body = query.body
        if depth > _DEEP:
            return ANYTHING
        if isinstance(body, Query):
            return self.of_column(body, place, depth + 1)
        if isinstance(body, SetOperation):
            return self.of_column(body.left, place, depth + 1) | self.of_column(body.right, place, depth + 1)
        outputs = self._lineage.outputs(query)
        if not isinstance(body, Select) or place >= len(outputs):
            return ANYTHING
        output = outputs[place]
        if output.expression is not None:
            return self._of(body, output.expression, depth + 1)
        source = self._lineage.only_source(body)
        named = list(self._lineage.named(source, output.name)) if source else []
        if source is None or len(named) != 1:
            return ANYTHING
        inner = self._lineage.outputs(source.query)
        return self.of_column(source.query, inner.index(named[0]), depth + 1)

    def _of(self, select: Select, expression: Expression, depth: int) -> Interval:
        inner = bare(expression)
        if depth > _DEEP:
            return ANYTHING
        match inner:
            case Number():
                number = number_value(inner)
                return ANYTHING if number is None else exactly(number)
            case Argument():
                return self._of(select, inner.value, depth)
            case Cast():
                return self._cast(select, inner, depth)
            case Unary(operator="-"):
                return -self._of(select, inner.operand, depth + 1)
            case Binary():
                return self._binary(select, inner, depth)
            case Case():
                results = [result for _, result in inner.branches]
                results += [inner.otherwise] if inner.otherwise is not None else []
                return self._any(select, results, depth)
            case Subquery():
                return self.of_column(inner.query, 0, depth + 1)
            case Column():
                return self._column(select, inner, depth)
            case Call():
                return self._call(select, inner, depth)
        return ANYTHING

    def _any(self, select: Select, expressions: Sequence[Expression], depth: int) -> Interval:
        found = [self._of(select, each, depth + 1) for each in expressions if not _is_null(each)]
        return reduce(Interval.__or__, found) if found else ANYTHING

    def _cast(self, select: Select, cast: Cast, depth: int) -> Interval:
        given = self._category(cast.operand)
        if given == "B":
            return SHARE
        if given != "N" or category(cast.type.name) != "N":
            number = number_value(cast)
            return ANYTHING if number is None else exactly(number)
        inner = self._of(select, cast.operand, depth + 1)
        is_whole = (cast.type.name or "").startswith("int")
        return Interval(_whole(math.floor, inner.low), _whole(math.ceil, inner.high)) if is_whole else inner

    def _column(self, select: Select, column: Column, depth: int) -> Interval:
        found = self._lineage.definition(select, column)
        if found is None:
            return ANYTHING
        query, output = found
        return self.of_column(query, self._lineage.outputs(query).index(output), depth + 1)

    def _binary(self, select: Select, node: Binary, depth: int) -> Interval:
        if node.operator == "/" and (share := self._share(select, node, depth)) is not None:
            return share
        if node.operator not in ("+", "-", "*", "/", "%"):
            return ANYTHING
        left, right = self._of(select, node.left, depth + 1), self._of(select, node.right, depth + 1)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                same = self._shape(node.left) == self._shape(node.right)
                return Interval(0, (left * right).high) if same else left * right
            case "/":
                found = left / right
                whole = self._is_integer(node.left) and self._is_integer(node.right)
                return found.mapped(lambda end: _whole(math.trunc, end)) if whole else found
        return Interval(0, right.absolute().high) if left.low >= 0 else ANYTHING

    def _call(self, select: Select, call: Call, depth: int) -> Interval:
        name, arguments = call.name, call.arguments
        if name == "count":
            # A group that has no row is none.
            in_group = call.star and call.filter is None and call.over is None and bool(select.group_by)
            return Interval(1) if in_group else COUNT
        if name in _NOT_NEGATIVE:
            return COUNT
        if name in _RANKS:
            return Interval(1)
        if name in _SHARES:
            return SHARE
        if name in _ONE_OF_SORTED and call.within_group:
            return self._of(select, call.within_group[0].expression, depth + 1)
        if not arguments:
            return ANYTHING
        if name == "coalesce":
            return self._any(select, arguments, depth)
        if name in ("greatest", "least"):
            return self._extreme(select, name, arguments, depth)
        first = self._of(select, arguments[0], depth + 1)
        if name in _ONE_OF or name == "nullif":
            return first
        if name == "sum":
            return Interval(0 if first.low >= 0 else -math.inf, 0 if first.high <= 0 else math.inf)
        if name == "abs":
            return first.absolute()
        if name in _ROUNDING:
            # To some digits: a limit stays the limit.
            rounding = _ROUNDING[name]
            return first.mapped(lambda end: _whole(rounding, end)) if len(arguments) == 1 else first
        return ANYTHING

    def _extreme(self, select: Select, name: str, arguments: Sequence[Expression], depth: int) -> Interval:
        """GREATEST and LEAST pass over NULL, which a constant is not."""
        found = [self._of(select, each, depth + 1) for each in arguments]
        constants = [each for each, argument in zip(found, arguments, strict=True) if _is_number(argument)]
        whole = reduce(Interval.__or__, found)
        if name == "greatest":
            return Interval(max([whole.low, *(each.low for each in constants)]), whole.high)
        return Interval(whole.low, min([whole.high, *(each.high for each in constants)]))

    # --- shares ---

    def _share(self, select: Select, quotient: Binary, depth: int) -> Interval | None:
        """The bounds of a part by its whole: rows counted by all rows, or an addend by its sum."""
        part = self._counted(select, quotient.left, depth)
        whole = self._counted(select, quotient.right, depth)
        if part and whole and whole.is_whole and part.query is whole.query and whole.factor > 0:
            return Interval(0, part.factor / whole.factor) if part.factor >= 0 else None
        addends = list(_addends(uncast(quotient.right)))
        if len(addends) > 1 and all(self._of(select, each, depth + 1).low >= 0 for each in addends):
            factor, left = _scaled(quotient.left)
            if factor >= 0 and self._shape(left) in [self._shape(uncast(each)) for each in addends]:
                return Interval(0, factor)
        return None

    def _counted(self, select: Select, expression: Expression, depth: int) -> _Counted | None:
        factor, inner = _scaled(expression)
        if depth > _DEEP:
            return None
        if isinstance(inner, Column):
            found = self._lineage.definition(select, inner)
            if found is None or found[1].expression is None or not isinstance(found[0].body, Select):
                return None
            counted = self._counted(found[0].body, found[1].expression, depth + 1)
            return attrs.evolve(counted, factor=factor * counted.factor) if counted else None
        if not isinstance(inner, Call) or inner.over is not None:
            return None
        if inner.name in ("nullif", "coalesce", "greatest", "round") and inner.arguments:
            counted = self._counted(select, inner.arguments[0], depth + 1)
            return attrs.evolve(counted, factor=factor * counted.factor) if counted else None
        if inner.name == "count":
            return _Counted(select, factor, inner.star and inner.filter is None)
        if inner.name == "sum" and len(inner.arguments) == 1:
            counted = self._counted(select, inner.arguments[0], depth + 1)
            if counted is not None:
                return attrs.evolve(counted, factor=factor * counted.factor)
            added = self._of(select, inner.arguments[0], depth + 1)
            return _Counted(select, factor, False) if added.low >= 0 and added.high <= 1 else None
        return None

    # --- types ---

    def _category(self, expression: Expression) -> str:
        analysis = self._lineage.statement.analysis
        return category(analysis.types.get(expression)) if analysis else ""

    def _is_integer(self, expression: Expression) -> bool:
        analysis = self._lineage.statement.analysis
        type_ = analysis.types.get(expression) if analysis is not None else None
        return type_ in ("int2", "int4", "int8")

    def _shape(self, expression: Expression) -> object:
        analysis = self._lineage.statement.analysis
        return shape(expression, analysis) if analysis else expression


def _whole(rounding: Callable[[float], float], end: float) -> float:
    return rounding(end) if math.isfinite(end) else end


def _is_number(expression: Expression) -> bool:
    return isinstance(uncast(expression), Number)


def _is_null(expression: Expression) -> bool:
    return getattr(uncast(expression), "word", "") == "NULL"


def _scaled(expression: Expression) -> tuple[float, Expression]:
    """A constant factor, and what it is a factor of: `100.0 * n`, `n::float`, `(n * 100)`."""
    inner = uncast(expression)
    if isinstance(inner, Binary) and inner.operator == "*":
        for side, other in ((inner.left, inner.right), (inner.right, inner.left)):
            number = number_value(side)
            if number is not None:
                factor, rest = _scaled(other)
                return number * factor, rest
    return 1.0, inner


def _addends(expression: Expression) -> list[Expression]:
    inner = uncast(expression)
    if isinstance(inner, Call) and inner.name in ("nullif", "greatest") and inner.arguments:
        return _addends(inner.arguments[0])
    if isinstance(inner, Binary) and inner.operator == "+":
        return [*_addends(inner.left), *_addends(inner.right)]
    return [inner]
