from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    # Without a number there is no alert that could have labels.
    for column in subject.texts if subject.values and subject.has_instances else ():
        if column.changes:
            yield Problem(
                f"{column.name} becomes a label and is {column.changes}: each value is another alert",
                "leave it out, or group by something that stays",
                column.start,
            )


RULE = alert_query_rule(
    "alert-changing-label",
    "An alert with a new label is a new alert: it never gets past its pending period, and never resolves.",
    Severity.WARNING,
    check,
)
