"""What a field of the record is in the table that holds the records."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, absent
from generator.languages.insights.record import EXTRA, MESSAGE, TIMESTAMP, Record, RecordField, Type

ARRIVAL = "id"
"""The column that counts up as the records come in."""

_MOST_ARGUMENTS = 100
"""PostgreSQL's FUNC_MAX_ARGS: a header may name more fields."""

_ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def find(record: Record, path: tuple[str, ...]) -> RecordField | None:
    """The field of a path, None for one that no record has."""
    field = record.find(path) or record.unlisted_key(path)
    if field is not None and field.column is None and record.is_open and field.name != MESSAGE:
        # A record of which nothing is known has a column for each name, and JSON below it.
        return RecordField(field.name, field.type, path[0], path[1:])
    return field


def value_of(record: Record, field: RecordField) -> Value:
    """The field in SQL; absent for what only CloudWatch has."""
    if field.name == MESSAGE:
        return Value(_line(record), Type.TEXT, present=not record.is_open, holds_json=not record.is_open)
    if field.column is None:
        return absent()
    column: SQL = nodes.column(field.column)
    if not field.path:
        if field.type is Type.NUMBER:
            return Value(column, Type.NUMBER, integer=True)
        return Value(column, field.type, present=field.name == TIMESTAMP)
    whole = record.fields.get(field.column)
    if whole is not None and whole.type is not Type.JSON:
        # Nothing lies inside a text, and PostgreSQL refuses to look: here it is a field that no record has.
        column = nodes.call("TO_JSONB", column)
    json = _inside(column, field.path, scalar=field.type is not Type.JSON)
    if field.type is Type.JSON:
        return Value(json, Type.JSON)
    if field.type is Type.BOOLEAN:
        truth = [(nodes.text(str(word).lower()), nodes.boolean(word)) for word in (True, False)]
        ifs = [exp.If(this=word, true=value) for word, value in truth]
        return Value(exp.Case(this=json, ifs=ifs), Type.BOOLEAN)
    return Value(json, Type.ANY if field.type is Type.NUMBER else Type.TEXT)


def inside(json: SQL, path: tuple[str, ...]) -> Value:
    """What a map or list holds at a path: text, as long as nothing more is asked of it."""
    return Value(_inside(json, path, scalar=False), Type.JSON)


def _inside(json: SQL, path: tuple[str, ...], *, scalar: bool) -> SQL:
    if len(path) == 1 and not path[0].isdecimal():
        node: type[exp.Binary] = exp.JSONExtractScalar if scalar else exp.JSONExtract
        return nodes.binary(node, json, nodes.text(path[0]))
    node = exp.JSONBExtractScalar if scalar else exp.JSONBExtract
    return nodes.binary(node, json, nodes.text("{" + ",".join(map(_array_element, path)) + "}"))


def _array_element(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return part if part.replace("_", "").isalnum() and part.lower() != "null" else f'"{escaped}"'


def _line(record: Record) -> SQL:
    """The line of JSON that the agent ships: the record's fields in order, those left out that are absent."""
    if record.is_open:
        return nodes.column("message")
    moment = nodes.call("TO_CHAR", nodes.at_utc(nodes.column("timestamp")), nodes.text(_ISO))
    parts: list[SQL] = [nodes.text('{"timestamp": "'), moment, nodes.text('"')]
    fields = [f for f in record.fields.values() if f.column and not f.path and not f.name.startswith("@")]
    for field in fields:
        shown = nodes.cast(nodes.call("TO_JSON", nodes.column(str(field.column))), nodes.TEXT)
        parts.append(nodes.binary(exp.DPipe, nodes.text(f', "{field.name}": '), shown))
    if any(field.column == EXTRA for field in record.fields.values()):
        parts.append(
            nodes.binary(exp.DPipe, nodes.text(f', "{EXTRA}": '), nodes.cast(nodes.column(EXTRA), nodes.TEXT))
        )
    parts.append(nodes.text("}"))
    while len(parts) > _MOST_ARGUMENTS:
        some = range(0, len(parts), _MOST_ARGUMENTS)
        parts = [nodes.call("CONCAT", *parts[start : start + _MOST_ARGUMENTS]) for start in some]
    return nodes.call("CONCAT", *parts)
