from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.alert_answer import Kind
from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity

_ASKS = re.compile(r"\bis_(?:nan|null|number|inf)\s*\(")


def check(subject: AlertSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.expressions import Math

    condition = subject.condition
    # A formula that asks whether there is a number has its own answer where there is none.
    if not isinstance(condition, Math) or _ASKS.search(condition.expression):
        return
    for asked in subject.asked:
        values = [column for column in asked.answer.of(Kind.NUMBER) if column.is_null_without_rows]
        if asked.step.ref_id in condition.reads and values and not asked.is_series_format:
            yield Problem(
                f"{values[0].name} of {asked.query.name} is NULL when there is no record, and then "
                f"the formula is true",
                "write coalesce(..., 0) in the query, or compare with a.threshold(...)",
            )


RULE = alert_rule(
    "alert-null",
    "Grafana makes NaN of NULL in a formula, and an alert whose condition is NaN fires.",
    Severity.WARNING,
    check,
)
