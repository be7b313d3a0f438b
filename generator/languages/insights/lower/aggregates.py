"""The functions of `stats` in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

import attrs
from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.order import order_by
from generator.languages.insights.lower.values import Value, as_number, as_text, typed
from generator.languages.insights.record import TIMESTAMP, Type

Aggregate: TypeAlias = Callable[[Reader, tree.Call], Value]

IN_TIME = ("earliest", "latest")
"""Those that ask for the order of the records."""

ARRIVAL = "@arrival"
"""The name of the column that counts up as the records came in; no query can have it."""


def _of_numbers(node: type[exp.AggFunc]) -> Aggregate:
    def aggregate(reader: Reader, call: tree.Call) -> Value:
        value = reader.number(call.arguments[0])
        return Value(node(this=value.sql), Type.NUMBER, integer=value.integer and node is exp.Sum)

    return aggregate


def _count(reader: Reader, call: tree.Call) -> Value:
    if not call.arguments or isinstance(call.arguments[0], tree.Star):
        counted: SQL = exp.Star()
    else:
        counted = reader.value(call.arguments[0]).sql
    return Value(exp.Count(this=counted, big_int=True), Type.NUMBER, integer=True, present=True)


def _count_distinct(reader: Reader, call: tree.Call) -> Value:
    value = reader.value(call.arguments[0])
    sql = as_text(value).sql if value.type is Type.JSON else value.sql
    counted = exp.Count(this=exp.Distinct(expressions=[sql]), big_int=True)
    return Value(counted, Type.NUMBER, integer=True, present=True)


def _extreme(node: type[exp.Max | exp.Min]) -> Aggregate:
    """The least or greatest number; of texts where nothing looks like a number."""

    def aggregate(reader: Reader, call: tree.Call) -> Value:
        value = reader.value(call.arguments[0])
        if value.type in (Type.NUMBER, Type.TIME):
            return Value(node(this=value.sql), value.type, integer=value.integer)
        if value.type in (Type.ANY, Type.BOOLEAN):
            number = as_number(value)
            return Value(node(this=number.sql), Type.NUMBER, integer=number.integer)
        text = as_text(value)
        of_texts = node(this=nodes.by_code_point(text.sql))
        if not _may_be_number(text.sql):
            return Value(of_texts, Type.TEXT)
        of_numbers = as_number(Value(text.sql.copy(), Type.TEXT)).sql
        shown = nodes.cast(node(this=of_numbers), nodes.TEXT)
        return Value(nodes.coalesce(shown, of_texts), Type.TEXT)

    return aggregate


def _may_be_number(sql: SQL) -> bool:
    """Whether a text may look like a number; texts that are written out may be seen not to."""
    if isinstance(sql, exp.Case):
        branches = [branch.args["true"] for branch in sql.args["ifs"]]
        return any(_may_be_number(each) for each in (*branches, sql.args.get("default")) if each is not None)
    if isinstance(sql, exp.Literal) and sql.is_string:
        return Value(sql, Type.TEXT).literal_number() is not None
    return not isinstance(sql, exp.Null)


def _percentile(reader: Reader, call: tree.Call) -> Value:
    percent = reader.value(call.arguments[1])
    written = percent.literal_number()
    if written is None:
        raise NotRunnable("only a percentile that is written out can be worked out", call.arguments[1])
    if not 0 <= Decimal(written) <= 100:
        raise NotRunnable("a percentile is from 0 to 100", call.arguments[1])
    return _continuous(reader, call, f"{(Decimal(written) / 100).normalize():f}")


def _median(reader: Reader, call: tree.Call) -> Value:
    return _continuous(reader, call, "0.5")


def _continuous(reader: Reader, call: tree.Call, share: str) -> Value:
    value = reader.number(call.arguments[0]).sql
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    percentile = exp.PercentileCont(this=nodes.number(share))
    return Value(exp.WithinGroup(this=percentile, expression=order), Type.NUMBER)


def _in_time(*, descending: bool) -> Aggregate:
    """The value in the record with the least or greatest @timestamp; of several the first or last to come."""

    def aggregate(reader: Reader, call: tree.Call) -> Value:
        value = reader.value(call.arguments[0])
        moment, arrival = reader.scope.resolve_name(TIMESTAMP), reader.scope.resolve_name(ARRIVAL)
        if moment.is_null or arrival.is_null:
            raise NotRunnable(f"there is no @timestamp any more that {call.function.text} could go by", call)
        order = [nodes.ordered(each.sql, descending=descending, nullable=False) for each in (moment, arrival)]
        sql = nodes.element(nodes.array_of(typed(value), order), 1)
        return Value(sql, value.type, integer=value.integer)

    return aggregate


def _in_order(*, descending: bool) -> Aggregate:
    def aggregate(reader: Reader, call: tree.Call) -> Value:
        value = reader.value(call.arguments[0])
        if value.type is Type.JSON:
            value = as_text(value)
        order = order_by(value, descending=descending)
        values = nodes.array_of(
            typed(attrs.evolve(value, sql=value.sql.copy())), order, where=nodes.is_not_null(value.sql.copy())
        )
        return Value(nodes.element(values, 1), value.type, integer=value.integer)

    return aggregate


AGGREGATES: Mapping[str, Aggregate] = {
    "count": _count,
    "count_distinct": _count_distinct,
    "sum": _of_numbers(exp.Sum),
    "avg": _of_numbers(exp.Avg),
    "min": _extreme(exp.Min),
    "max": _extreme(exp.Max),
    "stddev": _of_numbers(exp.StddevSamp),
    "variance": _of_numbers(exp.Variance),
    "pct": _percentile,
    "median": _median,
    "earliest": _in_time(descending=False),
    "latest": _in_time(descending=True),
    "sortsFirst": _in_order(descending=False),
    "sortsLast": _in_order(descending=True),
}
