"""Which rows a Logs Insights query returns to an alert rule: how many, of which times, and whether any."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Bucket, Cut, Place, Rows
from generator.checks.alert_insights_reading import AlertReading
from generator.checks.insights_nodes import of
from generator.languages.insights.catalog import CAPS, UNITS
from generator.languages.insights.record import Type
from generator.languages.insights.tree import (
    Call,
    Duration,
    Field,
    Filter,
    FilterIndex,
    Limit,
    Sort,
    Stats,
    walk,
)

_EXPECTED_FILTERS = frozenset({"category", "logger"})
"""Fields by which a query picks a part of the application, which has records when all is well."""

_PERIODS = frozenset({"bin", "datefloor", "dateceil"})
_SECONDS = {
    "millisecond": 0.001,
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 28 * 86_400,
    "quarter": 90 * 86_400,
    "year": 365 * 86_400,
}
"""How long a period is at least."""


def rows(reading: AlertReading) -> Rows:
    """How many rows there are."""
    last = reading.parsed.pipeline.commands[-1]
    if isinstance(last, Limit) and last.count is not None and last.count.text == "1":
        return Rows.ONE
    if reading.stats is None:
        return Rows.RECORDS
    return Rows.GROUPS if reading.stats.keys else Rows.ONE


def buckets(reading: AlertReading) -> Iterator[Bucket]:
    """The periods that rows are grouped by, as long as CloudWatch takes them for."""
    for stats in of(reading.parsed, Stats):
        for call in (node for key in stats.keys for node in walk(key)):
            if not isinstance(call, Call) or call.name not in _PERIODS:
                continue
            for period in call.arguments:
                if isinstance(period, Duration) and period.unit in UNITS:
                    unit = UNITS[period.unit]
                    seconds = min(period.count, CAPS.get(unit, period.count)) * _SECONDS[unit]
                    written = reading.parsed.text[period.start : period.end]
                    yield Bucket(seconds, Place(written, reading.source(period.start)))


def cut(reading: AlertReading) -> Cut | None:
    """The limit behind stats, unless the newest come first there."""
    newest_first = False
    found: Cut | None = None
    for command in reading.parsed.pipeline.commands:
        if isinstance(command, Stats):
            newest_first, found = False, None
        elif isinstance(command, Sort):
            first = command.keys[0]
            is_time = reading.analysis.types.get(first.expression) is Type.TIME
            newest_first = is_time and first.descending
        elif isinstance(command, Limit) and command.count is not None and not newest_first:
            written = reading.parsed.text[command.start : command.end]
            found = Cut(int(command.count.text), Place(written, reading.source(command.start)))
    return found


def is_filtered(reading: AlertReading) -> bool:
    """Whether rows depend on more than the time and the part of the application."""
    conditions = (each for kind in (Filter, FilterIndex) for each in of(reading.parsed, kind))
    return any(
        isinstance(node, Field)
        and node.name not in _EXPECTED_FILTERS
        and reading.analysis.types.get(node) is not Type.TIME
        for condition in conditions
        for node in walk(condition)
    )
