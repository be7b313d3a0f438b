"""PostgreSQL's clock, set to the moment of an evaluation.

`now()` and its kin are found before PostgreSQL's own, for the rest of the transaction. `CURRENT_TIMESTAMP`
and its kin are no functions, and cannot be set.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from generator.errors import Location, LogloomError
from generator.languages.grafana_sql.lexer import Kind, tokens
from generator.queries.model import SQL_ENDING, Query

if TYPE_CHECKING:
    import psycopg

_SETTING = "logloom.now"
_FUNCTIONS = ("now", "transaction_timestamp", "statement_timestamp", "clock_timestamp")
_KEYWORDS = frozenset(["current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"])


def install(connection: psycopg.Connection) -> None:
    """Put the functions in place. They are gone when the transaction is rolled back."""
    connection.execute("CREATE SCHEMA logloom_clock")
    for name in _FUNCTIONS:
        connection.execute(
            f"CREATE FUNCTION logloom_clock.{name}() RETURNS timestamptz STABLE LANGUAGE sql "
            f"AS $$ SELECT pg_catalog.current_setting('{_SETTING}')::timestamptz $$"
        )
    connection.execute(
        "SELECT set_config('search_path', "
        "'logloom_clock, ' || current_setting('search_path') || ', pg_catalog', true)"
    )


def set_to(connection: psycopg.Connection, now: datetime) -> None:
    connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [_SETTING, now.isoformat()])


def check_clock(query: Query) -> None:
    """Raise LogloomError where a query in SQL reads a clock that cannot be set."""
    if query.path.suffix != SQL_ENDING:
        return
    for token in tokens(query.text):
        if token.kind is Kind.IDENTIFIER and token.text.lower() in _KEYWORDS:
            before = query.text[: token.start]
            place = Location(query.path, before.count("\n") + 1, token.start - before.rfind("\n"))
            raise LogloomError(
                f"{token.text} cannot be set to the moment of an evaluation, so no example can test this",
                place,
                "write $__timeTo() or now()",
            )
