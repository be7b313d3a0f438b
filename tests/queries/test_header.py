"""Headers of query files: what is read, and where a fault is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.queries.header import parse_header
from generator.queries.model import Allowance, Column, Header

PATH = Path("q.sql")
QUERY = "SELECT count(*) FROM app_logs\n"


def findings(text: str) -> list[Finding]:
    return parse_header(text, PATH)[1]


def test_a_full_header_is_read() -> None:
    text = """\
-- title: Errors by category
-- description: ERROR and CRITICAL records
--     in the time range: by category.
-- format: time_series
-- unit: short
-- columns: category text, errors bigint
-- params: category=auth,agent multi all;
--         q="" textbox
-- fields: bytes bigint, extra.tenant text
-- allow: no-time-bound the table holds one day
-- allow: integer-division counts are wanted
SELECT 1
"""
    header, faults = parse_header(text, PATH)
    assert not faults
    assert header == Header(
        title="Errors by category",
        description="ERROR and CRITICAL records in the time range: by category.",
        format="time_series",
        unit="short",
        columns=(Column("category", "text"), Column("errors", "bigint")),
        params=(
            Variable("category", ("auth", "agent"), multi=True, include_all=True),
            Variable("q", ("",), text_box=True),
        ),
        fields=(Column("bytes", "bigint"), Column("extra.tenant", "text")),
        allow=(
            Allowance("no-time-bound", "the table holds one day", 10),
            Allowance("integer-division", "counts are wanted", 11),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "-- title: T\n-- format: logs\n",
        "--title:T\n--format:logs\n",
        "\n\n  -- title : T\n\n\t-- format:\tlogs  \n",
        "--   title: T\n--   format: logs\n",
        "-- title: T\r\n-- format: logs\r\n",
        "-- title: T\r-- format: logs\r",
        "--- A banner ---\n-- title: T\n-- prose without a colon\n-- format: logs\n",
    ],
)
def test_spacing_and_line_ends_mean_nothing(text: str) -> None:
    assert parse_header(text + QUERY, PATH) == (Header(title="T", format="logs"), [])


def test_another_language_has_another_marker() -> None:
    header, faults = parse_header("# title: T\nfields @message\n", Path("q.cwli"), marker="#")
    assert (header.title, faults) == ("T", [])


def test_the_header_ends_at_the_first_line_of_the_query() -> None:
    assert parse_header("-- title: T\nSELECT 1\n-- format: logs\n", PATH)[0] == Header(title="T")


@pytest.mark.parametrize(
    "text",
    [
        "-- this is: a note\nSELECT 1",
        "-- Note: counts twice\nSELECT 1",
        "-- title: T\n-- Todo: make it faster\nSELECT 1",
        "-- see https://example.org/x\n-- https://example.org\nSELECT 1",
        "-- title: T\n-- a::text is a cast\nSELECT 1",
        "/* title: T */ SELECT 1",
        "SELECT 1 -- colour: red",
        "",
    ],
)
def test_prose_is_left_alone(text: str) -> None:
    assert findings(text) == []


COLUMNS = {
    "errors double precision": ("errors", "double precision"),
    "n numeric(10,2)": ("n", "numeric(10,2)"),
    "n NUMERIC (10, 2) []": ("n", "numeric (10, 2) []"),
    '"nb d\'erreurs" int8': ("nb d'erreurs", "int8"),
    "nb d’erreurs int8": ("nb d’erreurs", "int8"),
    "time timestamp with time zone": ("time", "timestamp with time zone"),
    "time timestamp(3)  without time zone": ("time", "timestamp(3) without time zone"),
    "timestamp timestamptz": ("timestamp", "timestamptz"),
    "code character varying(20)": ("code", "character varying(20)"),
    "tags text[]": ("tags", "text[]"),
    '"a, ""b""" text': ('a, "b"', "text"),
    '"double precision" text': ("double precision", "text"),
    "double double precision": ("double", "double precision"),
    "mood public.Mood": ("mood", "public.mood"),
    'mood "Mood"': ("mood", '"Mood"'),
    "gap interval day to second": ("gap", "interval day to second"),
    "catégorie text": ("catégorie", "text"),
    "`detail-type` text": ("detail-type", "text"),
    "extra.http.status integer": ("extra.http.status", "integer"),
}


@pytest.mark.parametrize(("text", "column"), COLUMNS.items())
def test_a_column_is_a_name_and_a_type(text: str, column: tuple[str, str]) -> None:
    header, faults = parse_header(f"-- columns: first text, {text}\n{QUERY}", PATH)
    assert not faults
    assert header.columns == (Column("first", "text"), Column(*column))


FAULTS = [
    # header line(s), rule, line, column, a part of the message or hint
    ("-- titel: T", "header-unknown-key", 1, 4, "did you mean title?"),
    ("-- title: T\n-- colour: red", "header-unknown-key", 2, 4, "colour"),
    ("-- Colour: x\n-- title: T\n-- Titel: U", "header-unknown-key", 3, 4, "did you mean title?"),
    ("-- title: T\n-- title: U", "header-duplicate-key", 2, 4, "line 1"),
    ("-- title:", "header-empty", 1, 4, "title"),
    ("-- format: timeseries", "header-format", 1, 12, "did you mean time_series?"),
    ("-- columns: category", "header-columns", 1, 13, "NAME TYPE"),
    ("-- columns: a text,, b text", "header-columns", 1, 20, "missing"),
    ('-- columns: a text, "b text', "header-columns", 1, 21, "not closed"),
    ("-- columns: a text,\n--    b", "header-columns", 2, 7, "b is not"),
    ("-- fields: bytes", "header-fields", 1, 12, "NAME TYPE"),
    ("-- params: a=1;\n--    b=1 mlti", "header-params", 2, 11, "did you mean multi?"),
    ("-- allow: null-comparison", "header-allow", 1, 11, "reason"),
    ("-- allow: Because I say so", "header-allow", 1, 11, "RULE"),
]


@pytest.mark.parametrize(("text", "rule", "line", "column", "part"), FAULTS)
def test_a_fault_is_one_error_at_its_place(text: str, rule: str, line: int, column: int, part: str) -> None:
    (finding,) = findings(f"{text}\n{QUERY}")
    assert (finding.rule, finding.line, finding.column) == (rule, line, column)
    assert finding.severity is Severity.ERROR
    assert part in f"{finding.message} {finding.hint}"


def test_an_unknown_key_is_only_a_warning_in_a_file_without_header() -> None:
    (finding,) = findings("-- owner: me\nSELECT 1")
    assert (finding.rule, finding.severity) == ("header-unknown-key", Severity.WARNING)


def test_a_fault_leaves_the_rest_of_the_header() -> None:
    header, faults = parse_header("-- format: chart\n-- title: T\n-- params: a; b=1\n" + QUERY, PATH)
    assert (header.format, header.title) == ("table", "T")
    assert [variable.name for variable in header.params] == ["b"]
    assert len(faults) == 2


LINES = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["-- ", "--", "", "  -- ", "--    "]),
        st.sampled_from(["title: ", "params:", "columns: ", "allow: ", "format: ", "titel: ", "note:", ""]),
        st.text(st.sampled_from("ab=,;:\"() \t'[]é日"), max_size=20),
        st.sampled_from(["\n", "\r\n", "\r", ""]),
    ),
    max_size=8,
).map("".join)


@given(LINES | st.text())
def test_whatever_a_file_begins_with_faults_are_findings_inside_it(text: str) -> None:
    lines = re.split(r"\r\n?|\n", text)
    for finding in findings(text):
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.message
