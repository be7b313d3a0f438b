from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import AnswerColumn, Kind
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    if not subject.answer.is_known:
        return
    booleans = subject.answer.of(Kind.BOOLEAN)
    if booleans and not subject.is_series:
        yield Problem(
            f"{booleans[0].name} is a boolean, which is neither a number nor a label",
            "cast it: ::int to compare it, ::text to make it a label",
            booleans[0].start,
        )
    elif not subject.values:
        meant = _meant(subject)
        yield Problem(
            f"no column is a number to compare: {meant.name} is {meant.type}",
            subject.answer.remedies.number,
            meant.start,
        )


def _meant(subject: AlertQuerySubject) -> AnswerColumn:
    """The column that is most likely the value: what is computed, else the last that is no time."""
    columns = subject.answer.columns or ()
    others = [column for column in columns if column.kind is not Kind.TIME] or list(columns)
    computed = [column for column in others if column.is_made_of_many]
    values = [column for column in others if not column.is_key]
    return (computed or values or others)[-1]


RULE = alert_query_rule(
    "alert-number",
    "An alert compares a number: without a column of numbers each evaluation is an error.",
    Severity.ERROR,
    check,
    instead_of=["time-values", "result-value-column"],
)
