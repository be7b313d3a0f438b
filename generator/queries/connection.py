"""Where `logloom query` gets its rows from: the PostgreSQL that a user names, or one of sample records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
from logloom import Contract
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from generator.errors import LogloomError, ServerError

SAMPLE_ROWS = 20_000
SAMPLE_HOURS = 24


@contextlib.contextmanager
def connect(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection on which every transaction can only read.

    Raises LogloomError for what is no connection string, ServerError if it leads nowhere. Neither ever shows
    the password.
    """
    try:
        settings = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        # libpq's own message repeats what it could not read, and that may be the password.
        raise LogloomError(
            "the PostgreSQL to ask is no connection string", hint="postgresql://user@host/database"
        ) from None
    defaults: dict[str, str | int | None] = {"connect_timeout": 10, "fallback_application_name": "logloom"}
    try:
        connection = psycopg.connect(make_conninfo("", **(defaults | settings)), client_encoding="utf8")
    except psycopg.Error as error:
        raise ServerError(f"PostgreSQL: {error}") from None
    with contextlib.closing(connection):
        connection.read_only = True
        yield connection


@contextlib.contextmanager
def connect_to_samples(contract: Contract) -> Iterator[psycopg.Connection]:
    """A connection to a disposable server that holds sample records up to now."""
    from generator.postgres.sampled import create_schema
    from generator.postgres.samples import copy_records, records
    from generator.postgres.scratch import open_postgres

    with open_postgres() as postgres, postgres.database() as dsn:
        with psycopg.connect(dsn) as connection:
            create_schema(connection, contract)
            copy_records(
                connection,
                contract,
                records(contract, rows=SAMPLE_ROWS, days=SAMPLE_HOURS / 24, end=datetime.now(UTC)),
            )
            connection.commit()
            connection.autocommit = True
            connection.execute("ANALYZE")
        with connect(dsn) as connection:
            yield connection
