"""The PostgreSQL table that holds the contract's records, as statements: text out, no connection.

The table is split by level, and each part by day: `app_logs_errors` holds ERROR and CRITICAL,
`app_logs_others` the rest, and a day of a part is dropped when its own retention has passed. So errors
outlive the rest, and no row is ever deleted or copied (figures: docs/retention.md). The errors' part serves
as the partial index on errors that one table would need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from logloom.contract import ERROR_LEVELS, Contract, Field

TABLE = "app_logs"
ERRORS, OTHERS = f"{TABLE}_errors", f"{TABLE}_others"
PARTS = (ERRORS, OTHERS)

_DAY = re.compile(rf"^({ERRORS}|{OTHERS})_(\d{{4}})(\d{{2}})(\d{{2}})$")


def columns(contract: Contract) -> tuple[Field, ...]:
    """The table's columns in order: `id`, the contract's fields, and `created_at`, when the row came in."""
    return (
        Field("id", "bigint", True, "Counts up in the order in which rows come in"),
        *contract.fields,
        Field("created_at", "timestamptz", True, "When the row came in"),
    )


def create_statements(contract: Contract) -> tuple[str, ...]:
    """Statements that make the table, its two parts and its indexes; each does nothing where it was done.

    A part has a default partition, so that a record whose clock is far off is kept and not refused.
    """
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
    """Statements that make the partitions for each day from `first` to `last`, both included (UTC)."""
    return tuple(
        f"CREATE TABLE IF NOT EXISTS {part}_{day:%Y%m%d} PARTITION OF {part}"
        f" FOR VALUES FROM ('{day} 00:00:00+00') TO ('{day + timedelta(days=1)} 00:00:00+00')"
        for day in _days(first, last)
        for part in PARTS
    )


def retention_statements(contract: Contract, today: date, existing: Iterable[str]) -> tuple[str, ...]:
    """Statements that drop the partitions whose days are over, among the `existing` tables; nothing else.

    A day is kept for as many whole days after it as the contract's retention says. A name that is not a
    day's partition of ours is left alone.
    """
    kept = {ERRORS: contract.retention.error_days, OTHERS: contract.retention.days}
    over = []
    for name in sorted(existing):
        found = _DAY.match(name)
        if found:
            part, *numbers = found.groups()
            if date(*map(int, numbers)) < today - timedelta(days=kept[part]):
                over.append(f"DROP TABLE IF EXISTS {name}")
    return tuple(over)


def reader_statements(contract: Contract, role: str) -> tuple[str, ...]:  # noqa: ARG001
    """Statements that make a role, if it is not there, which can read the table and do nothing else.

    The right covers the table's partitions, those of coming days included. The role cannot log in until
    its administrator gives it LOGIN and a password: a secret has no place in a statement kept as text.
    """
    name = quoted(role)
    return (
        # CREATE ROLE has no IF NOT EXISTS, and two runs at once must not fail each other.
        f"DO $$ BEGIN CREATE ROLE {name};"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
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
