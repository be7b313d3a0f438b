from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Kind
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    numbers = subject.answer.of(Kind.NUMBER)
    keys = [column for column in numbers if column.is_key]
    if len(numbers) < 2 or not subject.has_instances:
        return
    # Where all are keys, the last one is the value.
    for column in keys if len(keys) < len(numbers) else keys[:-1]:
        yield Problem(
            f"{column.name} tells the rows apart and is a number, so that it is a second value and no label",
            subject.answer.remedies.label.format(name=column.name),
            column.start,
        )


RULE = alert_query_rule(
    "alert-number-label",
    "Only text becomes a label: a number beside the value makes the result one that no alert can read.",
    Severity.ERROR,
    check,
)
