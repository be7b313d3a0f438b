"""Rows as JSON, CSV and columns of text: nothing is cut off, rounded, or able to move the cursor."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.queries.model import Column
from generator.queries.output import printable, to_csv, to_json, to_text
from generator.queries.run import Result, Value


def one(type_name: str, value: Value, name: str = "x") -> Result:
    return Result((Column(name, type_name),), ((value,),))


CELLS = [
    # column, type, value, in JSON, in CSV, in text
    ("x", "text", None, "null", "", "NULL"),
    ("x", "text", "", '""', '""', ""),
    ("x", "text", "\r", '"\\r"', '"\r"', "\\r"),
    ("x", "text", "NULL", '"NULL"', "NULL", "NULL"),
    ("x", "text", 'say "hi", you', '"say \\"hi\\", you"', '"say ""hi"", you"', 'say "hi", you'),
    ("x", "text", "two\nlines\t€", '"two\\nlines\\t€"', '"two\nlines\t€"', "two\\nlines\\t€"),
    ("x", "text", "\x1b[31mred", '"\\u001b[31mred"', "\x1b[31mred", "\\x1b[31mred"),
    ("x", "boolean", True, "true", "true", "true"),
    ("x", "bigint", 2**63 - 1, "9223372036854775807", "9223372036854775807", "9223372036854775807"),
    ("x", "numeric", Decimal("0.1000"), "0.1000", "0.1000", "0.1000"),
    ("x", "numeric", Decimal("12345678901234567890.123"), *["12345678901234567890.123"] * 3),
    ("x", "numeric", Decimal("NaN"), '"NaN"', "NaN", "NaN"),
    ("x", "double precision", float("inf"), '"inf"', "inf", "inf"),
    ("x", "double precision", 0.1, "0.1", "0.1", "0.1"),
    ("x", "jsonb", {"a": Decimal("1.10")}, '{"a": 1.10}', '"{""a"": 1.10}"', '{"a": 1.10}'),
    ("x", "text[]", ["a", None], '["a", null]', '"[""a"", null]"', '["a", null]'),
    ("time", "bigint", None, "null", "", "NULL"),
    ("n", "numeric", Decimal(1_768_471_200), *["1768471200"] * 3),
]


@pytest.mark.parametrize(("name", "type_name", "value", "in_json", "in_csv", "in_text"), CELLS)
def test_a_cell_is_written(
    name: str, type_name: str, value: Value, in_json: str, in_csv: str, in_text: str
) -> None:
    result = one(type_name, value, name)
    assert to_json(result) == f'[\n  {{"{name}": {in_json}}}\n]'
    assert to_csv(result) == f"{name}\n{in_csv}"
    assert to_text(result).split("\n")[1].strip() == in_text


MOMENTS = [
    ("x", "timestamp with time zone", "2026-01-15 10:00:00+00", "2026-01-15T10:00:00Z"),
    ("x", "timestamp with time zone", "2026-01-15 10:00:00.5+02", "2026-01-15T10:00:00.5+02:00"),
    ("x", "timestamp with time zone", "2026-01-15 10:00:00+05:30", "2026-01-15T10:00:00+05:30"),
    ("x", "timestamp without time zone", "2026-01-15 10:00:00", "2026-01-15T10:00:00"),
    ("x", "timestamp with time zone", "12026-01-15 10:00:00+00", "12026-01-15T10:00:00Z"),
    ("x", "timestamp with time zone", "infinity", "infinity"),
    ("x", "timestamp with time zone", "4000-01-01 00:00:00+00 BC", "4000-01-01 00:00:00+00 BC"),
    ("time", "numeric", Decimal(1_768_471_200), "2026-01-15T10:00:00Z"),
    ("timeend", "double precision", 1_768_471_200.5, "2026-01-15T10:00:00.5Z"),
]


@pytest.mark.parametrize(("name", "type_name", "value", "moment"), MOMENTS)
def test_a_moment_is_iso_8601_where_it_can_be(name: str, type_name: str, value: Value, moment: str) -> None:
    result = one(type_name, value, name)
    assert json.loads(to_json(result)) == [{name: moment}]
    assert to_csv(result) == f"{name}\n{moment}"
    assert to_text(result).splitlines()[1] == moment


def test_columns_are_lined_up_numbers_to_the_right() -> None:
    result = Result(
        (Column("category", "text"), Column("errors", "bigint"), Column("note", "text")),
        (("auth", 5, "日本"), ("a", 12345678, None)),
    )
    assert to_text(result) == (
        "category    errors  note\n"
        "auth             5  日本\n"
        "a         12345678  NULL"
    )  # fmt: skip


def test_no_rows_are_an_empty_list_and_a_head() -> None:
    empty = Result((Column("a", "text"), Column("b,c", "text")), ())
    assert to_json(empty) == "[]"
    assert to_csv(empty) == 'a,"b,c"'
    assert to_text(empty) == "a  b,c"


def test_columns_of_one_name_are_told_apart_in_json() -> None:
    result = Result(tuple(Column(name, "integer") for name in ("n", "n", "n_2", "n")), ((1, 2, 3, 4),))
    assert json.loads(to_json(result)) == [{"n": 1, "n_2": 2, "n_2_2": 3, "n_3": 4}]


@given(st.lists(st.tuples(st.text(), st.none() | st.decimals(), st.integers()), max_size=5))
def test_what_is_written_reads_the_same(rows: list[tuple[Value, ...]]) -> None:
    result = Result((Column("a", "text"), Column("b", "numeric"), Column("c", "bigint")), tuple(rows))
    read = json.loads(to_json(result), parse_float=Decimal, parse_int=Decimal)
    for row, (text, number, count) in zip(read, rows, strict=True):
        assert (row["a"], row["c"]) == (text, count)
        assert row["b"] == number or str(row["b"]) == str(number)
    head, *lines = csv.reader(io.StringIO(to_csv(result) + "\n", newline=""))
    assert head == ["a", "b", "c"]
    assert lines == [[str(text), "" if number is None else str(number), str(n)] for text, number, n in rows]


@given(st.text())
def test_printable_text_stays_on_its_line(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", printable(text))
    assert len(printable(text).splitlines()) <= 1
