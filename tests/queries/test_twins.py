"""How the rows of two queries that are to mean the same are held against each other."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.queries.model import Column
from generator.queries.run import Result, Value
from generator.queries.twin_values import as_columns, says_nothing
from generator.queries.twins import MOST, difference


def result(columns: str, *rows: tuple[Value, ...]) -> Result:
    """A result with columns `name type, ...`."""
    return Result(tuple(Column(*column.split(" ", 1)) for column in columns.split(", ")), rows)


ALIKE = [
    # the SQL's type and value, the other's
    ("text", "42", "bigint", 42),
    ("text", "42", "numeric", Decimal("42")),
    ("text", "2", "double precision", 2.0),
    ("bigint", 42, "text", "42"),
    ("double precision", 0.3, "double precision", 0.1 + 0.2),
    ("double precision", 2.5, "text", "2.5"),
    ("boolean", True, "integer", 1),
    ("bigint", None, "text", None),
    ("jsonb", {"a": [1, Decimal("2.5")]}, "text", '{"a": [1, 2.5]}'),
    ("jsonb", {"a": 1, "b": None}, "jsonb", {"b": None, "a": 1}),
    (
        "timestamp with time zone",
        "2026-01-15 10:00:00.25+00",
        "timestamp with time zone",
        "2026-01-15T10:00:00.250Z",
    ),
    ("timestamp with time zone", "2026-01-15 10:00:00+00", "bigint", 1768471200),
    ("timestamp with time zone", "2026-01-15 10:00:00+00", "bigint", 1768471200000),
    ("double precision", 1768471200.25, "timestamp with time zone", "2026-01-15 10:00:00.25+00"),
]


@pytest.mark.parametrize(("sql_type", "value", "type_", "other"), ALIKE)
def test_a_value_is_the_same_in_any_type_that_holds_it(
    sql_type: str, value: Value, type_: str, other: Value
) -> None:
    assert difference(result(f"v {sql_type}", (value,)), result(f"v {type_}", (other,))) is None


APART = [
    ("text", "42", "bigint", 43),
    ("text", "auth", "text", "Auth"),
    ("text", "1.0", "text", "1.00"),
    ("text", "", "text", None),
    ("bigint", 10_000_000_000_000_001, "bigint", 10_000_000_000_000_002),
    ("double precision", 1.0, "double precision", 1.000001),
    ("boolean", True, "text", "true-ish"),
    ("boolean", False, "text", None),
    ("jsonb", {"a": 1}, "text", '{"a": 2}'),
    ("jsonb", {"a": 1}, "text", "{"),
    (
        "timestamp with time zone",
        "2026-01-15 10:00:00+00",
        "timestamp with time zone",
        "2026-01-15 11:00:00+00",
    ),
    ("bigint", 7, "text", "seven"),
]


@pytest.mark.parametrize(("sql_type", "value", "type_", "other"), APART)
def test_another_value_is_told(sql_type: str, value: Value, type_: str, other: Value) -> None:
    assert difference(result(f"v {sql_type}", (value,)), result(f"v {type_}", (other,))) is not None


COUNTS = "category text, errors bigint"


def test_differing_rows_are_told_by_column() -> None:
    sql = result(COUNTS, ("auth", 3), ("agent", 1), ("http", 9))
    other = result(COUNTS, ("auth", 4), ("agent", 1))
    assert difference(sql, other) == (
        "expected 2 rows, got 1 row\n"
        'row 1: errors: expected 3, got 4 (where category="auth")\n'
        'row 2 is missing: category="http", errors=9'
    )


def test_rows_are_multisets_and_columns_are_known_by_their_names() -> None:
    sql = result(COUNTS, ("auth", 3), ("auth", 3), ("agent", 1))
    swapped = result("errors text, category text", ("1", "agent"), ("3", "auth"), ("3", "auth"))
    assert difference(sql, swapped) is None
    told = difference(sql, result(COUNTS, ("auth", 3), ("agent", 1), ("agent", 1)))
    assert told is not None
    assert "auth" in told


def test_another_column_is_told_before_any_row() -> None:
    told = difference(result(COUNTS), result("category text, count bigint"))
    assert told == "expected the columns category, errors, got category, count"


def test_what_both_sort_by_comes_in_one_order_and_the_rest_in_any() -> None:
    sql = result(COUNTS, ("auth", 3), ("agent", 3), ("http", 1))
    assert difference(sql, result(COUNTS, ("agent", 3), ("auth", 3), ("http", 1)), ["errors"]) is None
    told = difference(sql, result(COUNTS, ("http", 1), ("auth", 3), ("agent", 3)), ["errors"])
    assert told == "the rows come in another order: row 1 is expected to have errors=3, got errors=1"


def test_text_is_sorted_by_each_in_its_own_way() -> None:
    sql = result(COUNTS, ("tool10", 1), ("tool9", 2))
    assert difference(sql, result(COUNTS, ("tool9", 2), ("tool10", 1)), ["category", "errors"]) is None


TOTALS = "errors bigint, users bigint, last_seen timestamp with time zone"


def test_a_row_about_nothing_may_be_missing_and_may_not_be_invented() -> None:
    nothing = result(TOTALS, (0, 0, None))
    assert difference(nothing, result(TOTALS)) is None
    assert difference(result(TOTALS), nothing) is not None
    windows = result("time timestamp with time zone, records bigint", ("2026-01-15 10:00:00+00", 0))
    assert difference(windows, result("time timestamp with time zone, records bigint")) is None


def test_a_row_that_names_something_says_it_is_silent() -> None:
    assert not says_nothing({"category": "auth", "records": 0})
    assert difference(result(COUNTS, ("auth", 0)), result(COUNTS)) is not None


def test_thousands_of_wrong_rows_are_told_in_a_few_lines() -> None:
    sql = result(COUNTS, *((f"c{number}", 1) for number in range(5 * MOST)))
    told = difference(sql, result(COUNTS, *((f"c{number}", 2) for number in range(5 * MOST))))
    assert told is not None
    assert f"of {5 * MOST} and {5 * MOST} rows" in told
    assert len(told.splitlines()) < 15


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-1e9, 1e9)), max_size=8), st.randoms())
def test_a_result_is_like_itself_in_any_order(rows: list[tuple[str, float]], random: Random) -> None:
    shuffled = [*rows]
    random.shuffle(shuffled)
    columns = "name text, value double precision"
    assert difference(result(columns, *rows), result(columns, *shuffled)) is None


def test_many_numbers_are_alike_however_many_zeros_they_end_in() -> None:
    sql = result("value double precision", *((number + 0.5,) for number in range(5 * MOST)))
    other = result("value numeric", *((Decimal(f"{number}.5000"),) for number in range(5 * MOST)))
    assert difference(sql, other) is None


def test_what_a_column_cannot_hold_stays_as_it_is() -> None:
    read = as_columns(result("n text, t text", ("many", "soon")), result("n bigint, t jsonb").columns)
    assert read.rows == (("many", "soon"),)
