from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import GRAFANAS_LABELS, AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    # A template may well give each alert its own label back.
    fixed = {name for name, text in subject.rule.labels.items() if "{{" not in text}
    for query in subject.queries:
        for column in query.texts if query.has_instances else ():
            if column.is_key and column.name in fixed | GRAFANAS_LABELS:
                whose = "its own" if column.name in fixed else "Grafana's"
                yield Problem(
                    f"{whose} label {column.name} hides the one of {query.query.name}, "
                    "so that several of its alerts are one",
                    "give one of the two another name",
                )


RULE = alert_rule(
    "alert-hidden-label",
    "A label of the rule goes before one of the query: what only that told apart is a single alert.",
    Severity.ERROR,
    check,
)
