from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    times = subject.times
    if subject.is_series_format or not subject.is_series:
        return
    if subject.is_long_table:
        yield Problem(
            f"beside the time {times[0].name} no label is made of {subject.unlabelled[0].name}",
            subject.answer.remedies.series,
            times[0].start if subject.answer.has_formats else subject.unlabelled[0].start,
        )
    elif len(times) == 1 and subject.is_reduced and subject.answer.has_formats:
        yield Problem(
            f"the time {times[0].name} makes a series of this table",
            "say so: format time_series; or leave the time out",
            times[0].start,
            severity=Severity.WARNING,
        )


RULE = alert_query_rule(
    "alert-table-time",
    "In a table that has a time, text does not become labels, and each evaluation is an error.",
    Severity.ERROR,
    check,
)
