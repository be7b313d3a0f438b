"""What the offline tier says of a literal or a pattern is what a real server says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
import yaml

from generator.checks.literals import literal_fault
from generator.checks.regexes import foreign_escape, regex_fault
from generator.postgres.scratch import Postgres

CASES = yaml.safe_load(Path(__file__).with_name("literals.yaml").read_text(encoding="utf-8"))
LITERALS: Mapping[str, list[str]] = CASES["literals"]


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with postgres.database() as dsn, psycopg.connect(dsn, autocommit=True) as opened:
        yield opened


def refused(connection: psycopg.Connection, query: str, value: str) -> bool:
    try:
        connection.execute(query.encode(), [value])
    except psycopg.Error:
        return True
    return False


@pytest.mark.parametrize(
    ("type_", "value"), [(type_, value) for type_, values in LITERALS.items() for value in values]
)
def test_a_literal_is_refused_when_postgres_refuses_it(
    type_: str, value: str, connection: psycopg.Connection
) -> None:
    assert (literal_fault(type_, value) is not None) == refused(
        connection, f"SELECT %s::text::{type_}", value
    )


@pytest.mark.parametrize("pattern", CASES["patterns"])
def test_a_pattern_is_refused_when_postgres_refuses_it(pattern: str, connection: psycopg.Connection) -> None:
    assert (regex_fault(pattern) is not None) == refused(connection, "SELECT 'abc' ~ %s", pattern)


@pytest.mark.parametrize(
    ("pattern", "foreign"),
    [(r"\bx", True), (r"a\\b", False), (r"\\\bx", True), (r"\yx\y", False), ("b", False)],
)
def test_only_an_escaped_b_is_foreign(pattern: str, foreign: bool) -> None:
    assert (foreign_escape(pattern) is not None) == foreign


@pytest.mark.parametrize("value", ["{[" * 10_000, "\x00", "1" * 5_000, "é"])
def test_odd_values_are_judged_without_an_exception(value: str) -> None:
    for type_ in LITERALS:
        literal_fault(type_, value)
    regex_fault(value)
