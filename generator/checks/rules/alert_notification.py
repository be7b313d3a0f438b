from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.notification_names import unknown_names
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    settings = subject.rule.notification
    if settings is not None:
        yield from unknown_names(
            subject.alerting.notifications,
            settings.receiver,
            (*settings.mute_timings, *settings.active_timings),
        )


RULE = alert_rule(
    "alert-notification",
    "Grafana refuses a rule that names a contact point or a mute timing that does not exist.",
    Severity.ERROR,
    check,
)
