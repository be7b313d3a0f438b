from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Kind, Rows
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity

_TOLD = frozenset({"NoData", "Alerting"})
"""What a rule may say of missing data so that somebody hears of it."""


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    answer = subject.answer
    if not subject.fires_at_zero or not answer.may_be_empty or answer.rows is Rows.RECORDS:
        return
    is_group = answer.rows is Rows.GROUPS
    if not is_group and subject.rule is not None and subject.rule.no_data in _TOLD:
        return
    what = "a group without records has no row" if is_group else "without records there is no row"
    for column in answer.of(Kind.NUMBER):
        if column.bounds.low >= 1 and not column.is_key:
            yield Problem(
                f"{what} rather than 0, so that the condition never sees it",
                answer.remedies.vanishing if is_group else 'let missing data tell: no_data="Alerting"',
                column.start,
            )


RULE = alert_query_rule(
    "alert-vanishing",
    "What falls silent vanishes from a grouped result, and an alert on few records stays quiet.",
    Severity.WARNING,
    check,
)
