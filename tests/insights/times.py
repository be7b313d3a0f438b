"""Periods of time and dates as text, from what AWS says of them ("Datetime functions")."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.insights.values import EPOCH, Value, millis, moment, number

CAPS = {"ms": 1000, "s": 60, "m": 60, "h": 24}
_UNITS = {
    "ms": ("ms", "msec", "millisecond"),
    "s": ("s", "sec", "second"),
    "m": ("m", "min", "minute"),
    "h": ("h", "hr", "hour"),
    "d": ("d", "day"),
    "w": ("w", "week"),
    "mo": ("mo", "mon", "month"),
    "q": ("q", "qtr", "quarter"),
    "y": ("y", "yr", "year"),
}
UNITS = {
    spelling + plural: unit
    for unit, spellings in _UNITS.items()
    for spelling in spellings
    for plural in ("", "s")
    if not plural or len(spelling) > 1
}
LENGTHS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
MONTHS = {"mo": 1, "q": 3, "y": 12}


def floor_time(time: Value, count: int, unit: str, *, up: bool = False) -> Value:
    """The start of the period that a moment is in; with `up` the end of it, unless the moment is a start."""
    if not isinstance(time, datetime):
        return None
    unit = UNITS[unit]
    count = min(count, CAPS.get(unit, count))
    if unit in LENGTHS:
        length = count * LENGTHS[unit]
        floor = moment(millis(time) // length * length)
        return moment(millis(floor) + length) if up and floor < time else floor
    length = count * MONTHS[unit]
    months = ((time.year - EPOCH.year) * 12 + time.month - 1) // length * length
    floor = _first_of(months)
    return _first_of(months + length) if up and floor < time else floor


def _first_of(months: int) -> datetime:
    return EPOCH.replace(year=EPOCH.year + months // 12, month=months % 12 + 1)


def to_millis(time: Value) -> Value:
    return millis(time) if isinstance(time, datetime) else None


def format_date(time: Value, format_: Value, zone: Value = "UTC") -> Value:
    if not isinstance(time, datetime):
        milliseconds = number(time)
        if milliseconds is None:
            return None
        time = moment(milliseconds)
    return time.astimezone(ZoneInfo(str(zone))).strftime(str(format_))


_JAVA = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "SSS": "%f"}


def parse_date(value: str, format_: str, zone: str = "UTC") -> Value:
    """Of Java's patterns those that are numbers, and quoted letters."""
    pattern = re.sub(
        r"'([^']*)'|(yyyy|MM|dd|HH|mm|SSS|ss)",
        lambda found: found[1] if found[2] is None else _JAVA[found[2]],
        format_,
    )
    return millis(datetime.strptime(value, pattern).replace(tzinfo=ZoneInfo(zone)))
