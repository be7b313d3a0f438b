"""Fill a database with sample records: all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from logloom.schema import TABLE

from generator.errors import LogloomError, ServerError
from generator.postgres.connect import connect
from generator.postgres.sampled import create_schema
from generator.postgres.samples import copy_records, records

if TYPE_CHECKING:
    from logloom import Contract


def fill(
    dsn: str,
    contract: Contract,
    *,
    seed: int,
    rows: int,
    days: float,
    end: datetime,
    append: bool = False,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Fill the table, which is made if it is missing, in one transaction; gives how many records came in.

    Raises LogloomError for a table that has rows already unless `append` is given, and ServerError for what
    the server refuses.
    """
    import psycopg

    try:
        # Committed when the block ends well, rolled back if not.
        with connect(dsn) as connection:
            create_schema(connection, contract)
            table = TABLE.encode()
            if not append and connection.execute(b"SELECT FROM %b LIMIT 1" % table).fetchone() is not None:
                raise LogloomError(f"the table {TABLE} has rows already", hint="add to them with --append")
            made = records(contract, seed=seed, rows=rows, days=days, end=end)
            count = copy_records(connection, contract, made, progress)
            connection.execute(b"ANALYZE %b" % table)
            return count
    except psycopg.Error as error:
        raise ServerError(f"PostgreSQL: {error}") from None
