"""One level of daily partitions against errors split from the rest, both by day.

Errors are to be kept 90 days and other records 30. With the split, a day of either part is dropped whole.
With one level a day holds both: its other records must be deleted and vacuumed once they are 30 days old.
Both tables hold the same rows: 30 days of all levels, and 60 days before of errors alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import psycopg
from logloom import load_contract
from logloom.schema import ERRORS, OTHERS, TABLE, create_statements, partition_statements

from benchmarks.measure import ROOT, Result, best_of
from generator.postgres.scratch import open_postgres

END = date(2026, 1, 15)
DAYS, ERROR_DAYS = 30, 90
ROWS_A_DAY, ERRORS_A_DAY = 33_000, 330
COPIED = 100_000
ONE_LEVEL = "one level"

_ROWS = """
INSERT INTO app_logs (timestamp, level, category, logger, message, user_id, trace_id, extra)
SELECT
  timestamptz '{day} 00:00:00+00' + n * interval '1 day' / {rows},
  CASE WHEN {errors} OR n % 100 = 0 THEN 'ERROR' WHEN n % 20 = 0 THEN 'WARNING' ELSE 'INFO' END,
  (ARRAY['auth', 'agent', 'websocket', 'drawing', 'workspace', 'system', 'http'])[1 + n % 7],
  'code_monet.module' || n % 40,
  'Something happened to item ' || n,
  CASE WHEN n % 3 > 0 THEN n % 500 END,
  CASE WHEN n % 2 = 0 THEN md5('{day}' || n / 10) END,
  jsonb_build_object('duration_ms', n % 1000, 'status', 200)
FROM generate_series(0, {rows} - 1) AS n
"""

QUERIES = {
    "error count, 24 h": "SELECT count(*) FROM app_logs WHERE level IN ('ERROR', 'CRITICAL')"
    " AND timestamp BETWEEN '2026-01-14T12:00Z' AND '2026-01-15T12:00Z'",
    "last 100 errors, 30 d": "SELECT * FROM app_logs WHERE level IN ('ERROR', 'CRITICAL')"
    " AND timestamp BETWEEN '2025-12-17' AND '2026-01-16' ORDER BY timestamp DESC LIMIT 100",
    "errors by day, 90 d": "SELECT date_trunc('day', timestamp), count(*) FROM app_logs"
    " WHERE level IN ('ERROR', 'CRITICAL') AND timestamp > '2025-10-18' GROUP BY 1",
    "volume by minute, 6 h": "SELECT date_trunc('minute', timestamp), level, count(*) FROM app_logs"
    " WHERE timestamp BETWEEN '2026-01-15T06:00Z' AND '2026-01-15T12:00Z' GROUP BY 1, 2",
    "volume by minute, 24 h": "SELECT date_trunc('minute', timestamp), level, count(*) FROM app_logs"
    " WHERE timestamp BETWEEN '2026-01-14T12:00Z' AND '2026-01-15T12:00Z' GROUP BY 1, 2",
    "latest 100, 24 h": "SELECT * FROM app_logs"
    " WHERE timestamp BETWEEN '2026-01-14T12:00Z' AND '2026-01-15T12:00Z' ORDER BY timestamp DESC LIMIT 100",
    "latest 100, no time bound": "SELECT * FROM app_logs ORDER BY timestamp DESC LIMIT 100",
    "one user, 24 h": "SELECT * FROM app_logs WHERE user_id = 42"
    " AND timestamp BETWEEN '2026-01-14T12:00Z' AND '2026-01-15T12:00Z' ORDER BY timestamp DESC LIMIT 100",
    "one trace, no time bound": "SELECT * FROM app_logs WHERE trace_id = md5('2026-01-10' || 17)",
}

PLANNED = (
    "error count, 24 h",
    "volume by minute, 24 h",
    "latest 100, no time bound",
    "one trace, no time bound",
)


def run() -> Iterator[Result]:
    with (
        open_postgres() as postgres,
        postgres.database() as split_dsn,
        postgres.database() as one_dsn,
        # Not prepared, as Grafana does not: each query is planned anew.
        psycopg.connect(split_dsn, autocommit=True, prepare_threshold=None) as split,
        psycopg.connect(one_dsn, autocommit=True, prepare_threshold=None) as one,
    ):
        _make(split, split_statements())
        _make(one, one_level_statements())
        rows = _copy_rows(split)
        yield _compare("COPY of 100,000 rows", split, one, lambda connection: _copy(connection, rows), runs=3)
        for what, query in QUERIES.items():
            yield _compare(what, split, one, partial(_fetch, query))
        for what in PLANNED:
            times = [[_planning(QUERIES[what], each) for each in (split, one)] for _ in range(15)]
            plans = [min(each) for each in zip(*times, strict=True)]
            yield Result(f"planning alone: {what}", plans[0], ONE_LEVEL, plans[1], "ms", "about the same")
        day = END - timedelta(days=DAYS)
        drop = best_of(1, lambda: split.execute(f"DROP TABLE {OTHERS}_{day:%Y%m%d}"))
        delete = best_of(1, lambda: _delete(one, day))
        peer = f"{ONE_LEVEL}: DELETE, VACUUM"
        yield Result("end of a day of others", drop * 1e3, peer, delete * 1e3, "ms", "less", drop < delete)
        kept, left = _size(split, f"{ERRORS}_{day:%Y%m%d}"), _size(one, f"{TABLE}_{day:%Y%m%d}")
        yield Result("disk that day then takes", kept, peer, left, "kB", "less", kept < left)


def split_statements() -> Sequence[str]:
    """Our schema, with the days of each part that its retention keeps."""
    contract = load_contract(ROOT / "contract.toml")
    first = END - timedelta(days=ERROR_DAYS)
    days = partition_statements(contract, first, END + timedelta(days=1))
    kept = END - timedelta(days=DAYS)
    gone = [f"DROP TABLE {OTHERS}_{first + timedelta(days=n):%Y%m%d}" for n in range((kept - first).days)]
    return (*create_statements(contract), *days, *gone)


def one_level_statements() -> Sequence[str]:
    """The same table and indexes with one level of days, and the partial index on errors that it needs."""
    statements = [
        statement.replace("PARTITION BY LIST (level)", 'PARTITION BY RANGE ("timestamp")')
        for statement in create_statements(load_contract(ROOT / "contract.toml"))
        if f"EXISTS {ERRORS}" not in statement and f"EXISTS {OTHERS}" not in statement
    ]
    for number in range(ERROR_DAYS + 2):
        day = END - timedelta(days=ERROR_DAYS - number)
        statements.append(
            f"CREATE TABLE {TABLE}_{day:%Y%m%d} PARTITION OF {TABLE} FOR VALUES FROM ('{day} 00:00+00')"
            f" TO ('{day + timedelta(days=1)} 00:00+00')"
        )
    return (
        *statements,
        f"CREATE TABLE {TABLE}_default PARTITION OF {TABLE} DEFAULT",
        f"CREATE INDEX ON {TABLE} (timestamp) WHERE level IN ('ERROR', 'CRITICAL')",
    )


def _make(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement)
    for number in range(ERROR_DAYS + 1):
        day = END - timedelta(days=number)
        recent = number <= DAYS
        rows = ROWS_A_DAY if recent else ERRORS_A_DAY
        connection.execute(_ROWS.format(day=day, rows=rows, errors=not recent))
    connection.execute("VACUUM ANALYZE")


def _copy_rows(connection: psycopg.Connection) -> bytes:
    start = datetime.combine(END, datetime.min.time(), UTC)
    query = (
        "COPY (SELECT timestamp, level, category, logger, message, user_id, trace_id, extra FROM app_logs"
        f" WHERE timestamp >= '{start - timedelta(days=3)}' LIMIT {COPIED}) TO STDOUT"
    )
    with connection.cursor().copy(query) as copy:
        return b"".join(bytes(block) for block in copy)


def _copy(connection: psycopg.Connection, rows: bytes) -> None:
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        columns = "timestamp, level, category, logger, message, user_id, trace_id, extra"
        with cursor.copy(f"COPY app_logs ({columns}) FROM STDIN") as copy:
            copy.write(rows)


def _fetch(query: str, connection: psycopg.Connection) -> object:
    return connection.execute(query).fetchall()


def _planning(query: str, connection: psycopg.Connection) -> float:
    """Milliseconds, as the server says."""
    found = connection.execute("EXPLAIN (SUMMARY, FORMAT JSON) " + query).fetchone()
    assert found is not None
    return float(found[0][0]["Planning Time"])


def _size(connection: psycopg.Connection, table: str) -> float:
    """Kilobytes, indexes included."""
    found = connection.execute("SELECT pg_total_relation_size(%s::regclass) / 1024.0", [table]).fetchone()
    assert found is not None
    return float(found[0])


def _delete(connection: psycopg.Connection, day: date) -> None:
    partition = f"{TABLE}_{day:%Y%m%d}"
    connection.execute(f"DELETE FROM {partition} WHERE level NOT IN ('ERROR', 'CRITICAL')")
    connection.execute(f"VACUUM {partition}")


def _compare(
    what: str,
    split: psycopg.Connection,
    one: psycopg.Connection,
    work: Callable[[psycopg.Connection], object],
    runs: int = 15,
) -> Result:
    # By turns, so that a busy moment of the machine meets both.
    times = [(best_of(1, partial(work, split)), best_of(1, partial(work, one))) for _ in range(runs)]
    ours, peer = (min(each) * 1e3 for each in zip(*times, strict=True))
    return Result(what, ours, ONE_LEVEL, peer, "ms", "about the same")
