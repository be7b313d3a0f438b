"""The rows of a query in another language, read as the columns of its SQL twin hold them.

SQL's columns have declared types. Logs Insights knows text, numbers and times, and what a value is shows
only when it is used: text that looks like a number is one, and a map comes out as the JSON it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from generator.queries.model import Column, Query
from generator.queries.moments import TIME_COLUMNS, from_epoch, parse_moment
from generator.queries.run import Result, Value

if TYPE_CHECKING:
    from generator.queries.examples import Cell

    Expected: TypeAlias = Mapping[str, Cell]

_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)
_NUMBERS = ("smallint", "int", "bigint", "numeric", "decimal", "real", "double", "float")


def as_columns(result: Result, columns: Sequence[Column]) -> Result:
    """The result with each value as the column of its name holds it; one that it cannot hold stays."""
    types = {column.name: column.type for column in columns}
    typed = tuple(Column(column.name, types.get(column.name, column.type)) for column in result.columns)
    readers = [_reader(column.type) for column in typed]
    rows = (
        tuple(None if value is None else read(value) for read, value in zip(readers, row, strict=True))
        for row in result.rows
    )
    return Result(typed, tuple(rows), result.cut)


def only_columns(result: Result, columns: Sequence[Column]) -> Result:
    """The result in the columns of these names, as far as it has them."""
    names = {column.name for column in columns}
    places = [place for place, column in enumerate(result.columns) if column.name in names]
    rows = (tuple(row[place] for place in places) for row in result.rows)
    return Result(tuple(result.columns[place] for place in places), tuple(rows), result.cut)


def says_nothing(row: Mapping[str, object]) -> bool:
    """Whether a row is only zeros and NULLs, beside the time it is about.

    SQL returns such a row where there was nothing to count; Logs Insights then returns none.
    """
    return all(value is None or value == 0 for name, value in row.items() if name not in TIME_COLUMNS)


def expected_of_twin(query: Query, expect: Sequence[Expected]) -> Iterator[Sequence[Expected]]:
    """What an example of the SQL may expect of a twin: its rows in the columns that the twin declares.

    First all of them, then those that say something.
    """
    if query.header.columns is not None:
        names = {column.name for column in query.header.columns}
        expect = [{name: cell for name, cell in row.items() if name in names} for row in expect]
    yield expect
    yield [row for row in expect if not says_nothing({name: cell.value for name, cell in row.items()})]


def _reader(type_name: str) -> Callable[[Value], Value]:
    if type_name.startswith(_NUMBERS) and not type_name.endswith("]"):
        return _as_number
    readers = {"boolean": _as_boolean, "text": _as_text, "json": _as_json, "jsonb": _as_json}
    if type_name.startswith("timestamp"):
        return _as_time
    return readers.get(type_name, lambda value: value)


def _as_number(value: Value) -> Value:
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str):
        return value
    if _NUMBER.fullmatch(value):
        return Decimal(value.strip())
    try:
        # Exact: the microseconds of a moment as a float are not.
        return Decimal(round(parse_moment(value).timestamp() * 1_000_000)) / 1_000_000
    except ValueError:
        return value


def _as_boolean(value: Value) -> Value:
    return bool(value) if value in (0, 1) else value


def _as_text(value: Value) -> Value:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float | Decimal) else value


def _as_json(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    try:
        read: Value = json.loads(value, parse_float=Decimal)
    except ValueError:
        return value
    return read


def _as_time(value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    moment = from_epoch(float(value))
    return value if moment is None else moment.isoformat()
