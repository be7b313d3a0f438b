from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import sleep
from uuid import uuid4

import attrs
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logloom import Contract, Retention
from logloom.schema import (
    columns,
    create_statements,
    partition_statements,
    reader_statements,
    retention_statements,
    stray_statements,
)
from psycopg import sql

from generator.languages.grafana.model import TimeRange
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import scenarios
from generator.postgres.scratch import Postgres
from tests.shared import SHARED, needs_shared

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 1, 15)


@pytest.fixture
def connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    with postgres.database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        for statement in create_statements(contract):
            connection.execute(statement)
        yield connection


@pytest.fixture
def reader(connection: psycopg.Connection, contract: Contract) -> Iterator[str]:
    """A role that can only read. Roles belong to the whole server, so this one is never committed."""
    role = f"reader_{uuid4().hex}"
    with connection.transaction(force_rollback=True):
        for statement in reader_statements(contract, role) * 2:
            connection.execute(statement)
        yield role


def insert(connection: psycopg.Connection, timestamp: datetime, level: str = "INFO", **values: object) -> str:
    """Insert a record and say which partition has taken it."""
    row = {
        "timestamp": timestamp,
        "level": level,
        "category": "auth",
        "logger": "code_monet.auth",
        "message": "m",
        **values,
    }
    names = ", ".join(row)
    marks = ", ".join(f"%({name})s" for name in row)
    found = connection.execute(
        f"INSERT INTO app_logs ({names}) VALUES ({marks}) RETURNING tableoid::regclass::text", row
    ).fetchone()
    assert found is not None
    return str(found[0])


def tables(connection: psycopg.Connection) -> list[str]:
    return [
        name for (name,) in connection.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")
    ]


def noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)


def test_columns_and_types_are_the_ones_that_are_promised(
    connection: psycopg.Connection, contract: Contract
) -> None:
    found = connection.execute(
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
        " WHERE attrelid = 'app_logs'::regclass AND attnum > 0 ORDER BY attnum"
    ).fetchall()

    long_names = {"timestamptz": "timestamp with time zone"}
    assert found == [(c.name, long_names.get(c.type, c.type), c.required) for c in columns(contract)]


def test_every_statement_may_be_run_again(connection: psycopg.Connection, contract: Contract) -> None:
    statements = [
        *create_statements(contract),
        *partition_statements(contract, TODAY, TODAY + timedelta(days=3)),
    ]
    for statement in statements * 2:
        connection.execute(statement)


def test_a_record_goes_to_its_level_and_day(connection: psycopg.Connection, contract: Contract) -> None:
    for statement in partition_statements(contract, TODAY, TODAY):
        connection.execute(statement)
    midnight = datetime(2026, 1, 15, tzinfo=UTC)

    assert insert(connection, midnight, "INFO") == "app_logs_others_20260115"
    assert insert(connection, midnight, "ERROR") == "app_logs_errors_20260115"
    assert (
        insert(connection, midnight + timedelta(days=1, microseconds=-1), "CRITICAL")
        == "app_logs_errors_20260115"
    )


def test_a_record_whose_clock_is_far_off_is_kept(connection: psycopg.Connection, contract: Contract) -> None:
    for statement in partition_statements(contract, TODAY, TODAY):
        connection.execute(statement)

    assert insert(connection, datetime(1970, 1, 1, tzinfo=UTC)) == "app_logs_others_default"
    assert insert(connection, datetime(2099, 1, 1, tzinfo=UTC), "ERROR") == "app_logs_errors_default"


def test_a_day_can_be_made_when_a_record_of_it_came_early(
    connection: psycopg.Connection, contract: Contract
) -> None:
    early = noon(TODAY + timedelta(days=10))
    insert(connection, early, message="of the day")
    insert(connection, early + timedelta(days=1), message="of the day after")
    insert(connection, early, "ERROR", message="an error")

    for statement in partition_statements(contract, early.date(), early.date()):
        connection.execute(statement)

    found = connection.execute("SELECT id, message, tableoid::regclass::text FROM app_logs ORDER BY id")
    assert found.fetchall() == [
        (1, "of the day", "app_logs_others_20260125"),
        (2, "of the day after", "app_logs_others_default"),
        (3, "an error", "app_logs_errors_20260125"),
    ]


def test_a_day_takes_a_record_that_comes_in_while_it_is_made(
    connection: psycopg.Connection, contract: Contract
) -> None:
    dsn = connection.info.dsn
    make_the_day = partition_statements(contract, TODAY, TODAY)
    with psycopg.connect(dsn) as writer, psycopg.connect(dsn, autocommit=True) as maker:
        insert(writer, noon(TODAY))
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(lambda: [maker.execute(each) for each in make_the_day])
            waiting = "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted"
            while not made.done() and connection.execute(waiting, [maker.info.backend_pid]).fetchone() == (
                0,
            ):
                sleep(0.01)
            writer.commit()
            made.result()

    assert connection.execute("SELECT tableoid::regclass::text FROM app_logs").fetchall() == [
        ("app_logs_others_20260115",)
    ]


def test_a_day_has_the_indexes_and_defaults_of_the_table(
    connection: psycopg.Connection, contract: Contract
) -> None:
    for statement in partition_statements(contract, TODAY, TODAY):
        connection.execute(statement)

    def shape(table: str) -> list[tuple[str, ...]]:
        indexes = connection.execute(
            "SELECT substring(pg_get_indexdef(indexrelid) FROM 'USING .*') FROM pg_index"
            " WHERE indrelid = %s::regclass ORDER BY 1",
            [table],
        ).fetchall()
        defaults = connection.execute(
            "SELECT column_name, column_default FROM information_schema.columns"
            " WHERE table_name = %s AND column_default IS NOT NULL ORDER BY 1",
            [table],
        ).fetchall()
        return [*indexes, *defaults]

    assert len(shape("app_logs")) == 5
    for part in ("errors", "others"):
        assert shape(f"app_logs_{part}_20260115") == shape("app_logs")


def test_ids_count_up_over_all_partitions(connection: psycopg.Connection, contract: Contract) -> None:
    for level in ("INFO", "ERROR", "DEBUG"):
        insert(connection, noon(TODAY), level)

    assert connection.execute("SELECT id FROM app_logs ORDER BY id").fetchall() == [(1,), (2,), (3,)]


def test_retention_keeps_errors_90_days_and_other_records_30(
    connection: psycopg.Connection, contract: Contract
) -> None:
    first = TODAY - timedelta(days=100)
    for statement in partition_statements(contract, first, TODAY):
        connection.execute(statement)
    for number in range(101):
        for level in ("INFO", "ERROR"):
            insert(connection, noon(TODAY - timedelta(days=number)), level)

    for statement in retention_statements(contract, TODAY, tables(connection)):
        connection.execute(statement)

    oldest: dict[str, date] = dict(
        connection.execute(
            "SELECT level, min(timestamp AT TIME ZONE 'UTC')::date FROM app_logs GROUP BY 1"
        ).fetchall()
    )
    assert oldest == {"INFO": TODAY - timedelta(days=30), "ERROR": TODAY - timedelta(days=90)}
    assert retention_statements(contract, TODAY, tables(connection)) == ()


def test_retention_only_drops_and_only_days_of_ours(contract: Contract) -> None:
    existing = [
        "app_logs", "app_logs_others", "app_logs_others_default", "app_logs_others_20200101",
        "app_logs_errors_20200101", "app_logs_others_2020010", "app_logs_others_20200101_old",
        "my_app_logs_others_20200101", "app_logs_others_20260115", "app_logs_others_20201399",
        "app_logs_others_00000000", "app_logs_others_20200101\n", "app_logs_others_２０２００１０１",
    ]  # fmt: skip

    assert retention_statements(contract, TODAY, existing) == (
        "DROP TABLE IF EXISTS app_logs_errors_20200101",
        "DROP TABLE IF EXISTS app_logs_others_20200101",
    )


@given(
    days=st.integers(1, 200),
    error_days=st.integers(1, 200),
    ages=st.sets(st.integers(-5, 250), max_size=20),
)
def test_a_day_is_dropped_once_its_last_instant_is_over_the_retention(
    contract: Contract, days: int, error_days: int, ages: set[int]
) -> None:
    ours = replace(contract, retention=Retention(days, error_days))
    kept = {"errors": error_days, "others": days}
    names = {
        f"app_logs_{part}_{TODAY - timedelta(days=age):%Y%m%d}": age > kept[part]
        for part in kept
        for age in ages
    }

    assert retention_statements(ours, TODAY, names) == tuple(
        f"DROP TABLE IF EXISTS {name}" for name in sorted(names) if names[name]
    )


def test_a_stray_is_kept_as_long_as_any_record_from_when_it_came_in(
    connection: psycopg.Connection, contract: Contract
) -> None:
    for clock in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        for level in ("INFO", "ERROR"):
            for age in (30, 31, 90, 91):
                insert(connection, clock, level, created_at=noon(TODAY - timedelta(days=age)), message=age)

    for statement in stray_statements(contract, TODAY):
        connection.execute(statement)

    assert connection.execute("SELECT level, message FROM app_logs ORDER BY id").fetchall() == [
        ("INFO", "30"), ("ERROR", "30"), ("ERROR", "31"), ("ERROR", "90"),
    ] * 2  # fmt: skip


def test_strays_are_all_that_is_deleted(connection: psycopg.Connection, contract: Contract) -> None:
    for statement in partition_statements(contract, TODAY, TODAY):
        connection.execute(statement)
    insert(connection, noon(TODAY), created_at=datetime(2020, 1, 1, tzinfo=UTC))

    for statement in stray_statements(contract, TODAY):
        connection.execute(statement)

    assert connection.execute("SELECT count(*) FROM app_logs").fetchone() == (1,)


def test_an_error_query_reads_the_errors_alone(connection: psycopg.Connection, contract: Contract) -> None:
    for statement in partition_statements(contract, TODAY, TODAY):
        connection.execute(statement)

    plan = connection.execute(
        "EXPLAIN SELECT count(*) FROM app_logs WHERE level IN ('ERROR', 'CRITICAL')"
        " AND timestamp BETWEEN '2026-01-15' AND '2026-01-15 01:00'"
    ).fetchall()

    assert re.findall(r"app_logs_\w+_\d+", str(plan))[0] == "app_logs_errors_20260115"
    assert "app_logs_others" not in str(plan)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO app_logs (timestamp, level, category, logger, message)"
        " VALUES (now(), 'INFO', 'a', 'b', 'c')",
        "UPDATE app_logs SET level = 'INFO'",
        "DELETE FROM app_logs",
        "TRUNCATE app_logs",
        "DROP TABLE app_logs",
        "SELECT nextval('app_logs_id_seq')",
    ],
)
def test_the_reader_reads_and_cannot_write(
    connection: psycopg.Connection, contract: Contract, reader: str, statement: str
) -> None:
    for each in partition_statements(contract, TODAY, TODAY):
        connection.execute(each)
    insert(connection, noon(TODAY))
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(reader)))

    assert connection.execute("SELECT count(*) FROM app_logs").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_readers_sessions_are_read_only_and_bounded(connection: psycopg.Connection, reader: str) -> None:
    found = connection.execute(
        "SELECT rolconfig, rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", [reader]
    ).fetchone()

    assert found == (["default_transaction_read_only=on", "statement_timeout=30s"], False, False)


@pytest.mark.parametrize(
    "role", ['has "quotes"', "has 'quotes'", "has $$ and $do$", "; DROP TABLE app_logs;"]
)
def test_a_role_may_have_any_name(connection: psycopg.Connection, contract: Contract, role: str) -> None:
    with connection.transaction(force_rollback=True):
        for each in reader_statements(contract, role):
            connection.execute(each)

        assert connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role]).fetchone() == (
            1,
        )
    assert "app_logs" in tables(connection)


# The application's own six queries, as its design has them.
SEED_QUERIES = [
    """SELECT category, count(*) as errors
FROM app_logs
WHERE level IN ('ERROR', 'CRITICAL')
  AND timestamp > NOW() - INTERVAL '1 hour'
GROUP BY category
ORDER BY errors DESC;""",
    """SELECT timestamp, message, extra->>'email' as email
FROM app_logs
WHERE category = 'auth'
  AND level IN ('WARNING', 'ERROR')
  AND timestamp > NOW() - INTERVAL '1 hour'
ORDER BY timestamp DESC
LIMIT 50;""",
    """SELECT
  substring(message FROM 'Tool use: (.+)') as tool_name,
  count(*) as calls
FROM app_logs
WHERE category = 'agent'
  AND message LIKE 'Tool use:%'
  AND timestamp > NOW() - INTERVAL '1 day'
GROUP BY tool_name
ORDER BY calls DESC;""",
    """SELECT timestamp, category, level, message
FROM app_logs
WHERE user_id = 42
  AND timestamp > NOW() - INTERVAL '1 hour'
ORDER BY timestamp ASC;""",
    """SELECT timestamp, category, message, trace_id
FROM app_logs
WHERE trace_id IS NOT NULL
  AND timestamp > NOW() - INTERVAL '30 minutes'
ORDER BY timestamp DESC
LIMIT 100;""",
    """SELECT
  date_trunc('minute', timestamp) as time,
  level,
  count(*) as count
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY time, level
ORDER BY time;""",
]


@pytest.mark.parametrize("query", SEED_QUERIES)
def test_the_applications_own_queries_run_unchanged(connection: psycopg.Connection, query: str) -> None:
    now = datetime.now(UTC)
    insert(connection, now, "ERROR", user_id=42, trace_id="0" * 32)
    insert(connection, now, "INFO", category="agent", message="Tool use: draw_path")
    hour = TimeRange(now - timedelta(hours=1), now + timedelta(seconds=1))
    scenario = attrs.evolve(scenarios(query, ())[0], time_range=hour)

    assert connection.execute(expand(query, (), scenario).text.encode()).fetchall()


@needs_shared
def test_the_queries_above_are_the_applications_own() -> None:
    seed = SHARED / "seed" / "logging-system-design.md"
    section = seed.read_text().partition("## Grafana SQL Queries")[2].partition("\n## ")[0]

    assert re.findall(r"```sql\n(.*?)\n```", section, re.DOTALL) == SEED_QUERIES
