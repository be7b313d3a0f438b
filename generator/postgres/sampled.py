"""The databases that tests and checks run on: the schema alone, or with sample records in it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from logloom.schema import create_statements, partition_statements, reader_statements

from generator.postgres.samples import copy_records, records

if TYPE_CHECKING:
    import psycopg
    from logloom import Contract

    from generator.postgres.scratch import Postgres

SAMPLE_END = datetime(2026, 1, 15, 11, tzinfo=UTC)
"""The instant that the samples lead up to; the time range of example tests ends here."""

DAY = timedelta(days=1)
SAMPLE_DAYS = 30
SPARSE_ROWS, SPARSE_SEED = 700, 1
RECENT = timedelta(hours=2)
RECENT_ROWS, RECENT_SEED = 1500, 66
"""With this seed the last hour has it all: each level, a burst of errors, user 42, and late records."""

READER = "logloom_reader"
"""The role that can only read. Roles belong to a server, so it is there on a disposable one only."""


def empty_template(postgres: Postgres, contract: Contract) -> str:
    """A template with the schema, and partitions for the days of the samples and the one after."""

    def fill(connection: psycopg.Connection) -> None:
        create_schema(connection, contract)
        last = SAMPLE_END.date() + DAY
        for statement in partition_statements(contract, last - (SAMPLE_DAYS + 1) * DAY, last):
            connection.execute(statement)
        _grant(postgres, connection, contract)

    return postgres.template(f"empty {contract.digest}", fill)


def sampled_template(postgres: Postgres, contract: Contract) -> str:
    """A template with sample records: many in the two hours before SAMPLE_END, few in 30 days before."""

    def fill(connection: psycopg.Connection) -> None:
        create_schema(connection, contract)
        sparse, dense = SAMPLE_DAYS - RECENT / DAY, RECENT / DAY
        before = records(contract, seed=SPARSE_SEED, rows=SPARSE_ROWS, days=sparse, end=SAMPLE_END - RECENT)
        lately = records(contract, seed=RECENT_SEED, rows=RECENT_ROWS, days=dense, end=SAMPLE_END)
        copy_records(connection, contract, itertools.chain(before, lately))
        _grant(postgres, connection, contract)
        connection.execute("ANALYZE")

    return postgres.template(f"sampled {contract.digest}", fill)


def create_schema(connection: psycopg.Connection, contract: Contract) -> None:
    """Create the table and its indexes where they are missing; the days come with the records."""
    for statement in create_statements(contract):
        connection.execute(statement)


def _grant(postgres: Postgres, connection: psycopg.Connection, contract: Contract) -> None:
    if postgres.disposable:
        for statement in reader_statements(contract, READER):
            connection.execute(statement)
