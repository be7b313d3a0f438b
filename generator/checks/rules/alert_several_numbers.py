from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    values = [column for column in subject.values if not column.is_key]
    if len(values) < 2 or not subject.has_instances:
        return
    first, second = values[0], values[1]
    if subject.is_series and not subject.is_long_table:
        message = f"{first.name} and {second.name} have the same labels once they are reduced"
    else:
        message = f"{first.name} and {second.name} are both numbers, and an alert takes one"
    yield Problem(message, "leave one out, or ask for it in a query of its own", second.start)


RULE = alert_query_rule(
    "alert-several-numbers",
    "Two numbers in a row cannot be told apart by labels, and each evaluation is an error.",
    Severity.ERROR,
    check,
)
