"""The catalog against the server of the tests: whatever that has, the catalog knows."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from generator.languages.grafana_sql.catalog import (
    casts,
    function_names,
    functions,
    keywords,
    operators,
    types,
)
from generator.languages.grafana_sql.catalog.__main__ import TABLES
from generator.postgres.scratch import Postgres


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with postgres.database() as dsn, psycopg.connect(dsn) as opened:
        yield opened


def rows(connection: psycopg.Connection, table: str) -> list[tuple[str, ...]]:
    return connection.execute(TABLES[table][0].encode()).fetchall()


def test_every_function_of_the_server_is_known_with_its_kind_and_result(
    connection: psycopg.Connection,
) -> None:
    known = {
        (function.name, function.kind, function.arguments, function.returns_set)
        for name in function_names()
        for function in functions(name)
    }
    missing = []
    for name, kind, arguments, *_, returns_set in rows(connection, "functions"):
        types_ = tuple(argument.rpartition(" ")[2] for argument in arguments.split(", ") if argument)
        if (name, kind, types_, bool(returns_set)) not in known:
            missing.append((name, arguments))
    assert missing == []


def test_every_operator_cast_type_and_keyword_of_the_server_is_known(connection: psycopg.Connection) -> None:
    found = operators()
    assert [row for row in rows(connection, "operators") if row[1:] not in found.get(row[0], ())] == []
    assert {row[:2] for row in rows(connection, "casts")} <= casts()
    assert {row[0] for row in rows(connection, "types")} <= set(types())
    assert {row[0]: row[1] for row in rows(connection, "keywords")}.items() <= keywords().items()


def test_a_function_that_returns_rows_has_columns() -> None:
    (each,) = functions("jsonb_each")
    assert (each.returns, each.columns, each.returns_set) == (
        "record",
        (("key", "text"), ("value", "jsonb")),
        True,
    )


def test_an_argument_has_a_name_where_postgres_gives_it_one() -> None:
    (interval,) = functions("make_interval")
    assert interval.argument_names[:2] == ("years", "months")
    assert interval.defaults == len(interval.arguments)
