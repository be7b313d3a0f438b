"""Times and numbers as Go writes and reads them, since Grafana's macros are Go."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_DATE_UNIT = re.compile(r"([0-9]+)([dwMy])")
_DURATION = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]+)")
_LONGEST = 2**63 - 1
_UNITS_MS = (("y", 31_536_000_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000))
_UNITS_MS = (("y", 31_536_000_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000))


@lru_cache(maxsize=256)
def rfc3339(moment: datetime) -> str:
    """A moment by Go's time.RFC3339Nano, in UTC: no more digits of a second than are needed."""
    moment = moment.astimezone(UTC)
    fraction = f".{moment.microsecond:06}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def since_epoch(moment: datetime, unit: timedelta) -> int:
    """Whole units since 1970, rounded down."""
    return (moment - EPOCH) // unit


def parse_interval(text: str, now: datetime) -> int:
    """Nanoseconds in an interval, by Grafana's gtime.ParseInterval: a Go duration, or days to years.

    Months and years are as long as those that follow `now`. Raises ValueError.
    """
    if match := _DATE_UNIT.fullmatch(text):
        count, unit = int(match[1]), match[2]
        days = {"d": count, "w": 7 * count}.get(unit)
        if days is None:
            days = _days_of_months(now.astimezone(UTC), count if unit == "M" else 12 * count)
        return min(days * 24 * NANOSECONDS["h"], _LONGEST)
    return parse_duration(text)


def parse_duration(text: str) -> int:
    """Nanoseconds in a duration, by Go's time.ParseDuration: `1h30m`, `-1.5s`, `0`. Raises ValueError."""
    rest = text[1:] if text[:1] in {"-", "+"} else text
    if rest == "0":
        return 0
    total, position = 0, 0
    while position < len(rest):
        match = _DURATION.match(rest, position)
        if match is None or match[3] not in NANOSECONDS or not (match[1] or match[2]):
            raise ValueError(f"invalid duration {text!r}")
        scale = NANOSECONDS[match[3]]
        total += int(match[1] or 0) * scale
        if match[2]:
            total += int(int(match[2]) * (scale / 10 ** len(match[2])))
        position = match.end()
    if not rest or total > _LONGEST:
        raise ValueError(f"invalid duration {text!r}")
    return -total if text.startswith("-") else total


def seconds(nanoseconds: int) -> str:
    """A duration in seconds by Go's %v of a float64: `300`, `0.5`, `1e-09`."""
    whole, rest = divmod(abs(nanoseconds), NANOSECONDS["s"])
    value = whole + rest / 1e9
    return repr(-value if nanoseconds < 0 else value).removesuffix(".0")


def format_interval(milliseconds: int) -> str:
    """An interval by Grafana's gtime.FormatInterval: in the largest unit it fills, rounded down."""
    for unit, length in _UNITS_MS:
        if milliseconds >= length:
            return f"{milliseconds // length}{unit}"
    return f"{max(milliseconds, 1)}ms"


def _days_of_months(now: datetime, months: int) -> int:
    """Days to the same day so many months later; a day that month lacks runs over, as in Go's AddDate."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    if year > 9999:
        return _LONGEST
    first = datetime(year, month + 1, 1, tzinfo=UTC)
    return (first - now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)).days
