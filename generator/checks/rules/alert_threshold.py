from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.interval import ANYTHING, SHARE, exactly
from generator.checks.rule import Problem
from generator.finding import Severity

_NEVER, _ALWAYS = exactly(0), exactly(1)
_COMPARING = frozenset({"threshold", "math"})


def check(subject: AlertSubject) -> Iterator[Problem]:
    # A count that is never 0 since its group vanishes is a mistake in the query: alert-vanishing tells it.
    flow = subject.flow_with_silence
    for step in subject.rule.expressions:
        returned = flow.get(step.ref_id, ANYTHING)
        if step.type not in _COMPARING or returned not in (_NEVER, _ALWAYS):
            continue
        read = ", ".join(f"{ref_id} is {flow[ref_id]}" for ref_id in step.reads if ref_id in flow)
        if returned == _NEVER:
            is_share = any(flow.get(ref_id) == SHARE for ref_id in step.reads)
            hint = "a share of all is 1, and not 100" if is_share else "compare it with what it can be"
            yield Problem(f"step {step.ref_id} is never true: {read}", hint)
        else:
            yield Problem(f"step {step.ref_id} is always true: {read}", severity=Severity.WARNING)
        return


RULE = alert_rule(
    "alert-threshold",
    "An alert whose threshold no value reaches never fires, and everybody believes that all is well.",
    Severity.ERROR,
    check,
)
