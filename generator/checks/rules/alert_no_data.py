from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Rows
from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    if subject.rule.no_data != "NoData":
        return
    for query in subject.queries:
        answer = query.answer
        if answer.rows in (Rows.GROUPS, Rows.RECORDS) and answer.is_filtered:
            yield Problem(
                f"{query.query.name} returns no row when nothing is found, and then it tells of missing data",
                'say what that means: no_data="OK"',
            )
            return


RULE = alert_rule(
    "alert-no-data",
    "Where no row is the good news, the default for missing data makes an alert of it.",
    Severity.WARNING,
    check,
)
