from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    if subject.rule.no_data != "NoData":
        return
    # A formula takes NULL for NaN, and fires: alert-null tells it.
    compares = subject.condition is not None and subject.condition.type == "threshold"
    for query in subject.queries:
        answer = query.answer
        if not answer.is_filtered:
            continue
        missing = "no row" if answer.may_be_empty else ""
        if compares and any(column.is_null_without_rows for column in query.values):
            missing = "NULL"
        if missing:
            yield Problem(
                f"{query.query.name} returns {missing} when nothing is found: then it tells of missing data",
                'say what that means: no_data="OK"',
            )
            return


RULE = alert_rule(
    "alert-no-data",
    "Where no row is the good news, the default for missing data makes an alert of it.",
    Severity.WARNING,
    check,
)
