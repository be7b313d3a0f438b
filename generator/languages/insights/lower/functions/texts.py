"""Functions of texts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.functions.shared import Function, asking, of_texts, replaced, where
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.values import Value, as_boolean, as_number
from generator.languages.insights.record import Type
from generator.languages.insights.regex import Untranslatable, replacement

_LONGEST = 10_000_000
"""Characters; a place behind them is none in any text."""


def _trim(function: str, white: str, flags: str = "") -> Function:
    def build(sql: SQL, characters: SQL | None = None) -> SQL:
        if characters is None:
            return replaced(sql, white, "", flags)
        return nodes.call(function, sql, characters)

    return of_texts(build)


def _substr(reader: Reader, call: tree.Call) -> Value:
    text = reader.text(call.arguments[0])
    first, *length = (_place(reader, argument) for argument in call.arguments[1:])
    if isinstance(first, exp.Literal):
        start: SQL = nodes.number(int(first.this) + 1)
    else:
        start = nodes.binary(exp.Add, first, nodes.number(1))
    sql = exp.Substring(this=text.sql, start=start, length=length[0] if length else None)
    return Value(sql, Type.TEXT, present=text.present and isinstance(first, exp.Literal) and not length)


def _place(reader: Reader, argument: tree.Expression) -> SQL:
    """A number of characters, from 0 up."""
    number = as_number(reader.value(argument))
    if number.integer and isinstance(number.sql, exp.Literal):
        return number.sql
    if isinstance(number.sql, exp.Neg):
        raise NotRunnable("AWS does not say what a place before the first is", argument)

    def build(given: Given) -> SQL:
        known = exp.Least(this=nodes.call("TRUNC", given()), expressions=[nodes.number(_LONGEST)])
        place = nodes.cast(exp.Greatest(this=known, expressions=[nodes.number(0)]), nodes.INTEGER)
        return where(nodes.is_not_null(given()), place)  # GREATEST and LEAST would pass over NULL

    return nodes.bound([number.sql], build)


def _contains(reader: Reader, call: tree.Call) -> Value:
    whole, part = (reader.text(argument) for argument in call.arguments[:2])
    either_case = as_boolean(reader.value(call.arguments[2])) if len(call.arguments) > 2 else None

    def build(searched: Given, wanted: Given) -> SQL:
        exact = _position(searched(), wanted())
        if either_case is None:
            return exact
        folded = _position(exp.Lower(this=searched()), exp.Lower(this=wanted()))
        if isinstance(either_case, exp.Boolean):
            return folded if either_case.this else exact
        return nodes.case((either_case, folded), otherwise=exact)

    found = nodes.bound([whole.sql, part.sql], build)
    if not (whole.present and part.present):
        found = nodes.coalesce(found, nodes.boolean(False))
    return Value(found, Type.BOOLEAN, present=True)


def _position(whole: SQL, part: SQL) -> SQL:
    return nodes.compared(exp.GT, exp.StrPosition(this=whole, substr=part), nodes.number(0))


def _ends_with(whole: SQL, part: SQL) -> SQL:
    def build(wanted: Given) -> SQL:
        end = exp.Right(this=whole, expression=exp.Length(this=wanted()))
        return nodes.compared(exp.EQ, end, wanted())

    return nodes.bound([part], build)


def _is_empty(pattern: str) -> Function:
    def function(reader: Reader, call: tree.Call) -> Value:
        sql = reader.text(call.arguments[0]).sql
        given = nodes.coalesce(sql, nodes.text(""))
        return Value(nodes.matches(given, nodes.text(pattern)), Type.BOOLEAN, present=True)

    return function


def _regex_replace(reader: Reader, call: tree.Call) -> Value:
    text, _, new = (reader.text(argument) for argument in call.arguments)
    pattern = call.arguments[1]
    if not isinstance(pattern, tree.String | tree.Regex):
        raise NotRunnable("a regular expression that is worked out cannot be translated", pattern)
    written = pattern.value if isinstance(pattern, tree.String) else pattern.pattern
    try:
        translated = replacement(written)
    except Untranslatable as error:
        raise NotRunnable(str(error), pattern) from None
    if isinstance(new.sql, exp.Literal):
        replaced_by: SQL = nodes.text(str(new.sql.this).replace("\\", r"\\"))
    else:
        replaced_by = exp.Anonymous(
            this="REPLACE", expressions=[new.sql, nodes.text("\\"), nodes.text("\\\\")]
        )
    sql = nodes.call("REGEXP_REPLACE", text.sql, nodes.text(translated), replaced_by, nodes.text("g"))
    return Value(sql, Type.TEXT, present=text.present and new.present)


FUNCTIONS: Mapping[str, Function] = {
    "isempty": _is_empty("^$"),
    "isblank": _is_empty(r"^\s*$"),
    "concat": of_texts(lambda *parts: nodes.chain(exp.DPipe, parts)),
    "ltrim": _trim("LTRIM", r"^\s+"),
    "rtrim": _trim("RTRIM", r"\s+$"),
    "trim": _trim("BTRIM", r"^\s+|\s+$", "g"),
    "strlen": of_texts(lambda sql: exp.Length(this=sql), Type.NUMBER, integer=True),
    "toupper": of_texts(lambda sql: exp.Upper(this=sql)),
    "tolower": of_texts(lambda sql: exp.Lower(this=sql)),
    "substr": _substr,
    "replace": of_texts(lambda sql, old, new: nodes.call("REPLACE", sql, old, new)),
    "regexReplace": _regex_replace,
    "strcontains": _contains,
    "startsWith": asking(lambda whole, part: nodes.call("STARTS_WITH", whole, part)),
    "endsWith": asking(_ends_with),
}
