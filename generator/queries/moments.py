"""Moments and durations as people write them in examples and on the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from generator.languages.grafana.gotime import parse_duration, parse_interval

ISO_HINT = "write it as 2026-01-15T10:00:00Z"

TIME_COLUMNS = frozenset({"time", "timeend"})
"""Columns in which Grafana takes a number for a moment."""


def parse_moment(text: str, start: datetime | None = None) -> datetime:
    """A moment in ISO 8601 with its time zone, or `+5m30s` after `start` (`-5m` before it).

    Raises ValueError.
    """
    if start is not None and text[:1] in {"+", "-"}:
        try:
            return start + timedelta(microseconds=parse_duration(text) // 1000)
        except (ValueError, OverflowError):
            raise ValueError(f"{text} is no duration: write it as +5m30s") from None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter before the year 1 and after 9999
        raise ValueError(f"{text} is no timestamp: {ISO_HINT}") from None
    raise ValueError(f"{text} has no time zone: {ISO_HINT}")


def parse_span(text: str, now: datetime) -> timedelta:
    """A length of time such as 90s, 1h30m, 7d or 1M (a month, as long as it is from `now`).

    Raises ValueError for what is none, and for none at all.
    """
    try:
        span = timedelta(microseconds=parse_interval(text, now) // 1000)
        if span > timedelta(0):
            return span
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{text} is no length of time: write it as 30s, 5m, 1h30m or 7d")


def parse_relative(text: str, now: datetime) -> datetime:
    """A moment in ISO 8601, `now`, or `now-6h`. Raises ValueError."""
    if text == "now":
        return now
    if text.startswith("now-"):
        try:
            return now - parse_span(text.removeprefix("now-"), now)
        except OverflowError:
            raise ValueError(f"{text} is before all time") from None
    return parse_moment(text)


def from_epoch(value: float) -> datetime | None:
    """The moment that Grafana takes a number in a `time` column for; None where it is none.

    Ten digits are seconds, nineteen are nanoseconds, anything else is milliseconds
    (grafana pkg/tsdb/sqleng, epochPrecisionToMS).
    """
    size = abs(value)
    if 1e9 <= size < 1e10:
        microseconds = value * 1_000_000
    elif 1e18 <= size < 1e19:
        microseconds = value / 1000
    else:
        microseconds = value * 1000
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(microseconds))
    except (OverflowError, ValueError):
        return None
