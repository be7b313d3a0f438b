from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    answer, look_back = subject.answer, subject.look_back
    if answer.cut is None or answer.bucket is None or look_back is None or not subject.is_series:
        return
    buckets = look_back.total_seconds() / answer.bucket.seconds
    if answer.cut.rows < buckets:
        yield Problem(
            f"{answer.cut.place.text} leaves out some of the {buckets:g} points, maybe the newest ones",
            "take it off, or sort by the time desc before it",
            answer.cut.place.start,
        )


RULE = alert_query_rule(
    "alert-limit",
    "A limit that cuts a series by anything else than its time leaves points of no certain age to the alert.",
    Severity.WARNING,
    check,
)
