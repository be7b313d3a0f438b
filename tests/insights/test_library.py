"""The library's queries on sample records: their translation returns what the evaluator makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import psycopg
import pytest
from logloom import Contract
from psycopg.rows import dict_row

from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.expand import expand, references
from generator.languages.insights.parser import parse
from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import Postgres
from generator.queries.executable import executable
from generator.queries.library import Library, load_library
from tests.insights.aggregates import Row
from tests.insights.answers import same, same_in_any_order
from tests.insights.evaluator import evaluate
from tests.insights.events import COLUMNS, event
from tests.insights.expressions import Window

QUERIES = Path(__file__).parents[2] / "queries"
NAMES = sorted(path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.rglob("*.cwli"))


def moment(row: Row) -> datetime:
    time = row["@timestamp"]
    assert isinstance(time, datetime)
    return time


@cache
def library() -> Library:
    return load_library(QUERIES)


@pytest.fixture(scope="module")
def connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To sample records."""
    with (
        postgres.database(sampled_template(postgres, contract)) as dsn,
        psycopg.connect(dsn, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        yield connection


@pytest.fixture(scope="module")
def events(connection: psycopg.Connection) -> Sequence[Row]:
    """The sample records as events."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM app_logs").fetchall()
    return [event(each) for each in found]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_of_the_library_returns_the_same_rows(
    connection: psycopg.Connection, events: Sequence[Row], contract: Contract, name: str
) -> None:
    query = library().twin(name, ".cwli")
    assert query is not None
    variables = query.header.params
    scenario = usual_scenario(used_variables(references(query.text), variables))
    start, end = scenario.time_range.start, scenario.time_range.end
    parsed = parse(expand(query.text, variables, scenario).text)
    read = [each for each in events if start <= moment(each) <= end]
    answer = evaluate(parsed, read, Window(end, start, end))
    rows = connection.execute(executable(query, scenario, contract).text.encode()).fetchall()
    agree = same if answer.is_ordered else same_in_any_order
    assert agree(rows, answer.rows), "\n".join(
        ["the translation", *map(str, rows[:10]), "the evaluator", *map(str, answer.rows[:10])]
    )
