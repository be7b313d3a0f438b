"""sqlglot's nodes for what the lowering writes; stock ones, so that both of its builds take them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

from sqlglot import exp

from generator.languages.grafana_sql.catalog import keywords

SQL: TypeAlias = exp.Expr
Given: TypeAlias = Callable[[], SQL]
"""Makes a new node for a value each time."""

TEXT, INTEGER, BIGINT, NUMERIC, FLOAT, JSONB, TIMESTAMPTZ = (
    exp.DType.TEXT,
    exp.DType.INT,
    exp.DType.BIGINT,
    exp.DType.DECIMAL,
    exp.DType.DOUBLE,
    exp.DType.JSONB,
    exp.DType.TIMESTAMPTZ,
)

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)

# PostgreSQL's own order ("Operator Precedence"), from what binds least. What is not here is no operator.
_PRECEDENCE: dict[type[SQL], int] = {
    exp.Or: 1,
    exp.And: 2,
    exp.Not: 3,
    exp.Is: 4,
    exp.NullSafeNEQ: 4,
    exp.EQ: 5,
    exp.NEQ: 5,
    exp.LT: 5,
    exp.LTE: 5,
    exp.GT: 5,
    exp.GTE: 5,
    exp.In: 6,
    exp.Like: 6,
    exp.Between: 6,
    exp.RegexpLike: 7,
    exp.DPipe: 7,
    exp.JSONExtract: 7,
    exp.JSONExtractScalar: 7,
    exp.JSONBExtract: 7,
    exp.JSONBExtractScalar: 7,
    exp.Add: 8,
    exp.Sub: 8,
    exp.Mul: 9,
    exp.Div: 9,
    exp.Mod: 9,
    exp.AtTimeZone: 10,
    exp.Collate: 11,
    exp.Neg: 12,
}
_ATOM = 13


def identifier(name: str) -> exp.Identifier:
    """A name, in quotes where PostgreSQL would not read it as it stands."""
    return exp.Identifier(this=name, quoted=not _PLAIN.fullmatch(name) or name in _reserved())


@cache
def _reserved() -> frozenset[str]:
    return frozenset(
        word for word, category in keywords().items() if category in ("reserved", "type-or-function")
    )


def column(name: str) -> exp.Column:
    return exp.Column(this=identifier(name))


def copied(sql: SQL) -> SQL:
    """A copy to be put in another place; most of what is read is a column."""
    return column(sql.name) if isinstance(sql, exp.Column) and not sql.table else sql.copy()


def text(value: str) -> exp.Literal:
    return exp.Literal(this=value, is_string=True)


def number(value: str | int) -> exp.Literal:
    return exp.Literal(this=str(value), is_string=False)


def null() -> exp.Null:
    return exp.Null()


def boolean(value: bool) -> exp.Boolean:
    return exp.Boolean(this=value)


def raw(sql: str) -> exp.Var:
    """Text that is written as it is: what Grafana replaces."""
    return exp.Var(this=sql)


def call(name: str, *arguments: SQL) -> SQL:
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(sql: SQL, type_: exp.DType) -> exp.Cast:
    return exp.Cast(this=sql, to=exp.DataType(this=type_))


def exact(sql: SQL) -> SQL:
    """A number as numeric: double precision, that of percentiles, has no remainder and rounds to even."""
    is_exact = isinstance(sql, exp.Literal) or (isinstance(sql, exp.Cast) and sql.to.this is NUMERIC)
    return sql if is_exact else cast(sql, NUMERIC)


def cast_named(sql: SQL, type_name: str) -> exp.Cast:
    """A cast to a type that sqlglot has no name for."""
    kind = exp.Identifier(this=type_name, quoted=False)
    return exp.Cast(this=sql, to=exp.DataType(this=exp.DType.USERDEFINED, kind=kind))


def at_utc(sql: SQL) -> SQL:
    return exp.AtTimeZone(this=paren(sql, _PRECEDENCE[exp.AtTimeZone]), zone=text("UTC"))


def interval(value: str) -> exp.Interval:
    return exp.Interval(this=text(value))


def paren(sql: SQL, precedence: int = _ATOM) -> SQL:
    """An operand, in parentheses where it would bind less than the operator that it is given to."""
    return exp.Paren(this=sql) if _PRECEDENCE.get(type(sql), _ATOM) < precedence else sql


def binary(node: type[exp.Binary], left: SQL, right: SQL) -> SQL:
    precedence = _PRECEDENCE[node]
    return node(this=paren(left, precedence), expression=paren(right, precedence + 1))


def compared(node: type[exp.Binary], left: SQL, right: SQL) -> SQL:
    """A comparison: PostgreSQL does not chain them."""
    precedence = _PRECEDENCE[node] + 1
    return node(this=paren(left, precedence), expression=paren(right, precedence))


def divided(left: SQL, right: SQL) -> SQL:
    result = binary(exp.Div, left, right)
    result.set("typed", True)
    return result


def chain(node: type[exp.Binary], operands: Sequence[SQL]) -> SQL:
    """Operands joined by one operator, left to right; however many there are, they are printed flat."""
    result, *others = operands
    for operand in others:
        result = binary(node, result, operand)
    return result


def all_of(conditions: Sequence[SQL]) -> SQL:
    return chain(exp.And, conditions)


def any_of(conditions: Sequence[SQL]) -> SQL:
    """With what is joined by AND in parentheses, for whoever does not know which binds more."""
    return chain(exp.Or, [paren(condition, _PRECEDENCE[exp.And] + 1) for condition in conditions])


def negated(sql: SQL) -> SQL:
    if isinstance(sql, exp.Is) and isinstance(sql.expression, exp.Not):
        return is_null(sql.this)
    if isinstance(sql, exp.Is) and isinstance(sql.expression, exp.Null):
        return is_not_null(sql.this)
    return exp.Not(this=paren(sql, _PRECEDENCE[exp.Not]))


def is_null(sql: SQL) -> SQL:
    return exp.Is(this=paren(sql, _PRECEDENCE[exp.Is]), expression=null())


def is_not_null(sql: SQL) -> SQL:
    return exp.Is(this=paren(sql, _PRECEDENCE[exp.Is]), expression=exp.Not(this=null()))


def is_in(sql: SQL, members: Sequence[SQL]) -> SQL:
    return exp.In(this=paren(sql, _PRECEDENCE[exp.In] + 1), expressions=list(members))


def matches(sql: SQL, pattern: SQL) -> SQL:
    return binary(exp.RegexpLike, sql, pattern)


def coalesce(sql: SQL, otherwise: SQL) -> SQL:
    return exp.Coalesce(this=sql, expressions=[otherwise])


def case(*branches: tuple[SQL, SQL], otherwise: SQL | None = None) -> exp.Case:
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=otherwise)


def substring(sql: SQL, pattern: SQL) -> SQL:
    """What a regular expression finds, or its first group."""
    return exp.Substring(this=sql, start=pattern)


def by_code_point(sql: SQL) -> SQL:
    return exp.Collate(this=paren(sql), expression=exp.Identifier(this="C", quoted=True))


def ordered(sql: SQL, *, descending: bool, nullable: bool = True) -> exp.Ordered:
    """Ascending with NULL first, or descending with NULL last: what is absent is the lowest."""
    # PostgreSQL has them the other way round, so that sqlglot leaves out what stands for that.
    return exp.Ordered(this=sql, desc=descending, nulls_first=not descending if nullable else descending)


def element(sql: SQL, index: int) -> SQL:
    """The element of an array; `index` counts from 1, as PostgreSQL does."""
    # Said so, sqlglot need not work out the index, which takes it as long as all the rest.
    return exp.Bracket(this=sql, expressions=[number(index)], offset=1)


def array_of(sql: SQL, order: Sequence[exp.Ordered], where: SQL | None = None) -> SQL:
    """The values of a group in order, as an array."""
    values: SQL = exp.ArrayAgg(this=exp.Order(this=sql, expressions=list(order)))
    if where is not None:
        values = exp.Filter(this=values, expression=exp.Where(this=where))
    return exp.Paren(this=values)


def select(sql: SQL, from_: SQL | None = None) -> exp.Subquery:
    """A query of one value."""
    query = exp.Select(expressions=[sql])
    if from_ is not None:
        query.set("from_", exp.From(this=from_))
    return exp.Subquery(this=query)


def rows_of(function: SQL, name: str, *columns: str, numbered: bool = False) -> exp.Table:
    """The rows that a function returns; `numbered` adds a column that counts them."""
    alias = exp.TableAlias(this=identifier(name), columns=[identifier(each) for each in columns])
    return exp.Table(this=function, alias=alias, ordinality=numbered)


_SMALL = 12
"""Nodes of a value that is written again rather than given a name."""
_REPEATED = 500
"""Nodes of one that has to be written again, since it holds an aggregate."""
_LARGEST = 2000
"""Nodes of any."""


class TooLarge(Exception):
    """A value that is named more than once is too large for that."""


def bound(values: Sequence[SQL], body: Callable[..., SQL]) -> SQL:
    """`body` of functions that give each value, for what names a value more than once.

    A value that is more than a few words is worked out once, in a query of its own. An aggregate cannot be.
    """
    large = [_is_large(value) for value in values]
    # Inside the query of its own its names hide those of one around it, which values may be made of.
    taken = {each.name for value in values for each in value.find_all(exp.Column)}
    free = (name for place in itertools.count(1) if (name := f"_{place}") not in taken)
    names = [next(free) for _ in values]

    def giver(value: SQL, name: str, is_large: bool) -> Given:
        return (lambda: column(name)) if is_large else lambda: copied(value)

    result = body(*(giver(*each) for each in zip(values, names, large, strict=True)))
    if not any(large):
        return result
    inner = exp.Select(
        expressions=[
            exp.Alias(this=value, alias=identifier(name))
            for value, name, is_large in zip(values, names, large, strict=True)
            if is_large
        ]
    )
    return select(result, exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier("bound"))))


def guarded(values: Sequence[SQL], body: Callable[..., SQL]) -> SQL:
    """As `bound`, for a `body` that keeps from a function what it would raise an error for.

    PostgreSQL works out constants before it looks at a condition, unless they stand in a query of their own.
    """
    return bound([select(value) if is_constant(value) else value for value in values], body)


def is_constant(sql: SQL) -> bool:
    """Whether it is the same for every row, as far as is seen: text of Grafana's macros may name a column."""
    if any("$__timeGroup" in var.name for var in sql.find_all(exp.Var)):
        return False
    return not isinstance(sql, exp.Null) and not any(True for _ in sql.find_all(exp.Column, exp.AggFunc))


def _is_large(sql: SQL) -> bool:
    has_aggregate = False
    size = 0
    for size, node in enumerate(sql.walk(), 1):
        has_aggregate = has_aggregate or isinstance(node, exp.AggFunc | exp.Window)
        if size > (_REPEATED if has_aggregate else _LARGEST):
            raise TooLarge
    return size > _SMALL and not has_aggregate
