from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertSubject) -> Iterator[Problem]:
    known = {each.step.ref_id for each in subject.asked if each.answer.is_known}
    for step in subject.rule.expressions:
        reach = subject.reaches[step.reads[0]]
        if step.type == "resample" and not reach.as_series and reach.with_labels <= known:
            yield Problem(
                f"step {step.ref_id} resamples {step.reads[0]}, which is numbers and no series",
                "resample before it is reduced, and ask for the format time_series",
            )


RULE = alert_rule(
    "alert-resample",
    "Only series can be put on a grid of times: numbers are an error at each evaluation.",
    Severity.ERROR,
    check,
)
