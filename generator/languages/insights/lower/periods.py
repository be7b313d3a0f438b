"""Periods of time: where the one begins or ends that a moment is in."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.catalog import CAPS, UNITS
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.tree import Duration

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def floor(moment: SQL, period: Duration) -> SQL:
    """The start of the period: by the calendar for months and longer, else counted from the epoch."""
    months = _months(period)
    if months is None:
        return _bin(moment, nodes.text(_length(period)))
    if months in _MONTHS.values():
        unit = next(unit for unit, length in _MONTHS.items() if length == months)
        return nodes.call("DATE_TRUNC", nodes.text(unit), moment, nodes.text("UTC"))
    return nodes.bound([moment], lambda given: _nth_month(given, months))


def ceil(moment: SQL, period: Duration) -> SQL:
    """The end of the period, or the moment itself where it is a start."""
    before = nodes.binary(exp.Sub, moment, nodes.interval("1 microsecond"))
    months = _months(period)
    if months is None:
        return nodes.binary(exp.Add, floor(before, period), nodes.interval(_length(period)))
    # A month is not always as long: it is added where there is no summer time.
    start = nodes.at_utc(floor(before, period))
    return nodes.at_utc(nodes.binary(exp.Add, start, nodes.interval(f"{months} months")))


def floor_to_interval(moment: SQL, interval: str) -> SQL:
    """The start of a period that Grafana fills in, as `$__interval` in a Logs Insights text."""
    return nodes.call("TO_TIMESTAMP", nodes.raw(f"$__timeGroup({moment.sql('postgres')}, {interval})"))


def _bin(moment: SQL, length: SQL) -> SQL:
    return exp.DateBin(
        this=length, expression=moment, unit=nodes.cast(nodes.text("epoch"), nodes.TIMESTAMPTZ)
    )


def _count(period: Duration) -> tuple[int, str]:
    unit = UNITS[period.unit]
    return max(min(period.count, CAPS.get(unit, period.count)), 1), unit


def _months(period: Duration) -> int | None:
    count, unit = _count(period)
    return count * _MONTHS[unit] if unit in _MONTHS else None


def _length(period: Duration) -> str:
    count, unit = _count(period)
    return f"{count} {unit}{'s' if count > 1 else ''}"


def _nth_month(given: Given, months: int) -> SQL:
    """The first day of the month whose number, counted from January 1970, is a multiple of `months`."""

    def part(name: str) -> SQL:
        return exp.Extract(this=nodes.raw(name), expression=nodes.at_utc(given()))

    years = nodes.binary(exp.Sub, part("YEAR"), nodes.number(1970))
    since = nodes.binary(exp.Add, nodes.binary(exp.Mul, years, nodes.number(12)), part("MONTH"))
    whole = exp.Floor(this=nodes.divided(nodes.binary(exp.Sub, since, nodes.number(1)), nodes.number(months)))
    count = nodes.cast(nodes.binary(exp.Mul, whole, nodes.number(months)), nodes.INTEGER)
    start = nodes.cast(nodes.text("1970-01-01"), exp.DType.TIMESTAMP)
    moment = nodes.binary(exp.Add, start, nodes.binary(exp.Mul, count, nodes.interval("1 month")))
    return nodes.at_utc(moment)
