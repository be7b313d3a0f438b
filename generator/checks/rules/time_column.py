from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.result import TIME, time_series
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.analysis.overloads import category, display

_TIMES = ("timestamptz", "timestamp", "date")


def check(subject: QuerySubject) -> Iterator[Problem]:
    shown = time_series(subject)
    if shown is None or not shown.outputs:
        return
    time = shown.time
    if time is None:
        likely = next((output for output in shown.outputs if output.type in _TIMES), shown.outputs[0])
        yield Problem(
            "a time series needs a column named time",
            f"write AS {TIME}, or use $__timeGroupAlias(timestamp, $__interval)",
            shown.reading.source(likely.start),
        )
    elif time.type not in (None, *_TIMES) and category(time.type) != "N":
        yield Problem(
            f"the column time is {display(time.type)}, neither a time nor a number",
            "select the time itself, not a text of it",
            shown.reading.source(time.start),
        )


RULE = Rule(
    "time-column",
    "Grafana draws a time series along the column named exactly time, a time or a number of seconds.",
    "query",
    Severity.ERROR,
    check,
)
