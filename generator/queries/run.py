"""Running a query on PostgreSQL, read-only, with the text that Grafana would send.

Values come back in Python's own types where these lose nothing (bool, int, float, Decimal, str, JSON, and
lists of them). Every other type, timestamps and intervals among them, stays the text PostgreSQL wrote:
it knows infinity, months and years that Python's types cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from functools import partial
from typing import TypeAlias

import attrs
import psycopg
from logloom import Contract
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

from generator.errors import Location, LogloomError, ServerError
from generator.languages.grafana.model import Scenario
from generator.queries.executable import Executable, executable, location
from generator.queries.model import Column, Query

Value: TypeAlias = "bool | int | float | Decimal | str | Sequence[Value] | Mapping[str, Value] | None"

_NUMBERS = {"int2", "int4", "int8", "oid", "float4", "float8", "numeric"}
_PYTHON_TYPES = {"bool", "json", "jsonb", "text", "varchar", "bpchar", "name", "char", *_NUMBERS}
# SQLSTATE classes that say the text is wrong, not the server: data, transaction state, syntax and names.
_MISTAKES = frozenset({"0A", "22", "25", "42"})
_REFUSED = "42501"
# Rows that are fetched together, where libpq can: each fetch waits for the server.
_AT_ONCE = 100 if psycopg.capabilities.has_stream_chunked() else 1


@attrs.frozen
class Result:
    """What a query returned: its columns, with types by PostgreSQL's `format_type`, and its rows.

    `cut` says that there were more rows than asked for.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    cut: bool = False


def prepare_session(
    connection: psycopg.Connection, *, read_only: bool, timeout: float = 30.0, time_zone: str | None = None
) -> None:
    """For the rest of the transaction: a statement timeout in seconds, ISO dates, and nothing is written."""
    settings = {"statement_timeout": str(max(round(timeout * 1000), 1)), "datestyle": "ISO, YMD"}
    if time_zone is not None:
        settings["timezone"] = time_zone
    if read_only:
        settings["transaction_read_only"] = "on"
    connection.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS setting(name, value)",
        [list(settings), list(settings.values())],
    )


def fetch(
    connection: psycopg.Connection,
    query: Query,
    scenario: Scenario,
    *,
    contract: Contract | None = None,
    limit: int | None = None,
) -> Result:
    """Run the query as Grafana would and fetch its rows, at most `limit`, in the current transaction.

    By the contract a query in another language than SQL is translated. Raises LogloomError at the place in
    the file where Grafana or PostgreSQL stumbled, NotRunnable where there is no translation, ServerError
    where the server gave up (a timeout, no right to read).
    """
    runs = executable(query, scenario, contract)
    text = runs.text.encode()
    try:
        columns, types = _describe(connection, text)
        if not columns:
            raise LogloomError("this returns no rows", Location(query.path), "a query is a SELECT")
        rows: list[tuple[Value, ...]] = []
        with connection.cursor() as cursor:
            _keep_text(cursor, types)
            # A stream always uses the extended protocol: a second statement is refused, not run.
            for row in cursor.stream(text, size=_AT_ONCE):
                if len(rows) == limit:
                    return Result(columns, tuple(rows), cut=True)
                rows.append(row)
    except psycopg.Error as error:
        raise _explained(error, query, runs) from None
    return Result(columns, tuple(rows))


def _describe(connection: psycopg.Connection, text: bytes) -> tuple[tuple[Column, ...], Set[int]]:
    """The columns that a statement would return, none where it returns no rows; and their types' numbers."""
    encoding = connection.info.encoding
    prepared = connection.pgconn.prepare(b"", text)
    if prepared.status != ExecStatus.COMMAND_OK:
        raise error_from_result(prepared, encoding)
    described = connection.pgconn.describe_prepared(b"")
    fields = range(described.nfields)
    oids = [described.ftype(field) for field in fields]
    types = connection.execute(
        "SELECT format_type(oid, modifier) FROM unnest(%s::oid[], %s::int[]) AS field(oid, modifier)",
        [oids, [described.fmod(field) for field in fields]],
    ).fetchall()
    columns = tuple(
        Column((described.fname(field) or b"").decode(encoding), type_name)
        for field, (type_name,) in zip(fields, types, strict=True)
    )
    return columns, set(oids)


def _keep_text(cursor: psycopg.Cursor, oids: Set[int]) -> None:
    """Of these types, leave those as text that Python's own would lose something of; in arrays too."""
    for oid in oids:
        info = cursor.adapters.types.get(oid)
        if info is not None and info.name not in _PYTHON_TYPES:
            cursor.adapters.register_loader(info.oid, TextLoader)
    set_json_loads(_read_json, cursor)


_read_json = partial(json.loads, parse_float=Decimal)


def _explained(error: psycopg.Error, query: Query, runs: Executable) -> LogloomError:
    diagnosis = error.diag
    message = diagnosis.message_primary or str(error)
    hint = (diagnosis.message_hint or diagnosis.message_detail or "").removesuffix(".")
    state = error.sqlstate or ""
    position = diagnosis.statement_position
    offset = runs.source_offset(int(position) - 1) if position else None
    if offset is not None:
        return LogloomError(message, location(query, offset), hint)
    if (state[:2] in _MISTAKES and state != _REFUSED) or isinstance(error, psycopg.ProgrammingError):
        return LogloomError(message, Location(query.path), hint)
    return ServerError(f"PostgreSQL: {message}", Location(query.path), hint)
