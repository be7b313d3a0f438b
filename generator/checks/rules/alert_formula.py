from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.evaluation.mathexp.parse import parse
    from generator.alerting.evaluation.values import StepError
    from generator.alerting.expressions import Math

    for step in subject.rule.expressions:
        if isinstance(step, Math):
            try:
                parse(step.expression)
            except StepError as error:
                yield Problem(f"Grafana cannot read the formula of step {step.ref_id}: {error}")


RULE = alert_rule(
    "alert-formula",
    "A formula that Grafana cannot read is an error at each evaluation.",
    Severity.ERROR,
    check,
)
