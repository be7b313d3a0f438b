"""Functions of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes, periods
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.functions.dates import format_date, parse_date
from generator.languages.insights.lower.functions.shared import Function
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, as_number, as_text, as_time
from generator.languages.insights.record import TIMESTAMP, Type


def _in_period(reader: Reader, moment: Value, period: tree.Expression, *, up: bool = False) -> Value:
    interval = reader.setting.interval(period) if isinstance(period, tree.Duration) else None
    if interval is not None and not up:
        sql = periods.floor_to_interval(moment.sql, interval)
    elif interval is not None or not isinstance(period, tree.Duration):
        raise NotRunnable("only a period that is written out can be used", period)
    else:
        sql = periods.ceil(moment.sql, period) if up else periods.floor(moment.sql, period)
    return Value(sql, Type.TIME, present=moment.present)


def _bin(reader: Reader, call: tree.Call) -> Value:
    moment = reader.scope.resolve_name(TIMESTAMP)
    if moment.is_null:
        raise NotRunnable("there is no @timestamp any more to be put into bins", call)
    return _in_period(reader, moment, call.arguments[0])


def _date(*, up: bool) -> Function:
    def function(reader: Reader, call: tree.Call) -> Value:
        moment = as_time(reader.value(call.arguments[0]))
        return _in_period(reader, moment, call.arguments[1], up=up)

    return function


def _now(_: Reader, __: tree.Call) -> Value:
    seconds = exp.Extract(this=nodes.raw("EPOCH"), expression=nodes.call("NOW"))
    return Value(exp.Floor(this=seconds), Type.NUMBER, present=True)


def _range(start: Callable[[Reader], SQL | None]) -> Function:
    def function(reader: Reader, call: tree.Call) -> Value:
        sql = start(reader)
        if sql is None:
            raise NotRunnable("no time range is known", call)
        return Value(sql, Type.NUMBER, integer=True, present=True)

    return function


def _start(reader: Reader) -> SQL | None:
    return reader.setting.start_ms() if reader.setting.start_ms else None


def _end(reader: Reader) -> SQL | None:
    return reader.setting.end_ms() if reader.setting.end_ms else None


def _length(reader: Reader) -> SQL | None:
    start, end = _start(reader), _end(reader)
    return nodes.binary(exp.Sub, end, start) if start is not None and end is not None else None


def _to_millis(reader: Reader, call: tree.Call) -> Value:
    value = reader.value(call.arguments[0])
    if value.type is not Type.TIME:
        return Value(nodes.cast(nodes.null(), nodes.NUMERIC), Type.NUMBER)
    return as_number(value)


def _from_millis(reader: Reader, call: tree.Call) -> Value:
    return as_time(reader.value(call.arguments[0]))


def _message_size(reader: Reader, call: tree.Call) -> Value:
    value = reader.value(call.arguments[0]) if call.arguments else reader.scope.resolve_name("@message")
    text = as_text(value)
    return Value(nodes.call("OCTET_LENGTH", text.sql), Type.NUMBER, integer=True, present=text.present)


FUNCTIONS: Mapping[str, Function] = {
    "bin": _bin,
    "datefloor": _date(up=False),
    "dateceil": _date(up=True),
    "fromMillis": _from_millis,
    "toMillis": _to_millis,
    "now": _now,
    "queryStartTime": _range(_start),
    "queryEndTime": _range(_end),
    "queryTimeRange": _range(_length),
    "formatDate": format_date,
    "parseDate": parse_date,
    "messageSize": _message_size,
}
