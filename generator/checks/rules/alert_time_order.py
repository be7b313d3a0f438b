from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Order
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.result import TIME
from generator.checks.rule import Problem
from generator.finding import Severity

_MISTAKES = {
    Order.NONE: "nothing says in which order the points of this series come",
    Order.OTHERWISE: "the points of this series come in another order than that of time",
    Order.BACKWARD: "the points of this series come backward in time",
}


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    columns = subject.answer.columns or ()
    has_time = any(column.name == TIME for column in columns) or not subject.is_series_format
    if (
        not subject.is_series
        or subject.is_long_table
        or not has_time
        or subject.answer.order not in _MISTAKES
    ):
        return
    yield Problem(
        _MISTAKES[subject.answer.order],
        "end with ORDER BY time",
        subject.answer.order_start,
        severity=None if subject.texts else Severity.WARNING,
    )


RULE = alert_query_rule(
    "alert-time-order",
    "Grafana refuses to make series with labels of rows out of order, and takes a wrong last one of others.",
    Severity.ERROR,
    check,
    instead_of=["time-order"],
)
