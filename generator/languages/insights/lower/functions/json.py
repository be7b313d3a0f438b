"""Functions of maps and lists."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.functions.shared import Function, Given, replaced, where
from generator.languages.insights.lower.json_text import guarded
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, as_text
from generator.languages.insights.record import Type


def _typed(given: Given, *types: str) -> SQL:
    kind = nodes.call("JSONB_TYPEOF", given())
    if len(types) == 1:
        return nodes.compared(exp.EQ, kind, nodes.text(types[0]))
    return nodes.is_in(kind, [nodes.text(each) for each in types])


def as_json(value: Value) -> SQL:
    """The map or list that a value is, or is the text of."""
    if value.type is Type.JSON:
        return value.sql
    if value.type is not Type.TEXT and value.type is not Type.ANY:
        return nodes.cast(nodes.null(), nodes.JSONB)
    return nodes.cast(value.sql, nodes.JSONB) if value.holds_json else guarded(value)


def _parse(reader: Reader, call: tree.Call) -> Value:
    value = as_text(reader.value(call.arguments[0]))
    return Value(as_json(value), Type.JSON, present=False)


def _stringify(reader: Reader, call: tree.Call) -> Value:
    value = reader.value(call.arguments[0])
    if value.type is not Type.JSON:
        return Value(nodes.cast(nodes.null(), nodes.TEXT), Type.TEXT)

    def build(given: Given) -> SQL:
        # PostgreSQL puts a blank behind each colon and comma; one within a string stays.
        text = nodes.cast(given(), nodes.TEXT)
        compact = replaced(text, r'("(?:[^"\\]|\\.)*")|([:,]) ', r"\1\2")
        return where(_typed(given, "object", "array"), compact)

    return Value(nodes.bound([value.sql], build), Type.TEXT)


def _array_size(reader: Reader, call: tree.Call) -> Value:
    def build(given: Given) -> SQL:
        return where(_typed(given, "array"), nodes.call("JSONB_ARRAY_LENGTH", given()))

    sql = nodes.bound([as_json(reader.value(call.arguments[0]))], build)
    return Value(sql, Type.NUMBER, integer=True)


def _array_contains(reader: Reader, call: tree.Call) -> Value:
    member = reader.text(call.arguments[1])

    def build(given: Given) -> SQL:
        items = nodes.call("JSONB_ARRAY_ELEMENTS_TEXT", where(_typed(given, "array"), given()))
        query = exp.Select(
            expressions=[nodes.column("item")], from_=exp.From(this=nodes.rows_of(items, "items", "item"))
        )
        return exp.In(this=nodes.paren(member.sql), query=exp.Subquery(this=query))

    sql = nodes.bound([as_json(reader.value(call.arguments[0]))], build)
    return Value(nodes.coalesce(sql, nodes.boolean(False)), Type.BOOLEAN, present=True)


def _split(reader: Reader, call: tree.Call) -> Value:
    text, delimiter = (reader.text(argument).sql for argument in call.arguments)

    def build(given: Given) -> SQL:
        pieces = nodes.call("TO_JSONB", nodes.call("STRING_TO_ARRAY", given(), delimiter))
        empty = nodes.compared(exp.EQ, given(), nodes.text(""))
        return nodes.case((empty, nodes.cast(nodes.text('[""]'), nodes.JSONB)), otherwise=pieces)

    return Value(nodes.bound([text], build), Type.JSON)


FUNCTIONS: Mapping[str, Function] = {
    "jsonParse": _parse,
    "jsonStringify": _stringify,
    "jsonArraySize": _array_size,
    "jsonArrayContains": _array_contains,
    "split": _split,
}
