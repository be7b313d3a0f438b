"""How returned rows are held against expected ones. (What PostgreSQL returns, test_run.py shows.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from generator.queries.compare import MOST, Comparison
from generator.queries.examples import Cell
from generator.queries.model import Column
from generator.queries.positioned_yaml import read_yaml
from generator.queries.run import Result, Value

START = datetime(2026, 1, 15, 10, tzinfo=UTC)


def compared(
    tmp_path: Path,
    columns: str,
    rows: Sequence[tuple[Value, ...]],
    expect: str,
    *,
    ordered: bool = False,
    partial: bool = False,
    tolerance: float = 1e-9,
) -> str | None:
    """The difference between rows of columns `name type, ...` and a YAML list of expected rows."""
    path = tmp_path / "expect.yaml"
    path.write_text(expect)
    root = read_yaml(path)
    assert root is not None
    expected = [
        {name: Cell(node.value(), node.text, node.location) for name, node in row.fields("a row").items()}
        for row in root.items("rows")
    ]
    result = Result(tuple(Column(*column.split(" ", 1)) for column in columns.split(", ")), tuple(rows))
    return Comparison(START, ordered, partial, tolerance).difference(result, expected)


SAME = [
    # type, value as it is fetched, as it is expected
    ("bigint", 3, "3"),
    ("bigint", 3, "3.0"),
    ("numeric", Decimal("3.00"), "3"),
    ("numeric", Decimal("0.1"), "0.1"),
    ("numeric", Decimal("33.3333333333333333"), "33.33333333333"),
    ("double precision", 0.1 + 0.2, "0.3"),
    ("double precision", float("inf"), ".inf"),
    ("numeric", Decimal("NaN"), ".nan"),
    ("boolean", True, "true"),
    ("text", None, "null"),
    ("text", "auth", "auth"),
    ("text", "500", "500"),
    ("text", "null", '"null"'),
    ("text", "no", "no"),
    ("text", "00042", "00042"),
    ("text", "", '""'),
    ("timestamp with time zone", "2026-01-15 10:05:00+00", "2026-01-15T10:05:00Z"),
    ("timestamp with time zone", "2026-01-15 10:05:00+00", "2026-01-15T11:05:00+01:00"),
    ("timestamp with time zone", "2026-01-15 12:05:00.5+02", "+5m500ms"),
    ("timestamp with time zone", "infinity", "infinity"),
    ("timestamp without time zone", "2026-01-15 10:05:00", "2026-01-15T10:05:00"),
    ("date", "2026-01-15", "2026-01-15"),
    ("interval", "00:05:00", '"00:05:00"'),
    ("interval", "00:05:00", "00:05:00"),
    ("jsonb", {"a": [1, Decimal("2.5"), None]}, "{a: [1, 2.5, null]}"),
    ("jsonb", [], "[]"),
    ("text[]", ["a", None], "[a, null]"),
    ("numeric[]", [Decimal("1.50")], "[1.5]"),
]


@pytest.mark.parametrize(("type_name", "got", "expected"), SAME)
def test_values_that_are_the_same(tmp_path: Path, type_name: str, got: Value, expected: str) -> None:
    assert compared(tmp_path, f"x {type_name}", [(got,)], f"- x: {expected}") is None


OTHER = [
    ("bigint", 3, "4"),
    ("bigint", 20_000_000_000, "20000000001"),
    ("numeric", Decimal(20_000_000_000), "20000000001"),
    ("bigint", 0, "null"),
    ("bigint", 1, "true"),
    ("bigint", 1, '"1"'),
    ("boolean", True, "1"),
    ("boolean", False, "null"),
    ("double precision", 0.3, "0.300001"),
    ("text", None, '""'),
    ("text", "", "null"),
    ("text", "auth", "Auth"),
    ("text", "5.0", "5"),
    ("timestamp with time zone", "2026-01-15 10:05:00+00", "2026-01-15T10:05:01Z"),
    ("timestamp with time zone", "infinity", "-infinity"),
    ("jsonb", {"a": 1}, "{a: 1, b: 2}"),
    ("jsonb", {"a": 1}, "{a: true}"),
    ("jsonb", [1, 2], "[2, 1]"),
    ("text[]", ["a"], "a"),
]


@pytest.mark.parametrize(("type_name", "got", "expected"), OTHER)
def test_values_that_are_not_the_same(tmp_path: Path, type_name: str, got: Value, expected: str) -> None:
    difference = compared(tmp_path, f"x {type_name}", [(got,)], f"- x: {expected}")
    assert difference is not None
    assert "row 1: x: expected " in difference


@pytest.mark.parametrize("column", ["time", "timeend"])
def test_a_number_in_a_time_column_is_a_moment(tmp_path: Path, column: str) -> None:
    rows = [(Decimal(1_768_471_500),)]
    assert compared(tmp_path, f"{column} numeric", rows, f"- {column}: 2026-01-15T10:05:00Z") is None
    assert compared(tmp_path, f"{column} numeric", rows, f"- {column}: +5m") is None
    assert compared(tmp_path, f"{column} numeric", rows, f"- {column}: 1768471500") is None
    difference = compared(tmp_path, f"{column} numeric", rows, f"- {column}: +6m")
    assert difference is not None
    assert "got 1768471500 (2026-01-15T10:05:00Z)" in difference


def test_tolerance_is_relative_and_absolute_and_counts_stay_exact(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [(100.4, Decimal("0.004"))]
    assert compared(tmp_path, "a real, b numeric", rows, "- {a: 100, b: 0}", tolerance=0.01) is None
    assert compared(tmp_path, "a real, b numeric", rows, "- {a: 100, b: 0}") is not None
    assert compared(tmp_path, "n bigint", [(103,)], "- n: 100", tolerance=0.5) is not None
    assert compared(tmp_path, "n bigint", [(103,)], "- n: 100", tolerance=5) is None


def test_rows_are_a_multiset_unless_ordered(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [("a", 1), ("b", 2), ("a", 1)]
    expect = "[{x: b, n: 2}, {x: a, n: 1}, {x: a, n: 1}]"
    assert compared(tmp_path, "x text, n bigint", rows, expect) is None
    assert compared(tmp_path, "x text, n bigint", rows, expect, ordered=True) is not None
    assert compared(tmp_path, "x text, n bigint", rows, "[{x: b, n: 2}, {x: a, n: 1}]") is not None


def test_partial_rows_may_leave_out_columns_but_not_rows(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [("a", 1), ("b", 2)]
    assert compared(tmp_path, "x text, n bigint", rows, "[{x: b}, {n: 1}]", partial=True) is None
    assert compared(tmp_path, "x text, n bigint", rows, "[{x: b}]", partial=True) is not None
    assert compared(tmp_path, "x text, n bigint", rows, "[{x: b}, {n: 1}]") == (
        "an expected row leaves out n (partial: true allows that)"
    )


def test_partial_rows_that_fit_several_are_given_the_one_that_is_left(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [("a", 1), ("a", 2)]
    assert compared(tmp_path, "x text, n bigint", rows, "[{x: a}, {n: 1}]", partial=True) is None


def test_a_difference_names_the_columns_of_near_rows_and_the_rows_that_are_not_there(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [("auth", 3, None), ("http", 1, "x")]
    expect = "[{category: auth, errors: 2, note: null}, {category: agent, errors: 7, note: y}]"
    assert compared(tmp_path, "category text, errors bigint, note text", rows, expect) == (
        'row 1: errors: expected 2, got 3 (where category="auth", note=NULL)\n'
        'row 2 is missing: category="agent", errors=7, note="y"\n'
        'not expected: category="http", errors=1, note="x"'
    )


def test_a_missing_and_an_extra_row_are_told_with_the_counts(tmp_path: Path) -> None:
    assert compared(tmp_path, "n bigint", [], "- n: 1") == "expected 1 row, got 0 rows\nrow 1 is missing: n=1"
    assert compared(tmp_path, "n bigint", [(1,)], "[]") == "expected 0 rows, got 1 row\nnot expected: n=1"


def test_a_long_difference_is_cut_and_says_by_how_much(tmp_path: Path) -> None:
    difference = compared(tmp_path, "n bigint", [(n,) for n in range(50)], "[]")
    assert difference is not None
    lines = difference.splitlines()
    assert len(lines) == MOST + 2
    assert lines[-1] == f"and {50 - MOST} more"


def test_an_unknown_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert compared(tmp_path, "errors bigint", [(1,)], "- erors: 1") == (
        "the query returns no column erors (did you mean errors?)"
    )


def test_two_columns_of_one_name_cannot_be_expected(tmp_path: Path) -> None:
    assert compared(tmp_path, "n bigint, n bigint", [(1, 2)], "- n: 1") == (
        "the query returns two columns named n"
    )
