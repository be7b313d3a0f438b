"""A query's rows as text: JSON, CSV, or columns for a person to read. Nothing is cut off or rounded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from generator.languages.grafana.gotime import rfc3339
from generator.queries.model import Column
from generator.queries.moments import TIME_COLUMNS, from_epoch
from generator.queries.run import Result, Value

_NUMERIC = re.compile(r"(?:smallint|integer|bigint|numeric|real|double precision|oid)(?!.*\[\])")
_TIMESTAMP = re.compile(r"(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d)*)?")
_CSV_SPECIAL = re.compile(r'[",\r\n]')
# What could move the cursor or colour the screen: log records hold what strangers sent.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def to_json(result: Result) -> str:
    """A list of objects. Numbers keep every digit, timestamps are ISO 8601, NaN and infinities are strings.

    Of columns with one name the later ones are numbered: `count`, `count_2`.
    """
    names = [json.dumps(name, ensure_ascii=False) for name in _distinct(result)]
    rows = [
        "{" + ", ".join(f"{name}: {_json(cell)}" for name, cell in zip(names, row, strict=True)) + "}"
        for row in _cells(result)
    ]
    return "[\n  " + ",\n  ".join(rows) + "\n]" if rows else "[]"


def to_csv(result: Result) -> str:
    """CSV as PostgreSQL's COPY writes it, with a header line: NULL is empty, an empty text is two quotes."""
    rows: list[list[Value]] = [[column.name for column in result.columns], *_cells(result)]
    return "\n".join(",".join("" if cell is None else _csv(_plain(cell)) for cell in row) for row in rows)


def _csv(text: str) -> str:
    # The csv module leaves a lone carriage return bare.
    return '"' + text.replace('"', '""') + '"' if not text or _CSV_SPECIAL.search(text) else text


def table_cells(result: Result) -> list[list[str]]:
    """The cells of a table, each on one line; NULL is said."""
    return [["NULL" if cell is None else printable(_plain(cell)) for cell in row] for row in _cells(result)]


def printable(text: str) -> str:
    """Text with its control characters spelt out."""
    return _CONTROL.sub(lambda match: _ESCAPES.get(match[0]) or f"\\x{ord(match[0]):02x}", text)


def flush_right(column: Column) -> bool:
    """Whether a column is one of numbers, and not of moments."""
    return _NUMERIC.match(column.type) is not None and column.name not in TIME_COLUMNS


def to_text(result: Result) -> str:
    """Columns lined up with blanks, without a frame: for a file or the next program."""
    from rich.cells import cell_len, set_cell_size

    rows = [[printable(column.name) for column in result.columns], *table_cells(result)]
    right = [flush_right(column) for column in result.columns]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]

    def line(row: list[str]) -> str:
        cells = (
            " " * (width - cell_len(cell)) + cell if is_right else set_cell_size(cell, width)
            for cell, width, is_right in zip(row, widths, right, strict=True)
        )
        return "  ".join(cells).rstrip()

    return "\n".join(map(line, rows))


def _cells(result: Result) -> Iterator[list[Value]]:
    """The rows with moments in ISO 8601, the numbers included that Grafana takes for moments."""
    for row in result.rows:
        yield [
            _moment(cell, column.name, column.type) for cell, column in zip(row, result.columns, strict=True)
        ]


def _moment(cell: Value, name: str, type_name: str) -> Value:
    if type_name.startswith("timestamp"):
        if isinstance(cell, list):
            return [_moment(member, name, type_name) for member in cell]
        return _iso(cell) if isinstance(cell, str) else cell
    if name in TIME_COLUMNS and isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        moment = from_epoch(float(cell))
        return rfc3339(moment) if moment is not None else cell
    return cell


def _iso(text: str) -> str:
    """PostgreSQL's own writing of a timestamp with the T and the whole offset of ISO 8601."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:  # infinity, or before our era
        return text
    offset = match[3] or ""
    return f"{match[1]}T{match[2]}" + (
        "Z" if offset == "+00" else f"{offset}:00" if len(offset) == 3 else offset
    )


def _json(value: Value) -> str:
    if isinstance(value, Decimal | float):
        text = str(value)
        return text if Decimal(text).is_finite() else json.dumps(text)
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json(value[key])}" for key in value)
            + "}"
        )
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, Decimal | float) else _json(value)


def _distinct(result: Result) -> list[str]:
    names: dict[str, None] = {}
    for column in result.columns:
        candidates = (column.name if number == 1 else f"{column.name}_{number}" for number in count(1))
        names[next(name for name in candidates if name not in names)] = None
    return list(names)
