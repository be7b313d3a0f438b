from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    bucket, look_back = subject.answer.bucket, subject.look_back
    if bucket is None or look_back is None or bucket.seconds <= look_back.total_seconds():
        return
    yield Problem(
        f"a bucket of {bucket.place.text} is longer than the {look_back.total_seconds():g} s looked at",
        "look further back, or take shorter buckets",
        bucket.place.start,
    )


RULE = alert_query_rule(
    "alert-bucket",
    "A bucket that is longer than the time looked at holds a part of its records, a changing one.",
    Severity.WARNING,
    check,
)
