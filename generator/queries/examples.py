"""Examples of what a query returns: given these rows, expect those.

A file NAME.test.yaml beside NAME.sql is a list of them:

    - name: counts errors only            # what it shows
      given:                              # rows of the contract's table; what they leave out is filled in
        - {level: ERROR, category: auth, timestamp: +5m}
      range: [2026-01-15T10:00:00Z, 2026-01-15T11:00:00Z]      # this is the default
      interval: 1m                                             # so is this
      values: {category: [auth, agent]}   # a value, several, or $__all; left out: the sample values
      expect:
        - {category: auth, errors: 1}
      ordered: false                      # true: in this order
      partial: false                      # true: rows may leave out columns
      tolerance: 1e-9                     # of numbers, relative and absolute
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from logloom import Contract

from generator.errors import Location, LogloomError
from generator.languages.grafana.model import Scenario, TimeRange, Value
from generator.queries.choices import pick, samples
from generator.queries.compare import Comparison
from generator.queries.given import Row, add_columns, insert_rows, other_columns, read_row, table_columns
from generator.queries.model import Query
from generator.queries.moments import parse_moment, parse_span
from generator.queries.positioned_yaml import Json, Node, read_yaml
from generator.suggest import did_you_mean

if TYPE_CHECKING:
    import psycopg

START = datetime(2026, 1, 15, 10, tzinfo=UTC)
RANGE = TimeRange(START, START + timedelta(hours=1))
INTERVAL_MS = 60_000
TOLERANCE = 1e-9

KEYS = dict.fromkeys(
    ("name", "given", "range", "interval", "values", "expect", "ordered", "partial", "tolerance")
)


@attrs.frozen
class Cell:
    """An expected value. `text` is how a scalar is written; it is what text columns are compared with."""

    value: Json
    text: str | None
    location: Location


@attrs.frozen
class Example:
    """One example. `picked` is what it says of variables, by name; the others take their sample values."""

    name: str
    location: Location
    given: tuple[Row, ...]
    expect: tuple[Mapping[str, Cell], ...]
    time_range: TimeRange = RANGE
    interval_ms: int = INTERVAL_MS
    picked: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    ordered: bool = False
    partial: bool = False
    tolerance: float = TOLERANCE


def load_examples(path: Path, contract: Contract, query: Query | None = None) -> tuple[Example, ...]:
    """The examples of a file. With their query, its variables and declared columns are held against them.

    Raises LogloomError at the place of the first fault.
    """
    root = read_yaml(path)
    if root is None:
        raise LogloomError("there are no examples", Location(path), "write one, or remove the file")
    reader = _Reader(contract, query)
    examples = [reader.example(node) for node in root.items("the file")]
    names: set[str] = set()
    for example in examples:
        if example.name in names:
            raise LogloomError(f"two examples are named {example.name!r}", example.location)
        names.add(example.name)
    if not examples:
        raise root.error("there are no examples", "write one, or remove the file")
    return tuple(examples)


def run_example(
    connection: psycopg.Connection,
    contract: Contract,
    query: Query,
    example: Example,
    sql: Query | None = None,
) -> str | None:
    """None if the query returns what is expected, else the difference by column, in a few lines.

    `connection` leads to a database with the contract's schema and no records; all is rolled back. `sql` is
    the SQL that a query in another language is a twin of: what is expected is written for its columns.
    Raises LogloomError if the query, the picked values or the given rows cannot be used.
    """
    import psycopg

    from generator.languages.grafana.scenarios import releases
    from generator.queries.run import fetch, prepare_session
    from generator.queries.twin_values import as_columns, expected_of_twin

    values: dict[str, Value] = {variable.name: samples(variable) for variable in query.header.params}
    try:
        for name, picked in example.picked.items():
            values[name] = pick(query.header.params, name, picked)
    except LogloomError as error:
        raise LogloomError(error.message, example.location, error.hint) from None
    scenario = Scenario(example.time_range, example.interval_ms, values, releases[0])
    with connection.transaction(force_rollback=True):
        try:
            add_columns(connection, other_columns(query))
            insert_rows(connection, example.given)
        except psycopg.Error as error:
            message = f"the given rows do not fit the table: {error.diag.message_primary or error}"
            raise LogloomError(message, example.location) from None
        prepare_session(connection, read_only=True, time_zone="UTC")
        result = fetch(connection, query, scenario, contract=contract)
        if sql is not None:
            result = as_columns(result, fetch(connection, sql, scenario, contract=contract, limit=0).columns)
    comparison = Comparison(example.time_range.start, example.ordered, example.partial, example.tolerance)
    if sql is None:
        return comparison.difference(result, example.expect)
    apart, *others = (comparison.difference(result, rows) for rows in expected_of_twin(query, example.expect))
    return None if None in others else apart


@attrs.frozen
class _Reader:
    """Reads examples against a contract and, where it is known, their query."""

    contract: Contract
    query: Query | None

    def example(self, node: Node) -> Example:
        fields = node.fields("an example", KEYS)
        for key in ("name", "expect"):
            if key not in fields:
                raise node.error(f"an example needs {key}")
        name = fields["name"].text
        if not name:
            raise fields["name"].error("the name of an example says what it shows")
        time_range = _range(fields["range"]) if "range" in fields else RANGE
        columns = table_columns(self.contract)
        if self.query is not None:
            columns |= {field.name: field.type for field in other_columns(self.query)}
        given = fields["given"].items("given") if "given" in fields else []
        expect = fields["expect"].items("expect")
        if not given and not expect:
            raise node.error("nothing given and nothing expected tests nothing")
        return Example(
            name=name,
            location=node.location,
            given=tuple(read_row(row, columns, self.contract, time_range.start) for row in given),
            expect=tuple(self._expected(row) for row in expect),
            time_range=time_range,
            interval_ms=_interval_ms(fields["interval"]) if "interval" in fields else INTERVAL_MS,
            picked=self._picked(fields["values"]) if "values" in fields else {},
            ordered=_flag(fields, "ordered"),
            partial=_flag(fields, "partial"),
            tolerance=_tolerance(fields["tolerance"]) if "tolerance" in fields else TOLERANCE,
        )

    def _picked(self, node: Node) -> dict[str, tuple[str, ...]]:
        picked: dict[str, tuple[str, ...]] = {}
        for name, value in node.fields("values").items():
            members = value.items(name) if value.is_list else [value]
            texts = tuple(_text(member, name) for member in members)
            if self.query is not None:
                try:
                    pick(self.query.header.params, name, texts)
                except LogloomError as error:
                    raise value.error(error.message, error.hint) from None
            picked[name] = texts
        return picked

    def _expected(self, node: Node) -> dict[str, Cell]:
        row = {
            name: Cell(cell.value(), cell.text, cell.location)
            for name, cell in node.fields("an expected row").items()
        }
        declared = self.query.header.columns if self.query is not None else None
        if declared is not None:
            names = [column.name for column in declared]
            for name, cell in row.items():
                if name not in names:
                    message = f"the query declares no column {name}"
                    raise LogloomError(message, cell.location, did_you_mean(name, names))
        return row


def _range(node: Node) -> TimeRange:
    ends = node.items("range")
    if len(ends) != 2:
        raise node.error(
            "range must be a list of two timestamps", "range: [2026-01-15T10:00:00Z, 2026-01-15T11:00:00Z]"
        )
    start = _moment(ends[0], None)
    end = _moment(ends[1], start)
    if start > end:
        raise node.error("the range ends before it starts")
    return TimeRange(start, end)


def _moment(node: Node, start: datetime | None) -> datetime:
    try:
        return parse_moment(_text(node, "range"), start)
    except ValueError as error:
        raise node.error(str(error)) from None


def _interval_ms(node: Node) -> int:
    try:
        return max(parse_span(_text(node, "interval"), START) // timedelta(milliseconds=1), 1)
    except ValueError as error:
        raise node.error(str(error)) from None


def _flag(fields: Mapping[str, Node], name: str) -> bool:
    if name not in fields:
        return False
    value = fields[name].value()
    if not isinstance(value, bool):
        raise fields[name].error(f"{name} is true or false, not {fields[name].kind}")
    return value


def _tolerance(node: Node) -> float:
    value = node.value()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise node.error(f"tolerance is a number from 0 up, not {node.kind}")
    return float(value)


def _text(node: Node, what: str) -> str:
    if node.text is None:
        raise node.error(f"{what} must be a word, not {node.kind}", 'an empty one is written ""')
    return node.text
