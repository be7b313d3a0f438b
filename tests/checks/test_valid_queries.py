"""Valid queries of many kinds: a real server prepares them, and the offline tier has nothing against them.

The result columns that the offline tier infers are held against those that the server describes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from logloom import Contract

from generator.checks.offline import check_query
from generator.checks.query_subject import QuerySubject
from generator.finding import Severity
from generator.languages.grafana_sql.analysis.overloads import UNKNOWN
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.lexer import statements, tokens
from generator.languages.grafana_sql.scenarios import scenarios
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres
from generator.queries.library import load_library
from generator.queries.model import Header, Query
from generator.queries.params import parse_params

HERE = Path(__file__)
LIBRARY = HERE.parents[2] / "queries"


def load() -> list[Query]:
    entries: list[dict[str, Any]] = yaml.safe_load(
        HERE.with_name("valid_queries.yaml").read_text(encoding="utf-8")
    )
    found = []
    for number, entry in enumerate(entries, 1):
        params = parse_params(entry["params"])[0] if "params" in entry else ()
        header = Header(format=entry.get("format", "table"), params=params)
        found.append(Query(f"valid-{number}", Path(f"valid-{number}.sql"), entry["sql"], header))
    return found


QUERIES = load()


def is_error(query: Query, contract: Contract) -> list[str]:
    return [
        f"{query.name}: {finding.message}"
        for finding in check_query(query, contract)
        if finding.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])
def test_a_valid_query_raises_no_error(query: Query, contract: Contract) -> None:
    assert is_error(query, contract) == []


def test_the_library_raises_no_error(contract: Contract) -> None:
    assert [
        error for query in load_library(LIBRARY).queries.values() for error in is_error(query, contract)
    ] == []


class Server:
    """Prepares statements, and describes what they give, types by the catalog's short names."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        rows = connection.execute(
            "SELECT oid, CASE WHEN typname LIKE '\\_%' AND typelem <> 0 THEN substr(typname, 2) || '[]'"
            " ELSE typname::text END FROM pg_type"
        )
        self.types: dict[int, str] = dict(rows.fetchall())

    def describe(self, text: str) -> list[tuple[str, str]]:
        prepared = self.connection.pgconn.prepare(b"", text.encode())
        assert not prepared.error_message, prepared.error_message.decode()
        described = self.connection.pgconn.describe_prepared(b"")
        return [
            ((described.fname(place) or b"").decode(), self.types[described.ftype(place)])
            for place in range(described.nfields)
        ]


@pytest.fixture(scope="module")
def server(postgres: Postgres, contract: Contract) -> Iterator[Server]:
    with (
        postgres.database(empty_template(postgres, contract)) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        yield Server(connection)


@pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])
def test_a_valid_query_is_one_to_postgres(query: Query, server: Server) -> None:
    for scenario in scenarios(query.text, query.header.params):
        text = expand(query.text, query.header.params, scenario).text
        for statement in statements(tokens(text)):
            server.describe(text[statement[0].start : statement[-1].end])


def test_inferred_columns_are_those_that_postgres_describes(server: Server, contract: Contract) -> None:
    wrong = []
    for query in [*QUERIES, *load_library(LIBRARY).queries.values()]:
        reading = QuerySubject(query, contract).main
        assert reading is not None
        for statement in reading.statements:
            outputs = (
                statement.analysis.outputs[statement.query]
                if statement.analysis and statement.query
                else None
            )
            if outputs is None:
                continue
            text = reading.text[statement.tokens[0].start : statement.tokens[-1].end]
            for output, (name, type_) in zip(outputs, server.describe(text), strict=True):
                inferred = "text" if output.type == UNKNOWN else output.type
                if output.name != name or inferred not in (None, "record", type_):
                    wrong.append((query.name, output.name, inferred, name, type_))
    assert wrong == []
