"""When records are written: more by day than by night, fewer at weekends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from generator.postgres.application.chance import Chance

HOURS = (3, 2, 1.5, 1, 1, 1.5, 3, 6, 11, 15, 17, 16, 14, 16, 18, 18, 16, 14, 13, 14, 15, 13, 9, 5)
"""The weight of each hour of the day, in UTC."""

WEEKEND = 0.55


def moments(chance: Chance, rows: int, begin: datetime, end: datetime) -> Iterator[int]:
    """`rows` instants from begin to just before end, ascending, in milliseconds since 1970."""
    total = sum(weight for _, _, weight in _hours(begin, end))
    passed, drawn = 0.0, 0
    for start, length, weight in _hours(begin, end):
        passed += weight
        # Cut by what has passed, so that the rounding of an hour never adds up.
        upto = min(rows, round(rows * passed / total))
        count = upto - drawn
        for number in range(count):
            yield start + int(length * (number + chance.random()) / count)
        drawn = upto


def _hours(begin: datetime, end: datetime) -> Iterator[tuple[int, int, float]]:
    """Each hour or part of one: its start and length in milliseconds, and its weight."""
    moment = begin.astimezone(UTC)
    while moment < end:
        following = min(end, moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        length = (following - moment) / timedelta(milliseconds=1)
        weight = HOURS[moment.hour] * (WEEKEND if moment.weekday() >= 5 else 1.0) * length
        yield round(moment.timestamp() * 1000), round(length), weight
        moment = following
