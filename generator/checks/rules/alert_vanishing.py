from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Kind, Rows
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    if not subject.fires_at_zero or subject.answer.rows is not Rows.GROUPS:
        return
    for column in subject.answer.of(Kind.NUMBER):
        if column.bounds.low >= 1 and not column.is_key:
            yield Problem(
                "a group without records has no row rather than 0, so that the condition never sees it",
                "join a list of the groups that there should be, and count what is found of each",
                column.start,
            )


RULE = alert_query_rule(
    "alert-vanishing",
    "What falls silent vanishes from a grouped result, and an alert on few records stays quiet.",
    Severity.WARNING,
    check,
)
