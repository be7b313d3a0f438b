from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    policy = alerting.notifications.policy
    if policy is not None and not policy.whole_tree:
        yield Problem(
            "a policy that shares the organisation's tree is not in the provisioning files",
            "send it with logloom push, or take the whole tree: whole_tree=True",
            location=policy.location,
        )


RULE = alerting_rule(
    "policy-file",
    "A file with a policy replaces the one tree of the organisation, with everybody else's routes.",
    Severity.WARNING,
    check,
)
