from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Kind, Rows
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    answer = subject.answer
    if not answer.is_known or not subject.values or not subject.has_instances:
        return
    if answer.lost:
        lost = answer.lost[0]
        yield Problem(
            f"rows differ in {lost.text}, which no column tells",
            "select it too, or do not group by it",
            lost.start,
            severity=Severity.WARNING if subject.is_series else None,
        )
    elif answer.repeated is not None and not subject.is_series:
        yield Problem(
            "the rows of this part have the same labels as those of another one",
            "tell them apart by a text: 'errors' AS what",
            answer.repeated.start,
        )
    elif answer.only_in_numbers and len(subject.values) == 1 and not subject.is_series:
        value = subject.values[0]
        yield Problem(
            f"rows with the same labels differ in {value.name}, which is the value and no label",
            "aggregate it: max(...), or make a label of it: ::text",
            value.start,
        )
    elif answer.rows is Rows.RECORDS and not subject.is_series:
        # What changes with every record is another mistake, and may tell them apart.
        labels = [column for column in subject.texts if not column.is_constant]
        if not any(column.changes for column in labels):
            same = (
                f"with the same {', '.join(column.name for column in labels)}" if labels else "and no label"
            )
            yield Problem(
                f"each record is a row of its own: two {same} cannot be told apart",
                "count or aggregate them, and group by what shall be a label",
                answer.of(Kind.NUMBER)[0].start,
            )


RULE = alert_query_rule(
    "alert-rows",
    "Rows with the same labels are one alert instance twice, and each evaluation is an error.",
    Severity.ERROR,
    check,
)
