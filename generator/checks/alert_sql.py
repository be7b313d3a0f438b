"""What a SQL query returns to an alert rule: by its analysis, and by PostgreSQL's word on its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import compress

import attrs
from logloom import Contract

from generator.checks.alert_answer import Answer, AnswerColumn, Kind, Order, Place, Rows
from generator.checks.changing_text import why_it_changes
from generator.checks.interval import ANYTHING, exactly
from generator.checks.lineage import Lineage, main_select
from generator.checks.postgres_result import BOOLEAN, NUMBERS, TIMES, ResultColumn
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading
from generator.checks.result import TIME, Result, result_of
from generator.checks.row_keys import Key, RowKeys, output_columns, row_keys
from generator.checks.sql_buckets import fill_value, widest_bucket
from generator.checks.sql_nodes import aggregates, is_null_without_rows, own_nodes
from generator.checks.union_labels import repeating_part
from generator.checks.value_bounds import column_bounds
from generator.checks.variables_in_text import meant_variables
from generator.languages.grafana.model import ExpansionError, Scenario, TimeRange
from generator.languages.grafana.scenarios import RANGE_END, releases
from generator.languages.grafana_sql.analysis.model import Output
from generator.languages.grafana_sql.analysis.overloads import UNKNOWN, Type, category, display
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import values
from generator.languages.grafana_sql.tree import Call, Column, Query, Select
from generator.queries.model import Query as QueryFile

_TIMES = frozenset({"timestamptz", "timestamp", "date"})
_NUMBERS = frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"})
_SERVER_SIDE = frozenset({"$__interval", "$__interval_ms"})
"""The variables that Grafana's backend puts in itself; all others are the dashboard's."""

_EXPECTED_FILTERS = frozenset({"category", "logger"})
"""Columns by which a query picks a part of the application, which has records when all is well."""


def sql_answer(
    query: QueryFile,
    contract: Contract,
    *,
    look_back: timedelta,
    interval_ms: int,
    described: Sequence[ResultColumn] = (),
) -> Answer:
    """The answer to a rule that looks back so far. `described` is PostgreSQL's word on the columns.

    What a dashboard would fill in has the first of its sample values, so that all else can be judged too.
    """
    subject = QuerySubject(query, contract)
    unfilled = tuple(_unfilled(subject))
    reading = _reading(subject, look_back, interval_ms)
    shown = result_of(reading)
    if reading is None or shown is None:
        return Answer(unfilled=unfilled)
    lineage = Lineage(shown.statement)
    keys = row_keys(lineage, shown.query)
    order, order_start = _order(shown)
    filled = fill_value(subject)
    columns = tuple(_filled(each, filled) for each in _columns(shown, lineage, keys, described))
    labels = [column.kind is not Kind.NUMBER for column in columns]
    lost = tuple(_untold(shown, lineage, keys, [True] * len(columns)))
    repeating = repeating_part(lineage, shown.query, _places(columns, Kind.TEXT))
    return Answer(
        start=reading.source(shown.query.start),
        columns=columns,
        unfilled=unfilled,
        rows=_rows(keys),
        lost=lost,
        repeated=_place(shown, repeating) if repeating is not None else None,
        only_in_numbers=tuple(place for place in _untold(shown, lineage, keys, labels) if place not in lost),
        order=order,
        order_start=order_start,
        bucket=widest_bucket(subject, reading, interval_ms),
        is_filtered=any(_is_filtered(lineage, each) for each in shown.statement.of(Query)),
    )


def _unfilled(subject: QuerySubject) -> Iterator[Place]:
    for reference in meant_variables(subject):
        written = subject.text[reference.start : reference.end]
        if written not in _SERVER_SIDE:
            yield Place(written, reference.start)


def _reading(subject: QuerySubject, look_back: timedelta, interval_ms: int) -> Reading | None:
    """The text that PostgreSQL gets from the rule; None where Grafana refuses it."""
    params = subject.query.header.params
    picked = {variable.name: values(variable)[0] for variable in params}
    time_range = TimeRange(RANGE_END - look_back, RANGE_END)
    try:
        expansion = expand(subject.text, params, Scenario(time_range, interval_ms, picked, releases[0]))
    except ExpansionError:
        return None
    return Reading(expansion, Scenario(time_range, interval_ms, picked, releases[0]), subject.schema)


# --- columns ---


def _columns(
    shown: Result, lineage: Lineage, keys: RowKeys | None, described: Sequence[ResultColumn]
) -> Iterator[AnswerColumn]:
    select = main_select(shown.query)
    names = _name_starts(select)
    agree = len(described) == len(shown.outputs)
    for place, output in enumerate(shown.outputs):
        kind, type_ = _described_kind(described[place]) if agree else _kind(output)
        if output.name == TIME and kind is Kind.NUMBER:
            kind = Kind.TIME  # seconds since 1970, as Grafana reads them
        column = AnswerColumn(
            output.name,
            kind,
            type_,
            shown.reading.source(output.start),
            shown.reading.source(names.get(output.start, output.start)),
            bounds=column_bounds(lineage, shown.query, place) if kind is Kind.NUMBER else ANYTHING,
        )
        yield column if select is None else _with_facts(column, output, select, shown, lineage, keys)


def _with_facts(
    column: AnswerColumn,
    output: Output,
    select: Select,
    shown: Result,
    lineage: Lineage,
    keys: RowKeys | None,
) -> AnswerColumn:
    """The column with what its expression says of it."""
    expression = output.expression
    own = output_columns(lineage, select, output)
    made_of_many = expression is not None and bool(aggregates(shown.statement, expression))
    is_text = column.kind is Kind.TEXT and expression is not None
    return attrs.evolve(
        column,
        is_key=bool(own) and keys is not None and any(key.is_in(own) for key in keys.keys),
        is_made_of_many=made_of_many,
        is_constant=expression is not None
        and not any(isinstance(node, Column | Call) for node in own_nodes(expression)),
        is_null_without_rows=keys is not None
        and keys.is_one_row
        and expression is not None
        and is_null_without_rows(expression),
        changes=why_it_changes(lineage, select, expression) if is_text and expression is not None else "",
    )


def _filled(column: AnswerColumn, filled: float | None) -> AnswerColumn:
    """The column with what Grafana puts in for times without a row."""
    if filled is None or column.kind is not Kind.NUMBER:
        return column
    return attrs.evolve(column, bounds=column.bounds | exactly(filled))


def _kind(output: Output) -> tuple[Kind, str]:
    type_: Type = "text" if output.type == UNKNOWN else output.type
    if type_ is None:
        return Kind.UNKNOWN, "?"
    if type_ in _TIMES:
        return Kind.TIME, display(type_)
    if type_ in _NUMBERS:
        return Kind.NUMBER, display(type_)
    return Kind.BOOLEAN if category(type_) == "B" else Kind.TEXT, display(type_)


def _described_kind(column: ResultColumn) -> tuple[Kind, str]:
    if column.oid in TIMES:
        return Kind.TIME, column.type
    if column.oid in NUMBERS:
        return Kind.NUMBER, column.type
    return Kind.BOOLEAN if column.oid == BOOLEAN else Kind.TEXT, column.type


def _name_starts(select: Select | None) -> Mapping[int, int]:
    """Where each result column gets its name, by where it begins."""
    items = select.items if select is not None else ()
    return {item.start: item.alias.start for item in items if item.alias is not None}


# --- rows ---


def _rows(keys: RowKeys | None) -> Rows:
    if keys is None:
        return Rows.UNKNOWN
    if keys.is_one_row:
        return Rows.ONE
    return Rows.RECORDS if keys.are_records else Rows.GROUPS


def _untold(shown: Result, lineage: Lineage, keys: RowKeys | None, asked: Sequence[bool]) -> Iterator[Place]:
    """What rows differ in and none of the result columns that are asked tells."""
    select = main_select(shown.query)
    if keys is None or select is None:
        return
    told = [output_columns(lineage, select, output) for output in compress(shown.outputs, asked)]
    for key in (*keys.lost, *keys.keys):
        if key in keys.lost or not any(key.is_in(columns) for columns in told):
            yield _place(shown, key)


def _place(shown: Result, piece: Key | Query) -> Place:
    return Place(shown.reading.text[piece.start : piece.end], shown.reading.source(piece.start))


def _places(columns: Sequence[AnswerColumn], kind: Kind) -> list[int]:
    return [place for place, column in enumerate(columns) if column.kind is kind]


def _order(shown: Result) -> tuple[Order, int]:
    keys = shown.order_by
    if shown.is_one_row:
        return Order.BY_TIME, shown.reading.source(shown.query.start)
    if not keys:
        inner = _is_ordered_inside(shown)
        return Order.UNKNOWN if inner else Order.NONE, shown.reading.source(shown.last_clause)
    start = shown.reading.source(shown.order_clause)
    if not shown.is_time(keys[0].expression):
        return Order.OTHERWISE, start
    return Order.BACKWARD if keys[0].descending else Order.BY_TIME, start


def _is_ordered_inside(shown: Result) -> bool:
    """Whether the rows come from one ordered query as they are: they stay in order."""
    select, lineage = shown.query.body, Lineage(shown.statement)
    source = lineage.only_source(select) if isinstance(select, Select) else None
    if source is None or not isinstance(select, Select) or select.group_by or select.distinct:
        return False
    return bool(source.query.order_by)


def _is_filtered(lineage: Lineage, query: Query) -> bool:
    """Whether rows depend on more than the time and the part of the application."""
    select = query.body
    if not isinstance(select, Select):
        return False
    if select.having is not None:
        return True
    analysis = lineage.statement.analysis
    if select.where is None or analysis is None:
        return False
    return any(
        isinstance(node, Column)
        and node.name.text not in _EXPECTED_FILTERS
        and category(analysis.types.get(node)) != "D"
        for node in own_nodes(select.where)
    )
