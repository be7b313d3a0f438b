from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate
    from generator.checks.alert_templates import prints_a_value, read

    for name, text in subject.rule.labels.items():
        try:
            changes = prints_a_value(read(text))
        except (TemplateFailure, UnsupportedTemplate):
            continue
        if changes:
            waits = "it never gets past its wait" if subject.rule.for_ else "each value is another alert"
            yield Problem(
                f"its label {name} holds a value that changes with each evaluation: {waits}",
                "put it into an annotation, such as the summary",
                severity=None if subject.rule.for_ else Severity.WARNING,
            )


RULE = alert_rule(
    "alert-label-value",
    "An alert is its labels: with a number among them it begins anew at each evaluation.",
    Severity.ERROR,
    check,
)
