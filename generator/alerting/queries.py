"""A query of an alert rule: a target, and a range of time before each evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import attrs

from generator.alerting.durations import duration
from generator.alerting.expressions import MAX_DATA_POINTS
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.panels.target import MissingTarget, QueryTarget

TimeRange = str | tuple[str, str]
"""How far back a query looks: "10m", or from and to before now: ("1d10m", "1d")."""

_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)


@attrs.frozen(kw_only=True)
class AlertQuery:
    """What Grafana asks a datasource at each evaluation.

    `from_seconds` and `to_seconds` count back from the evaluation; `interval_ms` is what `$__interval`
    becomes.
    """

    target: QueryTarget
    from_seconds: int
    to_seconds: int
    interval_ms: int
    ref_id: str = ""
    max_data_points: int = MAX_DATA_POINTS

    def to_json_data(self) -> dict[str, Any]:
        """The query as one of a rule's `data`."""
        datasource: Mapping[str, str] = self.target.datasource
        return {
            "refId": self.ref_id,
            "queryType": "",
            "relativeTimeRange": {"from": self.from_seconds, "to": self.to_seconds},
            "datasourceUid": datasource["uid"],
            "model": {
                **self.target.to_json_data(),
                **self.target.in_alerts,
                "refId": self.ref_id,
                "datasource": dict(datasource),
                "intervalMs": self.interval_ms,
                "maxDataPoints": self.max_data_points,
            },
        }


def query(
    target: Any, *, time_range: TimeRange = "10m", interval: str = "1m", ref_id: str = ""
) -> AlertQuery:
    """A target with a time range of its own, where a rule asks several: `a.query(logs.query("errors/rate"))`.

    `interval` is what `$__interval` becomes. Raises LogloomError for a target without a twin in this store,
    for what is no target, and for an empty range.
    """
    location = author_location()
    if isinstance(target, MissingTarget):
        raise mistake(
            f"query {target.query.name} has no twin for {target.store}",
            f'write one, or leave the rule out: if logs.name != "{target.store}"',
            location,
        )
    if not isinstance(target, QueryTarget):
        raise mistake(
            f"a rule asks targets, not {type(target).__name__}", 'write logs.query("topic/name")', location
        )
    begin, end = _range(time_range, location)
    length = duration(interval, "the interval", location)
    if length < _MILLISECOND:
        raise mistake(f"the interval {interval} is not at least 1ms", location=location)
    return AlertQuery(
        target=target,
        from_seconds=begin,
        to_seconds=end,
        interval_ms=length // _MILLISECOND,
        ref_id=ref_id or target.refId,
    )


def _range(given: TimeRange, location: Location) -> tuple[int, int]:
    if not isinstance(given, str) and (not isinstance(given, list | tuple) or len(given) != 2):
        raise mistake(f"the time range {given!r} is not a pair", 'write "10m" or ("1d10m", "1d")', location)
    begin, end = (given, "0s") if isinstance(given, str) else given
    seconds = [duration(each, "the time range", location) // _SECOND for each in (begin, end)]
    if seconds[0] <= seconds[1]:
        raise mistake(
            f"the time range from {begin} to {end} before now is empty",
            "the first lies further back",
            location,
        )
    return seconds[0], seconds[1]
