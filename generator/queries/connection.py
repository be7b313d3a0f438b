"""Where `logloom query` gets its rows from: the PostgreSQL that a user names, or one of sample records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
from logloom import Contract

from generator.postgres.connect import connect
from generator.postgres.fill import fill
from generator.postgres.scratch import open_postgres

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
    with open_postgres() as postgres, postgres.database() as dsn:
        fill(dsn, contract, seed=1, rows=SAMPLE_ROWS, days=SAMPLE_HOURS / 24, end=datetime.now(UTC))
        with connect_to_read(dsn) as connection:
            yield connection
