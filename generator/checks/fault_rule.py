"""Rules for what PostgreSQL itself would refuse: the analysis finds it, the rule names it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity


@attrs.frozen
class FaultRule(Rule):
    """A rule that gives way to any other that knows what is wrong at the same place."""


def fault_rule(name: str, why: str) -> FaultRule:
    """The rule for the faults of that name."""

    def check(subject: QuerySubject) -> Iterable[Problem]:
        return subject.faults.get(name, ())

    return FaultRule(name, why, "query", Severity.ERROR, check)
