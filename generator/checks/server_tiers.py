"""The tiers that need a server: PostgreSQL's own word on each query, its twin, and the examples beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path

import psycopg
from logloom import Contract

from generator.checks.examples import examples_path, fault, finding
from generator.checks.languages import SQL, language_of
from generator.checks.postgres_tier import Describe, verify
from generator.errors import LogloomError
from generator.finding import Finding, Severity
from generator.postgres.sampled import empty_template, sampled_template
from generator.postgres.scratch import Postgres, open_postgres
from generator.queries.examples import load_examples, run_example
from generator.queries.given import add_columns, other_columns
from generator.queries.library import read_query
from generator.queries.model import SQL_ENDING, Column, Query

Step = Callable[[str], Callable[[int, int], None] | None]

Also = Callable[[Postgres, Set[Path]], None]
"""What else is to be asked of the server, told which queries have errors."""

NotRun = Callable[[Path, str], None]
"""Told of a query that is checked and not run, and why it cannot be."""


def server_findings(
    queries: Sequence[Query],
    contract: Contract,
    setting: str,
    step: Step,
    describe: Describe | None = None,
    also: Also | None = None,
    not_run: NotRun | None = None,
) -> dict[Path, list[Finding]]:
    """What a server says of each query, by path. Raises ServerError when there is none to be had.

    `describe` is told the result columns of the queries that PostgreSQL takes. The examples of one that it
    refuses are not run: they could only say so again. A query in another language is run in translation,
    beside the SQL that it is a twin of; `not_run` is told of those that cannot be.
    """
    translated = [query for query in queries if language_of(query) is not SQL]
    sql = {query.path: query for query in queries if language_of(query) is SQL}
    beside = _read_beside(translated, sql)
    found: dict[Path, list[Finding]] = {query.path: [] for query in queries}
    unproven: dict[Path, str] = {}

    def is_sound(path: Path) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in found.get(path, ()))

    def sound_twin(query: Query) -> Query | None:
        path = _sql_path(query)
        return {**beside, **sql}.get(path) if query.path != path and is_sound(path) else None

    with open_postgres(setting) as postgres:
        for columns, alike in _by_columns([*sql.values(), *beside.values()]).items():
            with _sampled(postgres, contract, columns) as dsn:
                found |= verify(dsn, alike, step("asking PostgreSQL"), describe)
        for columns, alike in _by_columns(translated).items():
            # What translates takes a while to import, and SQL does not need it.
            from generator.checks.twin_tier import Translated, run_translated

            with _sampled(postgres, contract, columns) as dsn, psycopg.connect(dsn) as connection:
                pairs = [Translated(query, sound_twin(query)) for query in alike]
                progress = step("comparing twins")
                found |= run_translated(connection, pairs, contract, progress, unproven.__setitem__)
        examined = [q for q in queries if q.path not in unproven and examples_path(q.path).is_file()]
        if examined:
            with (
                postgres.database(empty_template(postgres, contract)) as dsn,
                psycopg.connect(dsn) as connection,
            ):
                for query in examined:
                    if is_sound(query.path) and is_sound(_sql_path(query)):
                        found[query.path] += _run_examples(connection, query, contract, sound_twin(query))
        if also is not None:
            also(postgres, {path for path in found if not is_sound(path)})
    for path, reason in unproven.items():
        if not_run is not None:
            not_run(path, reason)
    return {query.path: found[query.path] for query in queries}


def _sql_path(query: Query) -> Path:
    """Where the SQL is that a query is a twin of, if there is any; of SQL it is the query itself."""
    return query.path if language_of(query) is SQL else query.path.with_suffix(SQL_ENDING)


def _read_beside(translated: Sequence[Query], sql: Mapping[Path, Query]) -> dict[Path, Query]:
    """The SQL beside queries in other languages that is not asked about itself."""
    paths = [_sql_path(query) for query in translated if query.path.is_file()]
    read = ((path, read_query(path)[0]) for path in paths if path not in sql and path.is_file())
    return {path: query for path, query in read if query is not None}


@contextlib.contextmanager
def _sampled(postgres: Postgres, contract: Contract, columns: Sequence[Column]) -> Iterator[str]:
    """The DSN of a database with sample records, in a table that has these columns too."""
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        _add_columns(dsn, columns)
        yield dsn


def _by_columns(queries: Sequence[Query]) -> dict[tuple[Column, ...], list[Query]]:
    """The queries by the columns that their headers add to the table: nearly all of them add none."""
    found: dict[tuple[Column, ...], list[Query]] = {}
    for query in queries:
        found.setdefault(other_columns(query), []).append(query)
    return found


def _add_columns(dsn: str, columns: Sequence[Column]) -> None:
    """Add what the server has a type for: where it has none, a query that reads the column is told so."""
    if columns:
        with psycopg.connect(dsn, autocommit=True) as connection:
            for column in columns:
                with contextlib.suppress(psycopg.ProgrammingError):
                    add_columns(connection, [column])


def _run_examples(
    connection: psycopg.Connection, query: Query, contract: Contract, sql: Query | None
) -> Iterator[Finding]:
    path = examples_path(query.path)
    try:
        for example in load_examples(path, contract, sql or query):
            difference = run_example(connection, contract, query, example, sql)
            if difference is not None:
                who = "" if sql is None else f", {query.path.name}"
                yield finding(example.location, f"{example.name}{who}: {difference}")
    except LogloomError as error:
        yield fault(error, path)
