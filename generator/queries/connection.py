"""Where `logloom query` gets its rows from: the PostgreSQL that a user names, or one of sample records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
from logloom import Contract

from generator.postgres.connect import connect

SAMPLE_ROWS = 20_000
SAMPLE_HOURS = 24


@contextlib.contextmanager
def connect_to_read(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection on which every transaction can only read. Raises as `connect` does."""
    with contextlib.closing(connect(dsn)) as connection:
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
        with connect_to_read(dsn) as connection:
            yield connection
