"""Functions that choose between values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.functions.shared import Function
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, absent, as_text, numeric
from generator.languages.insights.record import Type


def alike(values: Sequence[Value]) -> tuple[list[SQL], Type, bool]:
    """Values as one type of SQL, that type, and whether they are integers; text where they differ."""
    types = {value.type for value in values if not value.is_null}
    if len(types) == 1 and types != {Type.BOOLEAN}:
        (type_,) = types
        integers = type_ is Type.NUMBER and all(value.integer or value.is_null for value in values)
        sql = [value.sql if integers or value.is_null else numeric(value).sql for value in values]
        return sql, type_, integers
    if types == {Type.BOOLEAN}:
        return [value.sql for value in values], Type.BOOLEAN, False
    sql = [value.sql if value.is_null else as_text(value).sql for value in values]
    return sql, Type.ANY if types <= {Type.ANY, Type.NUMBER} and types else Type.TEXT, False


def _coalesce(reader: Reader, call: tree.Call) -> Value:
    values = [reader.value(argument) for argument in call.arguments]
    values = [value for value in values if not value.is_null] or [absent()]
    (first, *others), type_, integer = alike(values)
    present = any(value.present for value in values)
    return Value(exp.Coalesce(this=first, expressions=others), type_, integer, present)


def _case(reader: Reader, call: tree.Call) -> Value:
    arguments = call.arguments
    conditions = [reader.condition(each) for each in arguments[: len(arguments) // 2 * 2 : 2]]
    chosen = [reader.value(each) for each in arguments[1::2]]
    otherwise = reader.value(arguments[-1]) if len(arguments) % 2 else None
    given = [*chosen, *([otherwise] if otherwise is not None else [])]
    values, type_, integer = alike(given)
    default = values[-1] if otherwise is not None else None
    branches = zip(conditions, values, strict=False)
    present = otherwise is not None and all(value.present for value in given)
    return Value(nodes.case(*branches, otherwise=default), type_, integer, present)


def _is_present(reader: Reader, call: tree.Call) -> Value:
    return Value(nodes.is_not_null(reader.value(call.arguments[0]).sql), Type.BOOLEAN, present=True)


def _argument(reader: Reader, call: tree.Call) -> Value:
    return reader.value(call.arguments[0])


FUNCTIONS: Mapping[str, Function] = {
    "ispresent": _is_present,
    "coalesce": _coalesce,
    "case": _case,
    "if": _case,
    # What was masked when it was taken in is not masked here.
    "unmask": _argument,
}
