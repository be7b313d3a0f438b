"""Dates as the browser's moment.js writes them, for `${__from:date:YYYY-MM-DD}`. English, and in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

_TOKEN = re.compile(
    r"\[([^\[\]]*)\]|\\.|Mo|MM?M?M?|Do|DDDo|DD?D?D?|do|dd?d?d?|w[o|w]?|W[o|W]?|Qo?|YYYYYY|YYYYY|YYYY|YY|"
    r"gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|."
)
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()  # noqa: SIM905


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _weekday(moment: datetime) -> int:
    return moment.isoweekday() % 7


def _hour12(moment: datetime) -> int:
    return moment.hour % 12 or 12


_TOKENS: dict[str, Callable[[datetime], object]] = {
    "YYYY": lambda t: f"{t.year:04}",
    "YY": lambda t: f"{t.year % 100:02}",
    "Q": lambda t: (t.month + 2) // 3,
    "M": lambda t: t.month,
    "Mo": lambda t: _ordinal(t.month),
    "MM": lambda t: f"{t.month:02}",
    "MMM": lambda t: _MONTHS[t.month - 1][:3],
    "MMMM": lambda t: _MONTHS[t.month - 1],
    "D": lambda t: t.day,
    "Do": lambda t: _ordinal(t.day),
    "DD": lambda t: f"{t.day:02}",
    "DDD": lambda t: t.timetuple().tm_yday,
    "DDDD": lambda t: f"{t.timetuple().tm_yday:03}",
    "d": _weekday,
    "do": lambda t: _ordinal(_weekday(t)),
    "dd": lambda t: _DAYS[_weekday(t)][:2],
    "ddd": lambda t: _DAYS[_weekday(t)][:3],
    "dddd": lambda t: _DAYS[_weekday(t)],
    "e": _weekday,
    "E": lambda t: t.isoweekday(),
    "W": lambda t: t.isocalendar().week,
    "WW": lambda t: f"{t.isocalendar().week:02}",
    "GGGG": lambda t: f"{t.isocalendar().year:04}",
    "GG": lambda t: f"{t.isocalendar().year % 100:02}",
    "H": lambda t: t.hour,
    "HH": lambda t: f"{t.hour:02}",
    "h": _hour12,
    "hh": lambda t: f"{_hour12(t):02}",
    "k": lambda t: t.hour or 24,
    "kk": lambda t: f"{t.hour or 24:02}",
    "m": lambda t: t.minute,
    "mm": lambda t: f"{t.minute:02}",
    "s": lambda t: t.second,
    "ss": lambda t: f"{t.second:02}",
    "a": lambda t: "am" if t.hour < 12 else "pm",
    "A": lambda t: "AM" if t.hour < 12 else "PM",
    "X": lambda t: int(t.timestamp()),
    "x": lambda t: int(t.timestamp()) * 1000 + t.microsecond // 1000,
    "Z": lambda _: "+00:00",
    "ZZ": lambda _: "+0000",
    "z": lambda _: "UTC",
    "zz": lambda _: "UTC",
}


def moment_format(moment: datetime, pattern: str) -> str:
    """`moment`, which is in UTC, by a pattern of moment.js."""

    def write(match: re.Match[str]) -> str:
        token = match[0]
        if match[1] is not None:
            return match[1]
        if token.startswith("S"):
            return f"{moment.microsecond:06}000"[: len(token)]
        known = _TOKENS.get(token)
        return str(known(moment)) if known else token.removeprefix("\\")

    return _TOKEN.sub(write, pattern)
