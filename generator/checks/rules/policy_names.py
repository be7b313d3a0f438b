from __future__ import annotations

from collections.abc import Iterator

import attrs

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.notification_names import all_routes, unknown_names
from generator.checks.rule import Problem
from generator.finding import Severity


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    told = alerting.notifications
    if told.policy is None:
        return
    for problem in unknown_names(told, told.policy.receiver, ()):
        yield attrs.evolve(problem, location=told.policy.location)
    for route in all_routes(told.policy):
        for problem in unknown_names(told, route.receiver, (*route.mute_timings, *route.active_timings)):
            yield attrs.evolve(problem, location=route.location)


RULE = alerting_rule(
    "policy-names",
    "Grafana refuses a policy that names a contact point or a mute timing that does not exist.",
    Severity.ERROR,
    check,
)
