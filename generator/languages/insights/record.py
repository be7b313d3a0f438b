"""A log record as Logs Insights sees it, and where PostgreSQL's table holds each of its fields.

The agent ships each record as one line of JSON: `@message` is that line, and its keys are fields by their
dotted path (`extra.tool`). The names with `@` are CloudWatch's own (AWS, "Supported logs and discovered
fields").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs
from logloom import Contract
from logloom.contract import ExtraType
from logloom.schema import TABLE


class Type(StrEnum):
    """What a value is. Logs Insights has no declared types: `ANY` is text that may well be a number."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    JSON = "json"
    ANY = "any"


TEXT, NUMBER, BOOLEAN, TIME, JSON, ANY = Type
"""Its members once more: Python 3.11 takes several times as long to read one of an enum."""


@attrs.frozen
class RecordField:
    """A field: `column` of the table, and the `path` inside it where that is JSON.

    `column` is None for what only CloudWatch has, such as `@ptr`.
    """

    name: str
    type: Type
    column: str | None
    path: tuple[str, ...] = ()


@attrs.frozen
class Record:
    """The fields by name, and the table that holds the records.

    `declared` are those that a query's header names: what lies inside them is known too, by its dotted path.
    `is_open` says that other fields exist too, as where no contract says what there is.
    """

    fields: Mapping[str, RecordField]
    table: str = TABLE
    is_open: bool = False
    declared: frozenset[str] = frozenset()

    def find(self, path: tuple[str, ...]) -> RecordField | None:
        """The field of a path, None for none. What lies inside another field has no type of its own."""
        name = ".".join(path)
        if name in self.fields:
            return self.fields[name]
        for length in range(min(len(path), DEEPEST) - 1, 0, -1):
            outer = self.fields.get(".".join(path[:length]))
            if outer is not None and (outer.type is Type.JSON or outer.name in self.declared):
                return RecordField(name, Type.ANY, outer.column, (*outer.path, *path[length:]))
        return RecordField(name, Type.ANY, None) if self.is_open else None

    def unlisted_key(self, path: tuple[str, ...]) -> RecordField | None:
        """A key inside `extra` that the contract does not list, and that a record may have all the same."""
        if path[0] != EXTRA or len(path) < 2:
            return None
        return RecordField(".".join(path), Type.ANY, EXTRA, path[1:])


DEEPEST = 32
"""Of a longer path only so many parts are looked up as the name of what it lies inside."""

MESSAGE = "@message"
TIMESTAMP = "@timestamp"
EXTRA = "extra"
"""The object that holds what the contract's records have beside their own fields."""

_SYSTEM = {
    TIMESTAMP: (Type.TIME, "timestamp"),
    MESSAGE: (Type.TEXT, None),
    "@ingestionTime": (Type.TIME, "created_at"),
    "@logStream": (Type.TEXT, None),
    "@log": (Type.TEXT, None),
    "@ptr": (Type.TEXT, None),
    "@entity": (Type.JSON, None),
    "@data_format": (Type.TEXT, None),
}

_EXTRA_TYPES: Mapping[ExtraType, Type] = {
    "text": Type.TEXT,
    "integer": Type.NUMBER,
    "number": Type.NUMBER,
    "boolean": Type.BOOLEAN,
    "array": Type.JSON,
    "object": Type.JSON,
}

_NUMBERS = ("smallint", "integer", "bigint", "int", "numeric", "decimal", "real", "double precision", "float")


def of_sql_type(name: str) -> Type:
    """What a column of a PostgreSQL type is in Logs Insights."""
    if name.startswith(_NUMBERS):
        return Type.NUMBER
    if name.startswith(("timestamp", "date")):
        return Type.TIME
    if name.startswith("bool"):
        return Type.BOOLEAN
    if name.startswith("json") or name.endswith("]"):
        return Type.JSON
    return Type.TEXT


def record_of(contract: Contract, fields: Iterable[tuple[str, str]] = ()) -> Record:
    """The contract's record, and the fields that a query's header adds to it: names and SQL types.

    A field of the header that is no key of `extra` is a column of that name, as in SQL.
    """
    fields = tuple(fields)
    declared = frozenset(name for name, _ in fields)
    known = {name: RecordField(name, type_, column) for name, (type_, column) in _SYSTEM.items()}
    for field in contract.fields:
        # The agent sends the time as @timestamp; a field of that name is in the line of JSON only.
        if field.name not in ("timestamp", EXTRA):
            known[field.name] = RecordField(field.name, of_sql_type(field.type), field.name)
    for key in contract.extra.values():
        name = f"{EXTRA}.{key.name}"
        known[name] = RecordField(name, _EXTRA_TYPES[key.type], EXTRA, (key.name,))
    for name, sql_type in fields:
        top, _, rest = name.partition(".")
        place = (EXTRA, tuple(rest.split("."))) if top == EXTRA and rest else (name, ())
        known[name] = RecordField(name, _of_header_type(sql_type), *place)
    return Record(known, declared=declared)


def open_record() -> Record:
    """The record where no contract is known: any field but CloudWatch's own is a column of its name."""
    known = {name: RecordField(name, type_, column) for name, (type_, column) in _SYSTEM.items()}
    return Record(known, is_open=True)


def _of_header_type(name: str) -> Type:
    """That of a field that only a header knows: `text` says no more than that it is some value."""
    found = of_sql_type(name)
    return Type.ANY if found is Type.TEXT else found
