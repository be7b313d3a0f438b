"""Mute timings: when routes are silent, or, as active timings, when they are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from generator.alerting import calendar
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import checked_name, instances


@attrs.frozen(kw_only=True)
class TimeInterval:
    """A set of moments: those that are in one of each list that is not empty. Ranges are `first:last`."""

    times: tuple[tuple[str, str], ...] = ()
    weekdays: tuple[str, ...] = ()
    days_of_month: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    location: str = ""

    def to_json_data(self) -> dict[str, Any]:
        optional = {
            "times": [{"start_time": start, "end_time": end} for start, end in self.times],
            "weekdays": list(self.weekdays),
            "days_of_month": list(self.days_of_month),
            "months": list(self.months),
            "years": list(self.years),
            "location": self.location,
        }
        return {key: value for key, value in optional.items() if value}


@attrs.frozen(kw_only=True)
class MuteTiming:
    """Times under a name that routes refer to."""

    name: str
    intervals: tuple[TimeInterval, ...]
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> dict[str, Any]:
        return {"name": self.name, "time_intervals": [each.to_json_data() for each in self.intervals]}


def mute_timing(name: str, intervals: Sequence[TimeInterval]) -> MuteTiming:
    """The moments of any of the intervals, under a name: `a.mute_timing("weekends", [...])`."""
    location = author_location()
    what = f"mute timing {checked_name(name, 'a mute timing', location)!r}"
    inside = instances(intervals, TimeInterval, f"the intervals of {what}", "a.time_interval(...)", location)
    if not inside:
        raise mistake(f"{what} has no interval", "write [a.time_interval(...)]", location)
    return MuteTiming(name=name, intervals=inside, location=location)


def time_interval(
    *,
    weekdays: Sequence[str] = (),
    times: Sequence[str] = (),
    days_of_month: Sequence[str] = (),
    months: Sequence[str] = (),
    years: Sequence[str] = (),
    location: str = "",
) -> TimeInterval:
    """Moments by weekday (`monday:friday`), time (`09:00-17:30`), day (`1:7`, `-1` the last), month and year.

    `location` is a time zone (`Europe/Berlin`), UTC by default. What is not given does not narrow. Raises
    LogloomError for what Alertmanager refuses, and for an interval that is always.
    """
    place = author_location()
    interval = TimeInterval(
        times=calendar.times(times, place),
        weekdays=calendar.weekdays(weekdays, place),
        days_of_month=calendar.days_of_month(days_of_month, place),
        months=calendar.months(months, place),
        years=calendar.years(years, place),
        location=calendar.time_zone(location, place),
    )
    if not interval.to_json_data().keys() - {"location"}:
        raise mistake("a time interval of nothing is always", "give it weekdays=, times= or others", place)
    return interval
