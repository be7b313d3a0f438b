"""What a query returned, held against the rows that an example expects."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import attrs

from generator.queries.moments import TIME_COLUMNS, from_epoch, parse_moment
from generator.queries.pairing import pair
from generator.suggest import did_you_mean

if TYPE_CHECKING:
    from generator.queries.examples import Cell
    from generator.queries.run import Result, Value

    Expected: TypeAlias = Mapping[str, Cell]
    Row: TypeAlias = Mapping[str, Value]

MOST = 10
"""Lines of a difference; what is beyond is counted."""


@attrs.frozen
class Comparison:
    """How rows are compared.

    Without `ordered` they are multisets. With `partial` an expected row may leave out columns. `tolerance`
    is of numbers, relative and absolute. `start` is what `+5m` counts from.
    """

    start: datetime
    ordered: bool = False
    partial: bool = False
    tolerance: float = 1e-9

    def difference(self, result: Result, expect: Sequence[Expected]) -> str | None:
        """None where the rows are as expected; else what differs, in lines, by column where rows are near."""
        names = [column.name for column in result.columns]
        fault = self._fault_in_columns(names, expect)
        if fault is not None:
            return fault
        rows = [dict(zip(names, row, strict=True)) for row in result.rows]
        types = {column.name: column.type for column in result.columns}

        def apart(expected: Expected, row: Row) -> list[str]:
            return [
                name for name, cell in expected.items() if not self.same(row[name], cell, name, types[name])
            ]

        if self.ordered:
            pairs = {index: index for index in range(min(len(expect), len(rows)))}
        else:
            likeness = [[len(expected) - len(apart(expected, row)) for row in rows] for expected in expect]
            pairs = pair(likeness, [len(expected) for expected in expect])
        lines = []
        for index, expected in enumerate(expect):
            if index not in pairs:
                lines.append(f"row {index + 1} is missing: {_show_cells(expected, expected)}")
            elif differing := apart(expected, rows[pairs[index]]):
                lines.append(f"row {index + 1}: {_show_apart(expected, rows[pairs[index]], differing)}")
        found = set(pairs.values())
        lines += [f"not expected: {_show_row(row)}" for index, row in enumerate(rows) if index not in found]
        if not lines:
            return None
        more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
        counts = [f"expected {_count(expect)}, got {_count(rows)}"] if len(expect) != len(rows) else []
        return "\n".join([*counts, *lines[:MOST], *more])

    def _fault_in_columns(self, names: Sequence[str], expect: Sequence[Expected]) -> str | None:
        doubled = next((name for name in names if names.count(name) > 1), None)
        if doubled is not None:
            return f"the query returns two columns named {doubled}"
        for row in expect:
            for name in row:
                if name not in names:
                    return f"the query returns no column {name} ({did_you_mean(name, names)})"
            left_out = [name for name in names if name not in row]
            if left_out and not self.partial:
                return f"an expected row leaves out {', '.join(left_out)} (partial: true allows that)"
        return None

    def same(self, got: Value, cell: Cell, column: str, type_name: str) -> bool:
        """Whether a value is the one expected.

        Text is compared with what the file's author wrote: where a column is text, `500` stands for '500'.
        """
        if isinstance(got, str):
            if type_name.startswith("timestamp"):
                return _moment(got) == _moment(cell.text, self.start)
            return got == cell.text
        if column in TIME_COLUMNS and _is_number(got) and isinstance(cell.value, str):
            return from_epoch(float(got)) == _moment(cell.text, self.start)
        return self._same_value(got, cell.value)

    def _same_value(self, got: Value, expected: Value) -> bool:
        if isinstance(got, list):
            return (
                isinstance(expected, list)
                and len(got) == len(expected)
                and all(map(self._same_value, got, expected))
            )
        if isinstance(got, dict):
            return (
                isinstance(expected, dict)
                and got.keys() == expected.keys()
                and all(self._same_value(value, expected[key]) for key, value in got.items())
            )
        if _is_number(got) and _is_number(expected):
            return self._same_number(got, expected)
        return type(got) is type(expected) and got == expected

    def _same_number(self, got: float | Decimal, expected: float | Decimal) -> bool:
        if got == expected:
            return True
        if isinstance(expected, int) and _is_whole(got):
            return abs(Decimal(got) - expected) <= self.tolerance  # counts are exact, however large
        try:
            left, right = float(got), float(expected)
        except OverflowError:
            return False
        both_nan = math.isnan(left) and math.isnan(right)
        return both_nan or math.isclose(left, right, rel_tol=self.tolerance, abs_tol=self.tolerance)


def _is_number(value: object) -> TypeGuard[int | float | Decimal]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_whole(value: float | Decimal) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return isinstance(value, int)


def _moment(text: str | None, start: datetime | None = None) -> datetime | str | None:
    """The moment that a text stands for; the text itself where it is none, such as infinity."""
    if text is None:
        return None
    try:
        return parse_moment(text, start)
    except ValueError:
        pass
    try:  # a timestamp without time zone
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return text


def _count(rows: Sequence[object]) -> str:
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


def _show_apart(expected: Expected, row: Row, apart: Sequence[str]) -> str:
    differing = ", ".join(
        f"{name}: expected {_show_cell(expected[name], row[name])}, got {_show(row[name], name)}"
        for name in apart
    )
    same = [name for name in expected if name not in apart]
    return differing + (f" (where {_show_cells(expected, same)})" if same else "")


def _show_cells(expected: Expected, names: Iterable[str]) -> str:
    return ", ".join(f"{name}={_show_cell(expected[name])}" for name in names)


def _show_row(row: Row) -> str:
    return ", ".join(f"{name}={_show(value, name)}" for name, value in row.items())


def _show_cell(cell: Cell, got: Value = None) -> str:
    """What was expected, as text where that is what came back."""
    return _show(cell.text if isinstance(got, str) else cell.value)


def _show(value: Value, column: str = "") -> str:
    if value is None:
        return "NULL"
    if _is_number(value):
        moment = from_epoch(float(value)) if column in TIME_COLUMNS else None
        return f"{value} ({moment:%Y-%m-%dT%H:%M:%SZ})" if moment else str(value)
    return json.dumps(value, ensure_ascii=False, default=float)
