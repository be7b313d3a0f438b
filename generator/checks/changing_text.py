"""Whether a text that a query returns is another one at each evaluation, and why."""

from __future__ import annotations

import re

import attrs

from generator.checks.lineage import Lineage
from generator.checks.sql_nodes import bare, text_value, uncast
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.analysis.overloads import category
from generator.languages.grafana_sql.tree import (
    Binary,
    Call,
    Case,
    Column,
    Expression,
    Node,
    Query,
    Select,
    Subquery,
    children,
)

_DEEP = 40

_NOW = frozenset(
    {"now", "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"}
    | {"clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"}
)
_MADE_ANEW = frozenset({"random", "gen_random_uuid", "uuid_generate_v4", "nextval"})
_ONE_OF = frozenset({"min", "max", "any_value", "mode", "percentile_disc"})
_LISTS = frozenset(
    {"string_agg", "array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg"}
)
_RANKS = frozenset({"row_number", "rank", "dense_rank", "ntile"})
_KEEPING = frozenset(
    {"coalesce", "nullif", "greatest", "least", "concat", "concat_ws", "format", "lower", "upper", "initcap"}
    | {"trim", "btrim", "ltrim", "rtrim", "reverse", "md5", "sha224", "sha256", "sha384", "sha512", "encode"}
    | {"quote_literal", "quote_ident", "to_char", "date_trunc", "date_bin", "timezone", "array_to_string"}
    | {"to_json", "to_jsonb", "row_to_json", "json_build_object", "jsonb_build_object"}
    | {"json_build_array", "jsonb_build_array"}
)
"""Functions whose result is another one for each of their arguments.

Others sort values out: of a message `split_part` makes the kind of message, `length` a number.
"""

_OF_ONE_RECORD = {
    "id": "the id of one record",
    "message": "the message of one record",
    "trace_id": "the id of one trace",
    "extra": "all fields of one record",
}
"""Columns of the contract's table that hardly ever have the same value twice."""

_ID_KEY = re.compile(
    r"id|uuid|.*(?:request|trace|span|session|correlation|event|message|transaction|connection|turn|run|job)"
    r"_?(?:id|uuid)",
    re.IGNORECASE,
)
"""Keys of the extra fields that tell one event apart from all others."""


_HANDING_ON = frozenset({"||", "+", "-", "*", "/"})
"""Operators whose result changes with their operands; a comparison is the same for many."""


def why_it_changes(lineage: Lineage, select: Select, expression: Expression) -> str:
    """What it is in a text that changes; empty where nothing of that kind is known."""
    return _Changes(lineage).of(select, expression, 0)


@attrs.frozen
class _Changes:
    """`sorted_out` says that values of the table do not count any more, only what is computed of them."""

    lineage: Lineage
    sorted_out: bool = False

    def of(self, select: Select, expression: Expression, depth: int) -> str:
        inner = uncast(expression)
        if depth > _DEEP:
            return ""
        match inner:
            case Case():
                results: list[Node] = [result for _, result in inner.branches]
                return self._first(select, [*results, *_given(inner.otherwise)], depth)
            case Subquery():
                return self._of_query(inner.query, 0, depth)
            case Column():
                return self._of_column(select, inner, depth)
            case Call():
                return self._of_call(select, inner, depth)
            case Binary(operator="->>" | "->" | "#>>" | "#>") if _is_extra(inner.left):
                key = text_value(inner.right) or ""
                return f"the {key} of one event" if _ID_KEY.fullmatch(key) and not self.sorted_out else ""
            case Binary() if inner.operator not in _HANDING_ON:
                return ""
        return self._first(select, children(inner), depth)

    def _of_call(self, select: Select, call: Call, depth: int) -> str:
        name = call.name
        if name in _NOW:
            return "the time of the evaluation"
        if name in _MADE_ANEW:
            return "made anew each time"
        if name in _RANKS:
            return "a rank"
        if is_aggregate(call):
            if name in _LISTS:
                return "a list of what is found"
            if name not in _ONE_OF:
                return "a number computed anew"
        inside = self if name in _KEEPING | _ONE_OF else attrs.evolve(self, sorted_out=True)
        sorted_by = [key.expression for key in call.within_group or ()]
        return inside._first(select, [*call.arguments, *sorted_by], depth)

    def _of_column(self, select: Select, column: Column, depth: int) -> str:
        found = self.lineage.definition(select, column)
        if found is not None:
            query, output = found
            return self._of_query(query, self.lineage.outputs(query).index(output), depth)
        analysis = self.lineage.statement.analysis
        table = analysis.origins.get(column) if analysis else None
        if analysis is None or table is None or not table.stored or self.sorted_out:
            return ""
        if category(analysis.types.get(column)) == "D":
            return "a time"
        return _OF_ONE_RECORD.get(column.name.text, "")

    def _of_query(self, query: Query, place: int, depth: int) -> str:
        body = query.body
        while isinstance(body, Query):
            body = body.body
        outputs = self.lineage.outputs(query)
        expression = outputs[place].expression if place < len(outputs) else None
        if not isinstance(body, Select) or expression is None:
            return ""
        return self.of(body, expression, depth + 1)

    def _first(self, select: Select, nodes: list[Node], depth: int) -> str:
        for node in nodes:
            if isinstance(node, Expression) and (why := self.of(select, node, depth + 1)):
                return why
        return ""


def _given(expression: Expression | None) -> list[Node]:
    return [] if expression is None else [expression]


def _is_extra(expression: Expression) -> bool:
    inner = bare(expression)
    return isinstance(inner, Column) and inner.name.text == "extra"
