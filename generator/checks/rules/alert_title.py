from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    for other in subject.alerting.rules:
        if other.rule is subject.rule:
            return  # of several it is the later ones that are at fault
        if other.group.folder_uid != subject.group.folder_uid or other.rule.title != subject.rule.title:
            continue
        in_group = other.group is subject.group
        yield Problem(
            f"the rule at {other.rule.location} has the same title in the same "
            f"{'group' if in_group else 'folder'}",
            "give each its own",
            severity=None if in_group else Severity.WARNING,
        )
        return


RULE = alert_rule(
    "alert-title",
    "Two rules of one title cannot be told apart in a notification; up to Grafana 11 the second is refused.",
    Severity.ERROR,
    check,
)
