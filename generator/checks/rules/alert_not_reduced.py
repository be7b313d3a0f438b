from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    if not subject.is_series or subject.is_long_table or subject.is_reduced:
        return
    times = subject.times
    yield Problem(
        "this is a series over time, and the condition needs one number of it",
        subject.answer.remedies.no_series,
        times[0].start if times else subject.answer.start,
    )


RULE = alert_query_rule(
    "alert-not-reduced",
    "A condition on a whole series is an error at each evaluation: only reduced data can be alerted on.",
    Severity.ERROR,
    check,
)
