"""A value in SQL, and what it is as a number, as text, as a truth and as a moment.

Logs Insights has no declared types. A value that may be anything is text here; text that looks like a number
is taken as one wherever a number is wanted, and as absent where it does not look like one, so that bad data
never stops a query.
"""

from __future__ import annotations

import re

import attrs
from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.record import Type

# An exponent of more digits is out of what PostgreSQL can hold.
_NUMBER = r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?)\s*"
LOOKS_LIKE_NUMBER = f"^{_NUMBER}$"
_LITERAL = re.compile(_NUMBER, re.ASCII)

FIRST_MS, LAST_MS = -62_135_596_800_000, 253_402_300_799_999
"""The first and last millisecond of the years 1 to 9999."""


@attrs.frozen(eq=False)
class Value:
    """What an expression is in SQL.

    `type` says what `sql` gives: TEXT and ANY text, ANY where it should be a number; JSON jsonb. `integer`
    marks a number of a type that overflows or divides as integers do. `present` says that it is never NULL,
    `holds_json` that a text is JSON for certain.
    """

    sql: SQL
    type: Type
    integer: bool = False
    present: bool = False
    holds_json: bool = False

    @property
    def is_text(self) -> bool:
        return self.type in (Type.TEXT, Type.ANY)

    @property
    def is_null(self) -> bool:
        return isinstance(self.sql, exp.Null)

    def literal_number(self) -> str | None:
        """How the number is written that this is, if it is a literal."""
        if not isinstance(self.sql, exp.Literal):
            return None
        written = str(self.sql.this)
        if not self.sql.is_string:
            return written
        match = _LITERAL.fullmatch(written)
        return match[1] if match else None


def absent() -> Value:
    return Value(nodes.null(), Type.TEXT)


def text_of(value: str) -> Value:
    return Value(nodes.text(value), Type.TEXT, present=True)


def as_number(value: Value) -> Value:
    """The number that a value is or looks like; a moment counts milliseconds."""
    sql = value.sql
    match value.type:
        case _ if value.is_null:
            return Value(nodes.cast(sql, nodes.NUMERIC), Type.NUMBER)
        case Type.NUMBER:
            return value
        case Type.BOOLEAN:
            return Value(nodes.cast(sql, nodes.INTEGER), Type.NUMBER, integer=True, present=value.present)
        case Type.TIME:
            seconds = exp.Extract(this=nodes.raw("EPOCH"), expression=sql)
            milliseconds = exp.Floor(this=nodes.binary(exp.Mul, seconds, nodes.number(1000)))
            return Value(milliseconds, Type.NUMBER, present=value.present)
        case _ if isinstance(sql, exp.Literal):
            return _literal_number(value)
    looked_at = nodes.substring(as_text(value).sql, nodes.text(LOOKS_LIKE_NUMBER))
    return Value(nodes.cast(looked_at, nodes.NUMERIC), Type.NUMBER)


def _literal_number(value: Value) -> Value:
    written = value.literal_number()
    if written is None:
        return Value(nodes.cast(nodes.null(), nodes.NUMERIC), Type.NUMBER)
    digits = written.lstrip("+-")
    sql: SQL = nodes.number(digits)
    if written.startswith("-"):
        sql = exp.Neg(this=sql)
    return Value(sql, Type.NUMBER, integer=digits.isdigit(), present=True)


def as_text(value: Value) -> Value:
    """The text that a value is printed as; maps and lists have none."""
    sql = value.sql
    match value.type:
        case _ if value.is_text:
            return value
        case Type.NUMBER:
            shown = sql if value.integer else nodes.call("TRIM_SCALE", nodes.cast(sql, nodes.NUMERIC))
        case Type.BOOLEAN:
            shown = nodes.cast(sql, nodes.INTEGER)
        case Type.TIME:
            shown = nodes.call("TO_CHAR", nodes.at_utc(sql), nodes.text("YYYY-MM-DD HH24:MI:SS.MS"))
            return Value(shown, Type.TEXT, present=value.present)
        case _:
            return Value(_scalar(sql), Type.TEXT)
    return Value(nodes.cast(shown, nodes.TEXT), Type.TEXT, present=value.present)


def _scalar(sql: SQL) -> SQL:
    """The text of what jsonb holds, unless it is a map or a list."""

    def body(json: Given) -> SQL:
        kind = nodes.call("JSONB_TYPEOF", json())
        structure = nodes.is_in(kind, [nodes.text("object"), nodes.text("array")])
        inner = nodes.binary(exp.JSONBExtractScalar, json(), nodes.text("{}"))
        return nodes.case((nodes.negated(structure), inner))

    return nodes.bound([sql], body)


def as_boolean(value: Value) -> SQL:
    """A value as a condition: numbers are true unless they are 0."""
    if value.type is Type.BOOLEAN or value.is_null:
        return value.sql
    return nodes.compared(exp.NEQ, as_number(value).sql, nodes.number(0))


def as_time(value: Value) -> Value:
    """The moment that a value is; a number counts milliseconds."""
    if value.type is Type.TIME:
        return value
    number = as_number(value)
    if not any(True for _ in number.sql.find_all(exp.Substring)):
        return Value(_moment(number), Type.TIME, present=number.present)

    def body(milliseconds: Given) -> SQL:
        in_range = exp.Between(this=milliseconds(), low=nodes.number(FIRST_MS), high=nodes.number(LAST_MS))
        return nodes.case((in_range, _moment(Value(milliseconds(), Type.NUMBER))))

    return Value(nodes.bound([number.sql], body), Type.TIME)


def _moment(milliseconds: Value) -> SQL:
    return nodes.call("TO_TIMESTAMP", nodes.divided(numeric(milliseconds).sql, nodes.number(1000)))


def numeric(value: Value) -> Value:
    """A number of a type that neither overflows nor divides as integers do."""
    if not value.integer:
        return value
    return Value(nodes.cast(value.sql, nodes.NUMERIC), Type.NUMBER, present=value.present)


def as_shown(value: Value) -> SQL:
    """A value as a column of the result: CloudWatch shows truths as 1 and 0, maps and lists as their text."""
    sql = value.sql
    match value.type:
        case Type.BOOLEAN:
            return nodes.cast(sql, nodes.INTEGER)
        case Type.JSON if isinstance(sql, exp.JSONExtract):
            return nodes.binary(exp.JSONExtractScalar, sql.this, sql.expression)
        case Type.JSON if isinstance(sql, exp.JSONBExtract):
            return nodes.binary(exp.JSONBExtractScalar, sql.this, sql.expression)
        case Type.JSON:
            return nodes.binary(exp.JSONBExtractScalar, sql, nodes.text("{}"))
    return sql


def typed(value: Value) -> SQL:
    """A value with its type said, for functions that take any: a literal alone has none in PostgreSQL."""
    if value.is_text and isinstance(value.sql, exp.Literal | exp.Null | exp.Var):
        return nodes.cast(value.sql, nodes.TEXT)
    return value.sql
