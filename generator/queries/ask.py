"""Asking a library query of a PostgreSQL, as a viewer of its dashboard would."""

from __future__ import annotations

import attrs
import psycopg
from logloom import Contract

from generator.queries.library import Library
from generator.queries.model import Query
from generator.queries.request import Request, settled
from generator.queries.run import Result, fetch, prepare_session


@attrs.frozen
class Answer:
    """The rows, and what somebody who reads them should know about how they came about."""

    result: Result
    notes: tuple[str, ...]


def ask(
    connection: psycopg.Connection, request: Request, contract: Contract | None, library: Library
) -> Answer:
    """Run the query in a transaction that can only read; for its variables see `settled`.

    Raises LogloomError for a mistake in the request or the query, ServerError where the server gave up.
    """
    with connection.transaction(force_rollback=True):
        prepare_session(connection, read_only=True, timeout=request.timeout)

        def choices_of(query: Query) -> tuple[str, ...]:
            values = {variable.name: variable.values[0] for variable in query.header.params}
            return _values(fetch(connection, query, request.scenario(values), contract=contract))

        set_ = settled(request, contract, library, choices_of)
        result = fetch(connection, set_.query, set_.scenario, contract=contract, limit=request.limit)
    return Answer(result, (*set_.notes, *too_many(request, result)))


def too_many(request: Request, result: Result) -> tuple[str, ...]:
    """What to say where there are more rows than were asked for."""
    return (f"there are more than {request.limit} rows",) if result.cut else ()


def _values(result: Result) -> tuple[str, ...]:
    """The values of a variable's query: its column `__value`, else its first."""
    names = [column.name for column in result.columns]
    index = names.index("__value") if "__value" in names else 0
    return tuple(dict.fromkeys(str(row[index]) for row in result.rows if row[index] is not None))
