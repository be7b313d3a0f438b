"""Moments by the calendar, as Alertmanager reads them and as it writes them back.

Source: prometheus/alertmanager, timeinterval. A range is `first:last` and never runs past the end: of
saturday:sunday and 22:00-06:00 it takes neither, since its week begins on a Sunday and its day at 00:00.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from zoneinfo import available_timezones

from generator.errors import Location
from generator.mistakes import mistake
from generator.suggest import did_you_mean, nearest
from generator.words import text, texts

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)

_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
"""Files among those of the zones that mean another one on each machine, or none."""

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_SHORTEST_MONTH = 28
_LONGEST_MONTH = 31


def times(given: Sequence[str], location: Location) -> tuple[tuple[str, str], ...]:
    """Ranges of a day, `09:00-17:30`; the end is not in it, and may be 24:00."""
    return tuple(_time_range(each, location) for each in texts(given, "times", location))


def weekdays(given: Sequence[str], location: Location) -> tuple[str, ...]:
    """Days of the week and ranges of them: `monday:friday`."""
    numbers = {name: number for number, name in enumerate(WEEKDAYS)}
    return _ranges(given, "weekdays", numbers, WEEKDAYS.__getitem__, location)


def months(given: Sequence[str], location: Location) -> tuple[str, ...]:
    """Months by name or number and ranges of them: `june:august`, `12`."""
    numbers = {name: number for number, name in enumerate(MONTHS)}
    numbers |= {str(number + 1): number for number in range(len(MONTHS))}
    return _ranges(given, "months", numbers, MONTHS.__getitem__, location)


def days_of_month(given: Sequence[str], location: Location) -> tuple[str, ...]:
    """Days from 1 to 31 and ranges of them, or from the month's end: `-1` is the last."""
    numbers = {str(day): day for day in range(-_LONGEST_MONTH, _LONGEST_MONTH + 1) if day}
    return _ranges(given, "days_of_month", numbers, str, location, _day_in_order)


def years(given: Sequence[str], location: Location) -> tuple[str, ...]:
    """Years and ranges of them: `2026:2027`."""
    numbers = {str(year): year for year in range(1970, 2200)}
    return _ranges(given, "years", numbers, str, location)


def time_zone(name: str, location: Location) -> str:
    """The name of a time zone, empty for UTC. Raises LogloomError for an unknown one."""
    known = _time_zones()
    if text(name, "the location of a time interval", location) and known and name not in known:
        near = nearest(name, known)
        hint = f"did you mean {near}?" if near else "write one such as Europe/Berlin, or leave it out for UTC"
        raise mistake(f"there is no time zone {name!r}", hint, location)
    return name


@cache
def _time_zones() -> frozenset[str]:
    """The zones that this machine knows; none where it has no list of them."""
    return frozenset(available_timezones()) - _NO_ZONES


def _ranges(
    given: Sequence[str],
    what: str,
    numbers: dict[str, int],
    write: Callable[[int], str],
    location: Location,
    in_order: Callable[[int, int], bool] = int.__le__,
) -> tuple[str, ...]:
    """Each as Alertmanager writes it. `numbers` is by what an author may write."""
    found = []
    for written in texts(given, what, location):
        words = [word.strip().lower() for word in written.split(":")]
        for word in words:
            if word not in numbers:
                raise mistake(f"{word!r} in {what} is unknown", did_you_mean(word, numbers), location)
        first, last = numbers[words[0]], numbers[words[-1]]
        if len(words) > 2 or not in_order(first, last):
            raise mistake(
                f"{written!r} in {what} is no range",
                "the first comes before the last; make two of it",
                location,
            )
        found.append(write(first) if first == last else f"{write(first)}:{write(last)}")
    return tuple(found)


def _day_in_order(first: int, last: int) -> bool:
    """Whether the range has a day, as far as that holds in each month: those from its end count from 28."""
    if first < 0 < last:
        return False
    first, last = (day if day > 0 else _SHORTEST_MONTH + day for day in (first, last))
    return first <= last


def _time_range(written: str, location: Location) -> tuple[str, str]:
    start, _, end = (part.strip() for part in written.partition("-"))
    for each in (start, end):
        if not _TIME.fullmatch(each):
            raise mistake(f"{each!r} in times is no time", 'write "09:00-17:30"', location)
    if start >= end:
        raise mistake(
            f"{written!r} in times ends before it begins",
            'a range ends at 24:00 at the latest: write "22:00-24:00" and "00:00-06:00"',
            location,
        )
    return start, end
