from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.record import Type
from generator.languages.insights.stats_groups import last_stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject

_NUMBERS = (Type.NUMBER, Type.BOOLEAN, Type.ANY)


def check(subject: InsightsSubject) -> Iterator[Problem]:
    reading = subject.main
    if subject.query.header.format != "time_series" or reading.parsed.faults:
        return
    stats = last_stats(reading.parsed)
    start = reading.source((stats or reading.parsed.pipeline).start)
    types = [output.type for output in reading.analysis.outputs]
    if stats is not None and Type.TIME not in types:
        yield Problem("a time series needs a time", "group by it: stats ... by bin($__interval)", start)
    elif not any(type_ in _NUMBERS for type_ in types):
        yield Problem("a time series needs a column of numbers", "", start)


RULE = Rule(
    "insights-time-series",
    "Without a time and a number there is nothing to draw, and Grafana says that there is no data.",
    "insights",
    Severity.ERROR,
    check,
)
