"""What is said of a query's answer, held to the rows that a real PostgreSQL returns for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from logloom import Contract

from generator.checks.alert_answer import AnswerColumn, Kind, Rows
from generator.checks.alert_query_subject import query_answer
from generator.languages.grafana.model import Scenario, TimeRange
from generator.languages.grafana.scenarios import releases
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import values
from generator.postgres.sampled import SAMPLE_END, sampled_template
from generator.postgres.scratch import Postgres
from generator.queries.library import load_library
from generator.queries.model import Header, Query

ROOT = Path(__file__).parents[3]
QUERIES = list(load_library(ROOT / "queries").queries.values())

TABLES = [
    "SELECT abs(-2) AS n",
    "SELECT 3.0 / 2 - 1 AS n, 7 / 2 AS whole, -7 / 2 AS below",
    "SELECT greatest(count(*), 5) AS n, least(count(*), 5) AS m FROM app_logs",
    "SELECT category, avg((level = 'ERROR')::int) AS share FROM app_logs GROUP BY category",
    "SELECT 100.0 * sum(CASE WHEN level = 'ERROR' THEN 1 ELSE 0 END) / count(*) AS percent FROM app_logs",
    "SELECT level, percent_rank() OVER (ORDER BY count(*)) AS rank FROM app_logs GROUP BY level",
    "WITH a AS (SELECT category, count(*) AS n, count(user_id) AS m FROM app_logs GROUP BY 1) "
    "SELECT category, m::float / n AS share, n - m AS others FROM a",
    "SELECT x.n / (x.n + x.m)::float AS share FROM (SELECT count(*) AS n, count(*) + 3 AS m FROM app_logs) x",
    "SELECT DISTINCT ON (level) level, length(message) AS n FROM app_logs ORDER BY level, id",
    "SELECT category, level, count(*) AS n FROM app_logs GROUP BY ROLLUP (category, level)",
    "SELECT c, n FROM (SELECT category AS c, count(*) AS n FROM app_logs GROUP BY category) q WHERE n > 1",
]


def case(text: str) -> Query:
    return Query(text[:40], Path("query.sql"), text, Header())


@pytest.fixture(scope="module")
def connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    with (
        postgres.database(sampled_template(postgres, contract)) as dsn,
        psycopg.connect(dsn, row_factory=psycopg.rows.dict_row) as connected,
    ):
        connected.read_only = True
        yield connected


def rows_of(query: Query, connection: psycopg.Connection[dict[str, Any]]) -> list[dict[str, Any]]:
    params = query.header.params
    picked = {variable.name: values(variable)[-1] for variable in params}
    time_range = TimeRange(SAMPLE_END - timedelta(hours=6), SAMPLE_END)
    text = expand(query.text, params, Scenario(time_range, 60_000, picked, releases[0])).text
    return connection.execute(text.encode()).fetchall()


@pytest.mark.parametrize("query", [*QUERIES, *map(case, TABLES)], ids=lambda query: query.name)
def test_an_answer_is_true_of_the_rows(
    query: Query, contract: Contract, connection: psycopg.Connection[dict[str, Any]]
) -> None:
    answer = query_answer(query, contract)
    assert answer is not None
    assert answer.columns is not None
    rows = rows_of(query, connection)
    assert answer.rows is not Rows.ONE or len(rows) <= 1
    for column in answer.columns:
        assert_fits(column, [row[column.name] for row in rows])
    keys = [column.name for column in answer.columns if column.is_key]
    if answer.rows is Rows.GROUPS and not answer.lost:
        counted = Counter(tuple(str(row[name]) for name in keys) for row in rows)
        assert [key for key, times in counted.items() if times > 1] == []


def assert_fits(column: AnswerColumn, found: list[Any]) -> None:
    """Every value is of the kind, and within the bounds, that are said of the column."""
    numbers = [float(value) for value in found if value is not None] if column.kind is Kind.NUMBER else []
    outside = [
        value for value in numbers if not column.bounds.low - 1e-9 <= value <= column.bounds.high + 1e-9
    ]
    assert outside == [], (column.name, column.bounds)
    if column.kind is Kind.BOOLEAN:
        assert {type(value) for value in found if value is not None} <= {bool}
    if column.is_constant:
        assert len({str(value) for value in found}) <= 1
