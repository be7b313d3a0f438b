"""The third tier: PostgreSQL's own word on every query, under every setting of the dashboard that matters."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import psycopg

from generator.checks.postgres_excerpt import excerpt
from generator.checks.postgres_findings import ResultTypes, findings, first_columns
from generator.checks.postgres_result import ResultColumn
from generator.checks.postgres_session import Outcome, Session, Statement, reader_login
from generator.checks.postgres_trials import Trial, trials
from generator.errors import ServerError
from generator.finding import Finding
from generator.queries.model import Query

TIMEOUT_MS = 5000
"""How long a statement may take on a few hundred rows."""

# Enough to keep a server busy while the next texts are expanded; two sessions for two cores.
_SESSIONS = 2
_BATCH = 24

Progress = Callable[[int, int], None]

Describe = Callable[[Mapping[Path, Sequence[ResultColumn]]], None]
"""Told the result columns of queries, by path, under the usual setting; of those that PostgreSQL takes."""


class Verifier(Protocol):
    """What `verify` does, on a database of its own."""

    def __call__(
        self, queries: Sequence[Query], progress: Progress | None = None, describe: Describe | None = None
    ) -> dict[Path, list[Finding]]: ...


_Texts = Sequence[Sequence[Statement]]
_Submit = Callable[[_Texts], "Future[list[list[Outcome]]]"]


def verify(
    connection_dsn: str,
    queries: Sequence[Query],
    progress: Progress | None = None,
    describe: Describe | None = None,
) -> dict[Path, list[Finding]]:
    """What PostgreSQL finds wrong with each query on a database, by path: an empty list if nothing.

    The user of the DSN makes roles that can only read, for as long as this runs; the queries run as those
    and change nothing. `progress` is told how many queries are done, and of how many. Raises ServerError.
    """
    if not queries:
        return {}
    with verifier(connection_dsn) as judge:
        return judge(queries, progress, describe)


@contextlib.contextmanager
def verifier(dsn: str, timeout_ms: int = TIMEOUT_MS) -> Iterator[Verifier]:
    """`verify` for a database, set up once for several calls."""
    try:
        with (
            psycopg.connect(dsn, autocommit=True) as owner,
            excerpt(owner) as search_path,
            _sessions(owner, dsn, timeout_ms, search_path) as submit,
        ):
            yield lambda queries, progress=None, describe=None: _verify(
                owner, submit, queries, progress, describe
            )
    except psycopg.Error as error:
        raise ServerError(f"PostgreSQL cannot check queries: {error}") from error


def _verify(
    owner: psycopg.Connection,
    submit: _Submit,
    queries: Sequence[Query],
    progress: Progress | None,
    describe: Describe | None,
) -> dict[Path, list[Finding]]:
    found: dict[Path, list[Finding]] = {}
    types = ResultTypes.read(owner, queries)
    for batch, tried, outcomes in _run(queries, submit):
        for query, own in zip(batch, tried, strict=True):
            answers = [next(outcomes) for _ in own]
            found[query.path] = findings(query, own, answers, types)
            if describe and (columns := first_columns(answers, types)):
                describe({query.path: columns})
        if progress:
            progress(len(found), len(queries))
    return found


def _run(
    queries: Sequence[Query], submit: _Submit
) -> Iterator[tuple[Sequence[Query], list[tuple[Trial, ...]], Iterator[list[Outcome]]]]:
    """Batches of queries with what was tried of each and what came of it, in order."""
    pending: deque[tuple[Sequence[Query], list[tuple[Trial, ...]], Future[list[list[Outcome]]]]] = deque()
    for start in range(0, len(queries), _BATCH):
        batch = queries[start : start + _BATCH]
        tried = [trials(query) for query in batch]
        texts = [trial.statements for own in tried for trial in own]
        pending.append((batch, tried, submit(texts)))
        if len(pending) > _SESSIONS:
            batch, tried, future = pending.popleft()
            yield batch, tried, iter(future.result())
    for batch, tried, future in pending:
        yield batch, tried, iter(future.result())


@contextlib.contextmanager
def _sessions(owner: psycopg.Connection, dsn: str, timeout_ms: int, search_path: str) -> Iterator[_Submit]:
    """A function that hands texts to whichever session is free."""
    free: SimpleQueue[Session] = SimpleQueue()

    def run(texts: _Texts) -> list[list[Outcome]]:
        session = free.get()
        try:
            return session.run(texts)
        finally:
            free.put(session)

    with contextlib.ExitStack() as stack:
        for _ in range(_SESSIONS):
            login = stack.enter_context(reader_login(owner, dsn))
            free.put(stack.enter_context(contextlib.closing(Session(login, timeout_ms, search_path))))
        pool = stack.enter_context(ThreadPoolExecutor(_SESSIONS))
        yield lambda texts: pool.submit(run, texts)
