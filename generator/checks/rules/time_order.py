from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.result import TIME, time_series
from generator.checks.rule import Problem, Rule
from generator.finding import Severity


def check(subject: QuerySubject) -> Iterator[Problem]:
    shown = time_series(subject)
    if shown is None or shown.time is None or shown.is_one_row:
        return
    keys = shown.order_by
    if not keys:
        yield Problem(
            "no order is promised for the points of this time series",
            f"end with ORDER BY {TIME}",
            shown.reading.source(shown.last_clause),
        )
    elif not shown.is_time(keys[0].expression):
        yield Problem(
            "a time series is ordered by time first",
            f"write ORDER BY {TIME}",
            shown.reading.source(shown.order_clause),
        )
    elif keys[0].descending:
        yield Problem(
            "a time series goes forward in time, and this goes back",
            f"write ORDER BY {TIME}",
            shown.reading.source(shown.order_clause),
            severity=Severity.ERROR if shown.is_long else None,
        )


RULE = Rule(
    "time-order",
    "Grafana makes series out of rows only if these are in the order of time, and refuses them otherwise.",
    "query",
    Severity.WARNING,
    check,
)
