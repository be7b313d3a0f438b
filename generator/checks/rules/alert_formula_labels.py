from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.checks.alert_answer import Kind
from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.result import METRIC
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    labels = {
        each.step.ref_id: {column.name for column in each.answer.of(Kind.TEXT)}
        for each in subject.asked
        if each.answer.is_known
    }
    for step in subject.rule.expressions:
        borne: dict[str, set[str]] = {}
        for name in step.reads if step.type == "math" else ():
            match list(subject.reaches[name].with_labels):
                case [query] if query in labels:
                    borne[name] = labels[query]
        for (one, ones), (other, others) in combinations(borne.items(), 2):
            if ones and others and METRIC not in ones | others and not (ones <= others or others <= ones):
                yield Problem(
                    f"{one} and {other} of step {step.ref_id} have no labels in common: "
                    f"{', '.join(sorted(ones))} and {', '.join(sorted(others))}",
                    "group both by the same, or one of them by nothing",
                )


RULE = alert_rule(
    "alert-formula-labels",
    "A formula puts together what has the same labels, and drops the rest without a word.",
    Severity.WARNING,
    check,
)
