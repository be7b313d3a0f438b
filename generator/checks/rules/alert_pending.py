from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    interval = timedelta(seconds=subject.group.interval)
    for name, length in (("for_", subject.rule.for_), ("keep_firing_for", subject.rule.keep_firing_for)):
        if length and length % interval:
            waited = (length // interval + 1) * interval
            yield Problem(
                f"{name} is {_seconds(length)} and the rule is evaluated every {_seconds(interval)}, "
                f"so that it lasts {_seconds(waited)}",
                "take a multiple of the interval",
            )


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():g} s"


RULE = alert_rule(
    "alert-pending",
    "A wait that is no multiple of the interval ends with the next evaluation, later than it says.",
    Severity.WARNING,
    check,
)
