"""Dates as text, by the patterns that AWS shows: `%Y-%m-%d` in formatDate, `yyyy-MM-dd` in parseDate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.functions.shared import Given, where
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, as_number, as_time
from generator.languages.insights.record import Type

_TO_CHAR: Mapping[str, str] = {
    "%Y": "YYYY",
    "%y": "YY",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH24",
    "%I": "HH12",
    "%M": "MI",
    "%S": "SS",
    "%f": "US",
    "%j": "DDD",
    "%p": "AM",
    "%a": "Dy",
    "%A": "FMDay",
    "%b": "Mon",
    "%B": "FMMonth",
}
_FIELDS: Mapping[str, tuple[str, str]] = {
    "yyyy": ("year", r"(?!0000)\d{4}"),
    "MM": ("month", r"0[1-9]|1[0-2]"),
    "dd": ("day", r"0[1-9]|[12]\d|3[01]"),
    "HH": ("hour", r"[01]\d|2[0-3]"),
    "mm": ("minute", r"[0-5]\d"),
    "ss": ("second", r"[0-5]\d"),
    "SSS": ("millisecond", r"\d{3}"),
}
_PIECE = re.compile(
    r"'(?P<quoted>[^']*)'|(?P<field>yyyy|MM|dd|HH|mm|SSS|ss)|(?P<other>[^A-Za-z'])", re.DOTALL
)


def format_date(reader: Reader, call: tree.Call) -> Value:
    moment = as_time(reader.value(call.arguments[0]))
    local = exp.AtTimeZone(this=nodes.paren(moment.sql, 10), zone=nodes.text(_zone(call)))
    shown = nodes.call(
        "TO_CHAR", local, nodes.text(_template(_constant(call.arguments[1]), call.arguments[1]))
    )
    return Value(shown, Type.TEXT, present=moment.present)


def _template(format_: str, node: tree.Expression) -> str:
    pieces = []
    for piece in re.findall(r"%.|[^%]+|%", format_, re.DOTALL):
        if piece in _TO_CHAR:
            pieces.append(_TO_CHAR[piece])
        elif piece == "%%" or not piece.startswith("%"):
            words = "%" if piece == "%%" else piece.replace("\\", "\\\\").replace('"', '\\"')
            pieces.append(f'"{words}"' if re.search(r"[A-Za-z\\]", words) else words)
        else:
            raise NotRunnable(f"{piece} of a date's format has no counterpart", node)
    return "".join(pieces)


def parse_date(reader: Reader, call: tree.Call) -> Value:
    """Milliseconds since the epoch; absent for what is no date of that form."""
    names, pattern = _pattern(_constant(call.arguments[1]), call.arguments[1])
    if "year" not in names:
        raise NotRunnable("a date needs a year", call.arguments[1])
    zone = _zone(call)
    text = reader.text(call.arguments[0])
    parts = nodes.call("REGEXP_MATCH", text.sql, nodes.text(pattern))

    def of_parts(given: Given) -> SQL:
        def part(name: str, otherwise: int) -> SQL:
            if name not in names:
                return nodes.number(otherwise)
            found = exp.Paren(this=given())  # of a call alone PostgreSQL takes no element
            return nodes.cast(nodes.element(found, names.index(name) + 1), nodes.INTEGER)

        seconds = nodes.binary(
            exp.Add, part("second", 0), nodes.divided(part("millisecond", 0), nodes.number("1000.0"))
        )
        first = nodes.call(
            "MAKE_TIMESTAMP",
            part("year", 1970),
            part("month", 1),
            nodes.number(1),
            part("hour", 0),
            part("minute", 0),
            seconds,
        )
        days = nodes.binary(exp.Sub, part("day", 1), nodes.number(1))
        date = nodes.binary(exp.Add, first, nodes.binary(exp.Mul, days, nodes.interval("1 day")))

        # A 30th of February is the 2nd of March, and no date.
        def checked(moment: Given) -> SQL:
            month = exp.Extract(this=nodes.raw("MONTH"), expression=moment())
            right = nodes.compared(exp.EQ, month, part("month", 1))
            local = exp.AtTimeZone(this=nodes.paren(moment(), 10), zone=nodes.text(zone))
            return where(right, as_number(Value(local, Type.TIME)).sql)

        return nodes.guarded([date], checked)

    return Value(nodes.guarded([parts], of_parts), Type.NUMBER)


def _pattern(format_: str, node: tree.Expression) -> tuple[list[str], str]:
    names: list[str] = []
    pieces = []
    place = 0
    while place < len(format_):
        match = _PIECE.match(format_, place)
        if match is None:
            raise NotRunnable(f"{format_[place]} of a date's format has no counterpart", node)
        if match["field"]:
            name, digits = _FIELDS[match["field"]]
            names.append(name)
            pieces.append(f"({digits})")
        else:
            pieces.append(re.escape(match["quoted"] or match["other"] or "'"))
        place = match.end()
    return names, f"^{''.join(pieces)}$"


def _constant(node: tree.Expression) -> str:
    if not isinstance(node, tree.String):
        raise NotRunnable("only a format that is written out can be translated", node)
    return node.value


def _zone(call: tree.Call) -> str:
    if len(call.arguments) < 3:
        return "UTC"
    node = call.arguments[2]
    name = _constant(node)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise NotRunnable(f"{name} is no time zone that is known here", node) from None
    return name
