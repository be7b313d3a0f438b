from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.rule import Problem
from generator.finding import Severity

TICK = 10
"""The seconds between the ticks of Grafana's scheduler."""


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    for group in alerting.groups:
        if group.interval % TICK:
            yield Problem(
                f"the interval of group {group.name!r} is {group.interval} s, no multiple of {TICK} s",
                f"take {max(TICK, round(group.interval / TICK) * TICK)}s",
                location=group.location,
            )


RULE = alerting_rule(
    "alert-interval",
    "Grafana evaluates every 10 s at most, and refuses a group whose interval is no multiple of that.",
    Severity.ERROR,
    check,
)
