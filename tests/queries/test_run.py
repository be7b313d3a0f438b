"""Running queries on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from generator.errors import LogloomError, ServerError
from generator.languages.grafana.model import Scenario, TimeRange, Value
from generator.languages.grafana.scenarios import releases
from generator.queries.header import parse_header
from generator.queries.model import Column, Query
from generator.queries.run import Result, fetch, prepare_session

END = datetime(2026, 1, 15, 11, tzinfo=UTC)
PATH = Path("q.sql")

Run = Callable[..., Result]


@pytest.fixture
def run(sampled_connection: psycopg.Connection) -> Run:
    """Run a query's text over the hour of the samples."""

    def run_text(
        text: str, values: dict[str, Value] | None = None, limit: int | None = None, timeout: float = 30.0
    ) -> Result:
        query = Query("q", PATH, text, parse_header(text, PATH)[0])
        scenario = Scenario(TimeRange(END - timedelta(hours=1), END), 60_000, values or {}, releases[0])
        with sampled_connection.transaction(force_rollback=True):
            prepare_session(sampled_connection, read_only=True, timeout=timeout, time_zone="UTC")
            return fetch(sampled_connection, query, scenario, limit=limit)

    return run_text


VALUES = [
    # expression, type by PostgreSQL's format_type, value
    ("true", "boolean", True),
    ("1::int2", "smallint", 1),
    ("9223372036854775807", "bigint", 2**63 - 1),
    ("1.50::numeric(10,2)", "numeric(10,2)", Decimal("1.50")),
    ("'NaN'::numeric", "numeric", Decimal("NaN")),
    ("1.5::float8", "double precision", 1.5),
    ("'a'::varchar(20)", "character varying(20)", "a"),
    ("NULL", "text", None),
    ("timestamptz '2026-01-15 11:00+01'", "timestamp with time zone", "2026-01-15 10:00:00+00"),
    ("timestamptz 'infinity'", "timestamp with time zone", "infinity"),
    ("timestamptz '4000-01-01 BC'", "timestamp with time zone", "4000-01-01 00:00:00+00 BC"),
    ("date '2026-01-15'", "date", "2026-01-15"),
    ("interval '1 month 2 days'", "interval", "1 mon 2 days"),
    ("""'{"a": 1.10, "b": [null]}'::jsonb""", "jsonb", {"a": Decimal("1.10"), "b": [None]}),
    ("array['a', NULL]", "text[]", ["a", None]),
    ("array[timestamptz 'infinity']", "timestamp with time zone[]", ["infinity"]),
    ("int4range(1, 5)", "int4range", "[1,5)"),
    ("row(1, 'a')", "record", "(1,a)"),
    ("inet '192.0.2.1'", "inet", "192.0.2.1"),
    ("'\\x01'::bytea", "bytea", "\\x01"),
]


@pytest.mark.parametrize(("expression", "type_name", "value"), VALUES, ids=[row[1] for row in VALUES])
def test_a_value_loses_nothing(run: Run, expression: str, type_name: str, value: object) -> None:
    result = run(f"SELECT {expression} AS x")
    assert result.columns == (Column("x", type_name),)
    got = result.rows[0][0]
    assert repr(got) == repr(value)  # 1 is not True, 1.50 is not 1.5, and NaN is NaN


def test_macros_and_variables_are_put_in_as_grafana_does(run: Run) -> None:
    text = (
        "-- params: level=ERROR,INFO multi\n"
        "SELECT $__timeGroup(timestamp, $__interval) AS time, count(*) AS n\n"
        "FROM app_logs WHERE $__timeFilter(timestamp) AND level IN (${level:sqlstring})\n"
        "GROUP BY 1 ORDER BY 1"
    )
    result = run(text, {"level": ("ERROR", "INFO")})
    assert [column.name for column in result.columns] == ["time", "n"]
    assert result.rows
    assert all(int(str(time)) % 60 == 0 for time, _ in result.rows)
    assert run(text, {"level": ("no such",)}).rows == ()


def test_columns_are_known_without_a_row(run: Run) -> None:
    assert run("SELECT level, id FROM app_logs WHERE false").columns == (
        Column("level", "text"),
        Column("id", "bigint"),
    )


def test_a_limit_cuts_and_says_so(run: Run) -> None:
    assert run("SELECT generate_series(1, 3) AS n", limit=3) == Result(
        (Column("n", "integer"),), ((1,), (2,), (3,))
    )
    cut = run("SELECT generate_series(1, 100000000) AS n", limit=2)
    assert (cut.rows, cut.cut) == (((1,), (2,)), True)


MISTAKES = [
    # text, line, column, a part of the message
    ("SELECT\n  lvl FROM app_logs", 2, 3, 'column "lvl" does not exist'),
    ("-- Größe\nSELECT '€', lvl FROM app_logs", 2, 13, 'column "lvl" does not exist'),
    ("SELECT 1 FROM app_logs\nWHERE $__timeFilter(tmestamp)", 2, 21, 'column "tmestamp" does not exist'),
    ("SELECT $__timeGroup(timestamp, '5m') AS time,\n lvl FROM app_logs", 2, 2, "lvl"),
    ("SELECT 1\nWHERE $__timeFiltr(timestamp)", 2, 7, "__timeFiltr"),
    ("SELECT 1 / (SELECT 0)", 0, 0, "division by zero"),
    ("SELECT 'x'::int", 1, 8, "invalid input syntax"),
    ("SELECT 1; SELECT 2", 0, 0, "multiple commands"),
    ("DELETE FROM app_logs RETURNING id", 0, 0, "read-only transaction"),
    ("SELECT nextval('app_logs_id_seq')", 0, 0, "read-only transaction"),
    ("DELETE FROM app_logs", 0, 0, "returns no rows"),
    ("COPY app_logs TO STDOUT", 0, 0, "returns no rows"),
    ("COMMIT", 0, 0, "returns no rows"),
    ("SET TRANSACTION READ WRITE", 0, 0, "returns no rows"),
    ("SELECT set_config('transaction_read_only', 'off', true)", 0, 0, "read-write mode"),
    ("-- nothing", 0, 0, "returns no rows"),
]


@pytest.mark.parametrize(("text", "line", "column", "part"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_one_line_at_its_place(run: Run, text: str, line: int, column: int, part: str) -> None:
    with pytest.raises(LogloomError) as caught:
        run(text)
    error = caught.value
    assert part in error.message
    assert error.location is not None
    assert (error.location.path, error.location.line, error.location.column) == (PATH, line, column)
    assert error.exit_code == 2
    assert "\n" not in str(error)


def test_what_the_server_refuses_is_the_servers(run: Run) -> None:
    with pytest.raises(ServerError, match="statement timeout"):
        run("SELECT pg_sleep(30)", timeout=0.05)


def test_a_transaction_that_failed_leaves_the_connection_usable(run: Run) -> None:
    with pytest.raises(LogloomError):
        run("SELECT lvl FROM app_logs")
    assert run("SELECT 1 AS n").rows == ((1,),)


def test_nothing_was_written(run: Run) -> None:
    (before,) = run("SELECT count(*) FROM app_logs").rows
    with pytest.raises(LogloomError):
        run("WITH gone AS (DELETE FROM app_logs RETURNING id) SELECT count(*) FROM gone")
    assert run("SELECT count(*) FROM app_logs").rows == (before,)
