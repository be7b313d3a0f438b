"""The translation to PostgreSQL against the evaluator: the same rows for generated pipelines.

LOGLOOM_AGREEMENT sets how many pipelines are tried; the records are the same each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import attrs
import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from logloom import Contract
from psycopg.types.json import Jsonb

from generator.languages.insights.analysis import analyse
from generator.languages.insights.lower import NotRunnable, lower
from generator.languages.insights.lower.time_range import within
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Record, record_of
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres
from tests.insights.answers import same, same_in_any_order
from tests.insights.evaluator import evaluate
from tests.insights.events import COLUMNS, START, event, records
from tests.insights.expressions import Window
from tests.insights.pipelines import pipelines
from tests.insights.values import millis

CASES = int(os.environ.get("LOGLOOM_AGREEMENT", "1000"))
ROWS, SEED = 32, 5
WINDOW = Window(START + timedelta(days=1), START - timedelta(days=60), START + timedelta(days=1))
EVENTS = [event(each) for each in records(SEED, ROWS)]
SETTING = within(WINDOW.start.isoformat(), WINDOW.end.isoformat(), millis(WINDOW.start), millis(WINDOW.end))
TABLE = "events"
"""Not the contract's table: a plan for its many partitions takes longer than the query."""


@pytest.fixture(scope="module")
def connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To a table with the generated records; what fails there spoils nothing for what comes next."""
    places = ", ".join(["%s"] * len(COLUMNS))
    with (
        postgres.database(empty_template(postgres, contract)) as dsn,
        psycopg.connect(dsn, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        connection.execute(f"CREATE TEMP TABLE {TABLE} (LIKE app_logs)")
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({places})",
                [
                    [Jsonb(value) if isinstance(value, dict) else value for value in each.values()]
                    for each in records(SEED, ROWS)
                ],
            )
        yield connection


@pytest.fixture(scope="module")
def record(contract: Contract) -> Record:
    return attrs.evolve(record_of(contract, [("extra.deep", "jsonb")]), table=TABLE)


@settings(max_examples=CASES, suppress_health_check=list(HealthCheck), database=None)
@given(text=pipelines())
def test_a_pipeline_returns_the_same_rows(connection: psycopg.Connection, record: Record, text: str) -> None:
    note(text)
    parsed = parse(text)
    analysis = analyse(parsed, record)
    assert not parsed.faults
    try:
        lowered = lower(parsed, analysis, record, SETTING)
    except NotRunnable as refused:
        assume("too large" not in refused.reason)  # as where each of several stages doubles a text
        raise
    sql = lowered.expression.sql("postgres", copy=False)
    note(sql)
    rows = connection.execute(sql.encode()).fetchall()
    answer = evaluate(parsed, EVENTS, WINDOW)
    assert tuple(name for name, _ in lowered.columns) == answer.columns
    agree = same if answer.is_ordered else same_in_any_order
    assert agree(rows, answer.rows), "\n".join(
        ["the translation", *map(str, rows[:10]), "the evaluator", *map(str, answer.rows[:10])]
    )
