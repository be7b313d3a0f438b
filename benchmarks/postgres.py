"""The PostgreSQL tier: how many queries a second, beside EXPLAIN of the same texts one after the other.

Each query is prepared under every setting of its variables that makes a difference, then run on sample
records; EXPLAIN sees each of the same texts once. The short queries are of the size that the goal was set
with (about 200 characters, no variables); the library's are longer and have about four texts each.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from logloom import load_contract

from benchmarks.measure import ROOT, Result
from generator.checks.postgres_tier import verify
from generator.checks.postgres_trials import trials
from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import open_postgres
from generator.queries.library import load_library
from generator.queries.model import Header, Query

SHORT = 3_000
LIBRARY_TIMES = 10

SHORT_QUERIES = (
    "SELECT category, count(*) AS errors FROM app_logs WHERE level IN ('ERROR', 'CRITICAL')"
    " AND $__timeFilter(timestamp) AND logger <> 'v{n}' GROUP BY category ORDER BY errors DESC",
    "SELECT timestamp, message, extra->>'email_hash' AS account FROM app_logs WHERE category = 'auth'"
    " AND $__timeFilter(timestamp) AND logger <> 'v{n}' ORDER BY timestamp DESC LIMIT 50",
    "SELECT substring(message FROM 'Tool use: (.+)') AS tool, count(*) AS calls FROM app_logs"
    " WHERE message LIKE 'Tool use:%' AND $__timeFilter(timestamp) AND logger <> 'v{n}'"
    " GROUP BY 1 ORDER BY 2 DESC",
    "SELECT $__timeGroupAlias(timestamp, '1m'), level AS metric, count(*) AS records FROM app_logs"
    " WHERE $__timeFilter(timestamp) AND logger <> 'v{n}' GROUP BY 1, 2 ORDER BY 1",
)


def run() -> Iterator[Result]:
    contract = load_contract(ROOT / "contract.toml")
    short = [
        Query(f"q{n}", Path(f"q{n}.sql"), SHORT_QUERIES[n % len(SHORT_QUERIES)].format(n=n), Header())
        for n in range(SHORT)
    ]
    library = [
        Query(query.name, Path(f"{n}/{query.name}.sql"), f"{query.text}-- {n}\n", query.header)
        for n in range(LIBRARY_TIMES)
        for query in load_library(ROOT / "queries").queries.values()
    ]
    with (
        open_postgres() as postgres,
        postgres.database(sampled_template(postgres, contract)) as dsn,
    ):
        verify(dsn, short[:100])
        for what, queries, least in (
            ("short queries", short, 1000),
            ("the library's queries", library, None),
        ):
            start = time.perf_counter()
            verify(dsn, queries)
            ours = len(queries) / (time.perf_counter() - start)
            goal = f"at least {least}" if least else "none set"
            met = ours >= least if least else None
            yield Result(what, ours, "EXPLAIN, one by one", _explain(dsn, queries), "queries/s", goal, met)


def _explain(dsn: str, queries: Sequence[Query]) -> float:
    """Queries a second when each text is explained, without the time to expand it."""
    texts = [
        [statement.text for trial in trials(query) for statement in trial.statements] for query in queries
    ]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        start = time.perf_counter()
        for text in (text for each in texts for text in each):
            connection.execute(f"EXPLAIN {text}".encode())
        return len(queries) / (time.perf_counter() - start)
