"""The given rows of an example: read against the contract, filled in, and put into the table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from logloom import Contract
from logloom.contract import DEFAULT_CATEGORY, LEVELS

from generator.languages.insights.record import EXTRA
from generator.queries.model import Column, Query
from generator.queries.moments import parse_moment
from generator.queries.positioned_yaml import Node
from generator.suggest import did_you_mean

if TYPE_CHECKING:
    import psycopg

Row = Mapping[str, str | None]
"""A row by column, each value as PostgreSQL reads it; None is NULL."""

CREATED_AT = "created_at"
LEVEL = "INFO"

_INTEGERS = {"smallint", "integer", "int", "bigint", "int2", "int4", "int8"}
_NUMBERS = {"numeric", "decimal", "real", "double precision", "float4", "float8"}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def table_columns(contract: Contract) -> dict[str, str]:
    """The columns that a given row may name, with their types."""
    return {**{field.name: field.type for field in contract.fields}, CREATED_AT: "timestamptz"}


def other_columns(query: Query) -> tuple[Column, ...]:
    """The columns that a query reads and the contract does not know: its `fields:`, but keys inside extra.

    What Logs Insights calls by a dotted path, such as `userIdentity.type`, is a column of just that name.
    """
    return tuple(field for field in query.header.fields if not field.name.startswith(f"{EXTRA}."))


def read_row(node: Node, columns: Mapping[str, str], contract: Contract, start: datetime) -> Row:
    """One given row, what it leaves out filled in. `start` is the start of the example's range.

    Raises LogloomError for a column that is not there, and for a value that its column cannot hold.
    """
    cells = node.fields("a given row", columns)
    row = {name: _cell(cell, name, columns[name], start) for name, cell in cells.items()}
    _known(cells, row, "level", LEVELS)
    _known(cells, row, "category", [category.name for category in contract.categories])
    if row.get("category") is None:
        logger = row.get("logger")
        row["category"] = contract.category_of(logger) if logger else DEFAULT_CATEGORY
    loggers = {category.name: category.loggers for category in contract.categories}
    timestamp = row.get("timestamp") or start.isoformat()
    filled = {
        "timestamp": timestamp,
        CREATED_AT: timestamp,
        "level": LEVEL,
        "logger": next(iter(loggers.get(row["category"] or "", ())), row["category"]),
        "message": "",
        **row,
    }
    for field in contract.fields:
        if field.required and filled.get(field.name) is None:
            place = cells.get(field.name, node)
            raise place.error(f"{field.name} must have a value")
    return filled


def add_columns(connection: psycopg.Connection, columns: Sequence[Column]) -> None:
    """Add columns to the table where they are missing."""
    from logloom.schema import TABLE
    from psycopg import sql

    for column in columns:
        statement = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} ").format(
            sql.Identifier(TABLE), sql.Identifier(column.name)
        )
        connection.execute(statement.as_bytes(connection) + column.type.encode())


def insert_rows(connection: psycopg.Connection, rows: Sequence[Row]) -> None:
    """Put the rows into the table. Those of a day without a partition are strays, which queries see too."""
    from logloom.schema import TABLE
    from psycopg import sql

    columns = sorted({name for row in rows for name in row})
    copy_in = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(TABLE), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in rows:
            copy.write_row([row.get(name) for name in columns])


def _cell(node: Node, name: str, type_name: str, start: datetime) -> str | None:
    if type_name in {"jsonb", "json"}:
        value = node.value()
        try:
            return None if value is None else json.dumps(value, allow_nan=False)
        except ValueError:
            raise node.error(f"{name} is {type_name}, which cannot hold NaN or an infinity") from None
    if not node.is_scalar:
        raise node.error(f"{name} is {type_name}, and this is {node.kind}")
    text = node.text
    if text is None:
        return None
    if "\0" in text:
        raise node.error(f"{name} holds a NUL character, which PostgreSQL cannot take")
    if type_name == "timestamptz":
        try:
            return parse_moment(text, start).isoformat()
        except ValueError as error:
            raise node.error(f"{name}: {error}") from None
    if (type_name in _INTEGERS and not _WHOLE.fullmatch(text)) or (
        type_name in _NUMBERS and not _NUMBER.fullmatch(text)
    ):
        raise node.error(f"{name} is {type_name}, and this is {node.kind}")
    if type_name == "boolean" and text not in {"true", "false"}:
        raise node.error(f"{name} is boolean, and this is {node.kind}", "true or false")
    return text


def _known(cells: Mapping[str, Node], row: Mapping[str, str | None], name: str, known: Sequence[str]) -> None:
    value = row.get(name)
    if value is not None and value not in known:
        raise cells[name].error(f"the contract knows no {name} {value}", did_you_mean(value, known))
