from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    if not subject.rule.annotations.get("summary", "").strip():
        yield Problem("it has no summary", 'say what is wrong: summary="{{ $labels.category }} fails"')


RULE = alert_rule(
    "alert-summary",
    "A notification without a summary says that something is wrong, and not what.",
    Severity.WARNING,
    check,
)
