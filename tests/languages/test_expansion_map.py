"""The way back from expanded text to its source, and what holds for any text at all."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.languages.grafana.model import (
    ALL,
    Expansion,
    ExpansionError,
    Release,
    Scenario,
    Value,
    Variable,
)
from generator.languages.grafana_sql.expand import expand
from generator.postgres.scratch import Postgres
from tests.languages.grafana import NEWEST, OLDEST, WITH_COMMENTS, scenario

RELEASES = st.sampled_from([NEWEST, WITH_COMMENTS, OLDEST])
VARIABLES = (Variable("v", ("a", "b"), multi=True, include_all=True), Variable("w", ("x",), text_box=True))
FRAGMENTS = st.sampled_from(
    [
        *(
            "SELECT ",
            "t",
            "é",
            "😀",
            ",",
            ")",
            "(",
            " ",
            "\n",
            "'",
            '"',
            "\\",
            "--",
            "/*",
            "*/",
            "$$",
            "$tag$",
        ),
        *("$v", "${v:csv}", "[[w]]", "$w", "$__interval", "$__unixEpochFrom()", "$__timeFrom()"),
        *("$__timeGroup(t, '5m')", "$__timeFilter(", "$__unixEpochFilter(t)"),
    ]
)
SOURCES = st.lists(FRAGMENTS, max_size=12).map("".join)


@given(st.text().filter(lambda text: "$" not in text and "[[" not in text))
def test_text_without_variables_and_macros_is_left_as_it_is(text: str) -> None:
    found = expand(text, VARIABLES, scenario({"v": ALL, "w": "x"}, release=WITH_COMMENTS))
    assert found.text == text
    assert [found.source_offset(offset) for offset in range(len(text))] == list(range(len(text)))


@given(SOURCES, RELEASES, st.sampled_from(["x", "", "it's", "$__timeFrom()", "--", "😀"]))
@example("$__timeFilter($w)", NEWEST, "")
@example("$w", NEWEST, "")
def test_segments_tile_the_expansion_and_lie_in_the_source(source: str, release: Release, typed: str) -> None:
    found = _attempt(source, scenario({"v": ("a", "b"), "w": typed}, release=release))
    if isinstance(found, ExpansionError):
        assert 0 <= found.start < found.end <= len(source)
        return
    end = 0
    for segment in found.segments:
        assert segment.start == end
        assert 0 <= segment.source_start <= segment.source_end <= len(source)
        if segment.kind == "text":
            copied = source[segment.source_start : segment.source_end]
            assert copied == found.text[segment.start : segment.end]
        end = segment.end
    assert end == len(found.text)
    for offset in range(len(found.text) + 1):
        assert 0 <= found.source_offset(offset) <= len(source)


def _attempt(source: str, setting: Scenario) -> Expansion | ExpansionError:
    try:
        return expand(source, VARIABLES, setting)
    except ExpansionError as error:
        return error


def _expansion(source: str, values: dict[str, Value] | None = None) -> Expansion:
    return expand(source, VARIABLES, scenario(values or {"v": ("a", "b"), "w": "x"}))


@pytest.mark.parametrize(
    ("source", "piece", "place"),
    [
        ("SELECT 1, bad", "bad", "bad"),
        ("$v bad", "bad", "bad"),
        ("-- gone\nSELECT bad", "bad", "bad"),
        ("/* gone */ bad", "bad", "bad"),
        ("IN (${v:sqlstring})", "'b'", "${v"),
        ('$__timeFilter( "BAD" )', '"BAD"', '"BAD"'),
        ("$__unixEpochFilter(bad)", " >= ", "$__unix"),
        ("$__timeGroup(bad, $__interval)", "bad", "bad"),
        ("$__timeGroup(t, $__interval)", "/60)", "$__timeGroup"),
        ("$__timeFilter($w)", "x", "$w"),
    ],
)
def test_a_place_in_the_expansion_leads_to_what_its_author_wrote(source: str, piece: str, place: str) -> None:
    found = _expansion(source)
    assert source[found.source_offset(found.text.index(piece)) :].startswith(place)


def test_an_argument_that_a_macro_writes_twice_leads_to_one_place() -> None:
    found = _expansion("$__unixEpochFilter(bad)")
    first, second = found.text.index("bad"), found.text.rindex("bad")
    assert first != second
    assert found.source_offset(first) == found.source_offset(second) == 19


def test_an_empty_value_leads_to_its_variable() -> None:
    found = _expansion("a = $w", {"v": ALL, "w": ""})
    assert found.text == "a = "
    assert found.source_offset(len(found.text)) == 4


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as dsn:
        yield dsn


# PostgreSQL takes no NUL in a text.
VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(max_examples=60)
@given(value=VALUES, release=RELEASES)
@example(value="it's", release=NEWEST)
@example(value="\\", release=NEWEST)
@example(value="--'/*$1$$", release=OLDEST)
@example(value="$__timeFrom() $__interval", release=NEWEST)
def test_a_quoted_value_reaches_postgres_unchanged(database: str, value: str, release: Release) -> None:
    """Any value but what Grafana itself changes: its macros, and a double quote in sqlstring."""
    several = Variable("v", (value, "x"), multi=True)
    plain = value.replace("$", "S")
    with psycopg.connect(database, autocommit=True) as connection:
        for source, picked, expected in (
            ("SELECT ${v:sqlstring}", plain.replace('"', "q"), [plain.replace('"', "q")]),
            ("SELECT '$v'", plain, [plain]),
            ("SELECT $v", (plain, "x"), [plain, "x"]),
        ):
            variable = several if isinstance(picked, tuple) else Variable("v", (value,))
            text = expand(source, [variable], scenario({"v": picked}, release=release)).text
            assert list(connection.execute(text.encode()).fetchone() or ()) == expected


def test_sqlstring_puts_a_backslash_before_a_double_quote_as_grafana_does(database: str) -> None:
    text = expand("SELECT ${v:sqlstring}", [Variable("v", ('a"b',))], scenario({"v": 'a"b'})).text
    with psycopg.connect(database) as connection:
        assert connection.execute(text.encode()).fetchone() == ('a\\"b',)
