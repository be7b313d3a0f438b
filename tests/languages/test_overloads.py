"""Which function and operator is taken, and that there is none, by the word of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import psycopg
import pytest

from generator.languages.grafana_sql.analysis import Schema, analyse
from generator.languages.grafana_sql.lexer import tokens
from generator.languages.grafana_sql.parser import parse
from generator.postgres.scratch import Postgres

VALUES = ("'x'", "5", "now()", "1.5", "ARRAY[1]", "interval '1 h'", "true", "'{}'::jsonb", "'a'::text")
OPERATORS = (
    "+",
    "-",
    "*",
    "/",
    "%",
    "||",
    "->>",
    "->",
    "@>",
    "<",
    "=",
    "~",
    "&&",
    "?",
    "#>>",
    "LIKE",
    "AT TIME ZONE",
)
FUNCTION_NAMES = """
round abs sum max avg date_trunc to_char age date_bin length generate_series floor power mod trunc substr
left repeat string_agg array_agg to_timestamp lower concat coalesce greatest nullif to_json timezone
date_part array_length ceil lag bool_and jsonb_build_object jsonb_array_elements split_part strpos
regexp_replace count lpad md5 array_to_string string_to_array cardinality jsonb_typeof make_interval
row_number
"""
FUNCTIONS = FUNCTION_NAMES.split()
CALLS = [
    f"{name}({', '.join(args)})"
    for name in FUNCTIONS
    for count in (1, 2)
    for args in product(VALUES, repeat=count)
]
TERMS = [f"{left} {operator} {right}" for operator in OPERATORS for left, right in product(VALUES, repeat=2)]


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with postgres.database() as dsn, psycopg.connect(dsn, autocommit=True) as opened:
        yield opened


def faults(expression: str) -> list[str]:
    query = parse(tokens(f"SELECT {expression}")).query
    assert query is not None
    return [fault.message for fault in analyse(query, Schema({})).faults]


def is_refused(connection: psycopg.Connection, expression: str) -> bool:
    return bool(connection.pgconn.prepare(b"", f"SELECT {expression}".encode()).error_message)


def test_what_postgres_takes_is_never_refused(connection: psycopg.Connection) -> None:
    refused = [text for text in (*CALLS, *TERMS) if faults(text) and not is_refused(connection, text)]
    assert refused == []


def test_nearly_all_that_postgres_refuses_is_found(connection: psycopg.Connection) -> None:
    wrong = [text for text in (*CALLS, *TERMS) if is_refused(connection, text)]
    # What is left are literals that their type cannot read, and values of types that are not known.
    assert sum(bool(faults(text)) for text in wrong) >= 0.9 * len(wrong)
