from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.result import METRIC, TIME, time_series
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.analysis.overloads import category


def check(subject: QuerySubject) -> Iterator[Problem]:
    shown = time_series(subject)
    if shown is None or shown.time is None:
        return
    values = [output for output in shown.outputs if output.name != TIME]
    for output in values:
        if output.name == METRIC and category(output.type) == "N":
            yield Problem(
                "metric names the series, and this is a number: it becomes a series itself",
                "cast it: ::text",
                shown.reading.source(output.start),
                severity=Severity.WARNING,
            )
    if all(output.type is not None and category(output.type) not in ("N", "B", "T") for output in values):
        place = values[0] if values else shown.time
        yield Problem(
            "a time series needs a column of numbers", "count(*), avg(...)", shown.reading.source(place.start)
        )


RULE = Rule(
    "time-values",
    "A time series without numbers has nothing to draw.",
    "query",
    Severity.ERROR,
    check,
)
