from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.interval import exactly
from generator.checks.rule import Problem
from generator.finding import Severity

if TYPE_CHECKING:
    from generator.alerting.evaluators import Evaluator


def check(subject: AlertSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.expressions import Threshold
    from generator.checks.alert_flow import ALWAYS, passes

    for step in subject.rule.expressions:
        if isinstance(step, Threshold) and step.recovery is not None:
            for number in _telling(step.evaluator, step.recovery):
                if (
                    passes(step.evaluator, exactly(number))
                    == passes(step.recovery, exactly(number))
                    == ALWAYS
                ):
                    yield Problem(
                        f"at {number:g} step {step.ref_id} fires and recovers",
                        "let the recovery begin where the threshold has ended",
                    )
                    break


def _telling(*evaluators: Evaluator) -> Iterator[float]:
    """Numbers of which one is in each piece that the limits cut: the limits, and what lies between them."""
    limits = sorted({float(limit) for each in evaluators for limit in each.params})
    yield from limits
    yield from ((low + high) / 2 for low, high in pairwise(limits))
    yield from (limits[0] - 1, limits[-1] + 1)


RULE = alert_rule(
    "alert-recovery",
    "A value that both fires and recovers makes an alert come and go with each evaluation.",
    Severity.ERROR,
    check,
)
