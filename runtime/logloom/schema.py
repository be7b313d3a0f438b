"""The PostgreSQL table that holds the contract's records, as statements: text out, no connection.

The table is split by level, and each part by day: `app_logs_errors` holds ERROR and CRITICAL,
`app_logs_others` the rest, and a day of a part is dropped when its own retention has passed. So errors
outlive the rest, and no row of a day is ever deleted or copied (figures: docs/retention.md). The errors'
part serves as the partial index on errors that one table would need.

A record whose day has no partition, since its clock is far off or the day was not made in time, is a stray:
it goes to its part's default partition rather than being refused, and moves on when its day is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from logloom.contract import ERROR_LEVELS, Contract, Field

TABLE = "app_logs"
ERRORS, OTHERS = f"{TABLE}_errors", f"{TABLE}_others"
PARTS = (ERRORS, OTHERS)

_DAY = re.compile(rf"({ERRORS}|{OTHERS})_(\d{{4}})(\d{{2}})(\d{{2}})", re.ASCII)


def columns(contract: Contract) -> tuple[Field, ...]:
    """The table's columns in order: `id`, the contract's fields, and `created_at`, when the row came in."""
    return (
        Field("id", "bigint", True, "Counts up in the order in which rows come in"),
        *contract.fields,
        Field("created_at", "timestamptz", True, "When the row came in"),
    )


def create_statements(contract: Contract) -> tuple[str, ...]:
    """Statements that make the table, its two parts and its indexes; each does nothing where it was done.

    Processes that run these, or the ones for partitions, at the same time may fail each other: take an
    advisory lock around them.
    """
    # A sequence rather than an identity: before PostgreSQL 17 partitions do not inherit that.
    defaults = {"id": f" DEFAULT nextval('{TABLE}_id_seq')", "created_at": " DEFAULT now()"}
    definitions = ",\n".join(
        f"    {quoted(column.name)} {column.type}"
        f"{' NOT NULL' if column.required else ''}{defaults.get(column.name, '')}"
        for column in columns(contract)
    )
    levels = ", ".join(literal(level) for level in ERROR_LEVELS)
    indexed = {
        "timestamp": '("timestamp")',
        "user_id": '("user_id", "timestamp") WHERE "user_id" IS NOT NULL',
        "trace_id": '("trace_id") WHERE "trace_id" IS NOT NULL',
    }
    names = {field.name for field in contract.fields}
    return (
        f"CREATE SEQUENCE IF NOT EXISTS {TABLE}_id_seq",
        f"CREATE TABLE IF NOT EXISTS {TABLE} (\n{definitions}\n) PARTITION BY LIST (level)",
        f"ALTER SEQUENCE {TABLE}_id_seq OWNED BY {TABLE}.id",
        f"CREATE TABLE IF NOT EXISTS {ERRORS} PARTITION OF {TABLE}"
        f' FOR VALUES IN ({levels}) PARTITION BY RANGE ("timestamp")',
        f'CREATE TABLE IF NOT EXISTS {OTHERS} PARTITION OF {TABLE} DEFAULT PARTITION BY RANGE ("timestamp")',
        *(f"CREATE TABLE IF NOT EXISTS {part}_default PARTITION OF {part} DEFAULT" for part in PARTS),
        *(
            f"CREATE INDEX IF NOT EXISTS {TABLE}_{name}_idx ON {TABLE} {definition}"
            for name, definition in indexed.items()
            if name in names
        ),
    )


def partition_statements(
    contract: Contract,  # noqa: ARG001 - every statement of the schema is a function of the contract
    first: date,
    last: date,
) -> tuple[str, ...]:
    """Statements that make the partitions for each day from `first` to `last`, both included (UTC).

    Each makes one partition with the strays of its day in it, or does nothing where it was done.
    """
    return tuple(_partition(part, day) for day in _days(first, last) for part in PARTS)


def _partition(part: str, day: date) -> str:
    # CREATE TABLE ... PARTITION OF is refused while the default partition holds a record of the day, and one
    # record from a clock that is ahead would keep the day from ever being made.
    name, default = f"{part}_{day:%Y%m%d}", f"{part}_default"
    start, end = f"'{day} 00:00:00+00'", f"'{day + timedelta(days=1)} 00:00:00+00'"
    return f"""\
DO $$ BEGIN
    IF to_regclass('{name}') IS NULL THEN
        LOCK TABLE {default} IN ACCESS EXCLUSIVE MODE;
        CREATE TABLE {name} (LIKE {part} INCLUDING DEFAULTS);
        WITH strays AS (
            DELETE FROM {default} WHERE "timestamp" >= {start} AND "timestamp" < {end} RETURNING *
        )
        INSERT INTO {name} SELECT * FROM strays;
        ALTER TABLE {part} ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end});
    END IF;
END $$"""  # noqa: S608 - names of ours, and days


def retention_statements(contract: Contract, today: date, existing: Iterable[str]) -> tuple[str, ...]:
    """Statements that drop the partitions whose days are over, among the `existing` tables; nothing else.

    A day is kept for as many whole days after it as the contract's retention says. A name that is not a
    day's partition of ours is left alone. Strays are in no day: `stray_statements` is for them.
    """
    first = _first_days(contract, today)
    return tuple(
        f"DROP TABLE IF EXISTS {name}"
        for name in sorted(existing)
        if (found := _part_and_day(name)) and found[1] < first[found[0]]
    )


def stray_statements(contract: Contract, today: date) -> tuple[str, ...]:
    """Statements that delete the strays whose time is over; they count from when they came in.

    Their own clock cannot tell: a record from the year 2099 would be kept for ever, one from 1970 not at all.
    """
    return tuple(
        f"DELETE FROM {part}_default WHERE created_at < '{day} 00:00:00+00'"  # noqa: S608 - names of ours
        for part, day in _first_days(contract, today).items()
    )


def _part_and_day(name: str) -> tuple[str, date] | None:
    found = _DAY.fullmatch(name)
    try:
        return (found[1], date(int(found[2]), int(found[3]), int(found[4]))) if found else None
    except ValueError:  # eight digits that are no day
        return None


def _first_days(contract: Contract, today: date) -> dict[str, date]:
    """The first day that each part keeps."""
    retention = contract.retention
    return {
        ERRORS: today - timedelta(days=retention.error_days),
        OTHERS: today - timedelta(days=retention.days),
    }


def reader_statements(contract: Contract, role: str) -> tuple[str, ...]:  # noqa: ARG001
    """Statements that make a role, if it is not there, which can read the table and do nothing else.

    The right covers the table's partitions, those of coming days included. The role cannot log in until
    its administrator gives it LOGIN and a password: a secret has no place in a statement kept as text.
    """
    name = quoted(role)
    # CREATE ROLE has no IF NOT EXISTS. The body is a literal, since a name may hold any dollar quote.
    create = f"BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END"
    return (
        f"DO {literal(create)}",
        f"GRANT SELECT ON {TABLE} TO {name}",
        f"ALTER ROLE {name} SET default_transaction_read_only = on",
        f"ALTER ROLE {name} SET statement_timeout = '30s'",
    )


def quoted(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a string literal."""
    return "'" + text.replace("'", "''") + "'"


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
