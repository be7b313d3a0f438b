"""Whether two queries that are to mean the same return the same rows."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

from generator.errors import Location
from generator.queries.compare import Comparison
from generator.queries.examples import Cell
from generator.queries.model import Column
from generator.queries.moments import parse_moment
from generator.queries.positioned_yaml import Json
from generator.queries.run import Result, Value
from generator.queries.twin_values import as_columns, says_nothing

TOLERANCE = 1e-9

MOST = 100
"""Rows without an equal that are held against each other by column: that takes the square of their number."""

_DIGITS = 10
"""Significant digits by which rows are found to be equal; those that this parts are compared exactly."""

_START = datetime(1970, 1, 1, tzinfo=UTC)
_NOWHERE = Location(Path())

Row = tuple[Value, ...]


def difference(sql: Result, other: Result, keys: Sequence[str] = ()) -> str | None:
    """None where both hold the same rows, else what differs, in lines, by column where rows are near.

    `sql` is what is expected of `other`, whose values are read as its columns hold them. Rows are multisets;
    the values of `keys`, the columns that both are sorted by, must come in the same order all the same. A row
    of the SQL that says nothing may be missing.
    """
    names = [column.name for column in sql.columns]
    given = as_columns(other, sql.columns)
    others = [column.name for column in given.columns]
    if sorted(names) != sorted(others):
        return f"expected the columns {', '.join(names)}, got {', '.join(others)}"
    places = [others.index(name) for name in names]
    rows = [tuple(row[place] for place in places) for row in given.rows]
    if rows == list(sql.rows):
        return None
    left, more = _without_equals(sql.columns, sql.rows, rows)
    missing = [row for row in left if not says_nothing(dict(zip(names, row, strict=True)))]
    apart = _apart(sql.columns, missing, more)
    if apart is not None:
        return apart
    # Where rows may be missing there is nothing to hold the order against.
    return _disorder(sql, rows, keys) if len(left) == len(more) else None


def _without_equals(
    columns: Sequence[Column], expected: Sequence[Row], rows: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """The rows of each that are left when equal ones are taken away in pairs."""
    is_time = [column.type.startswith("timestamp") for column in columns]
    waiting: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in expected:
        waiting[_key(row, is_time)].append(row)
    more = []
    for row in rows:
        same = waiting.get(_key(row, is_time))
        if same:
            same.pop()
        else:
            more.append(row)
    return [row for same in waiting.values() for row in same], more


def _key(row: Row, is_time: Sequence[bool]) -> Hashable:
    return tuple(_canonical(value, time) for value, time in zip(row, is_time, strict=True))


def _canonical(value: Value, is_time: bool = False) -> Hashable:
    if isinstance(value, str):
        if is_time:
            try:
                return parse_moment(value)
            except ValueError:
                pass
        return value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        whole = isinstance(value, int) or (math.isfinite(value) and value == int(value))
        return str(int(value)) if whole else f"{float(value):.{_DIGITS}g}"
    if isinstance(value, dict):
        return frozenset((name, _canonical(inner)) for name, inner in value.items())
    return tuple(map(_canonical, value))


def _apart(columns: Sequence[Column], expected: Sequence[Row], rows: Sequence[Row]) -> str | None:
    """What differs in rows that have no equal."""
    if not expected and not rows:
        return None
    cells = [
        {
            column.name: Cell(cast(Json, value), value if isinstance(value, str) else None, _NOWHERE)
            for column, value in zip(columns, row, strict=True)
        }
        for row in expected[:MOST]
    ]
    found = Comparison(_START, tolerance=TOLERANCE).difference(
        Result(tuple(columns), tuple(rows[:MOST])), cells
    )
    if max(len(expected), len(rows)) <= MOST:
        return found
    beyond = f"of {len(expected)} and {len(rows)} rows that have no equal, the first {MOST}"
    return f"{beyond}: {found or 'nearly the same'}"


def _disorder(sql: Result, rows: Sequence[Row], keys: Sequence[str]) -> str | None:
    names = [column.name for column in sql.columns]
    texts = {column.name for column in sql.columns if column.type == "text"}
    # PostgreSQL sorts text by its collation, Logs Insights by the numbers within it: there the two part.
    comparable = itertools.takewhile(lambda key: key not in texts, keys)
    places = [names.index(key) for key in comparable]
    for number, (expected, row) in enumerate(zip(sql.rows, rows, strict=True), 1):
        if not all(_same(expected[place], row[place], sql.columns[place]) for place in places):
            wanted, got = (", ".join(f"{names[p]}={which[p]}" for p in places) for which in (expected, row))
            return f"the rows come in another order: row {number} is expected to have {wanted}, got {got}"
    return None


def _same(expected: Value, got: Value, column: Column) -> bool:
    if isinstance(expected, int | float | Decimal) and isinstance(got, int | float | Decimal):
        return math.isclose(float(expected), float(got), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    is_time = column.type.startswith("timestamp")
    return _canonical(expected, is_time) == _canonical(got, is_time)
