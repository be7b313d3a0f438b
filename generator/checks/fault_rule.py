"""Rules for what a language's own analysis finds: it finds the mistake, the rule names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import attrs

from generator.checks.rule import Problem, Rule, SubjectKind
from generator.finding import Severity


class WithFaults(Protocol):
    """A query with what is found when it is read, by the rule that it breaks."""

    @property
    def faults(self) -> Mapping[str, Sequence[Problem]]: ...


@attrs.frozen
class FaultRule(Rule):
    """A rule that gives way to any other that knows what is wrong at the same place."""


def fault_rule(
    name: str, why: str, subject: SubjectKind = "query", severity: Severity = Severity.ERROR
) -> FaultRule:
    """The rule for the faults of that name."""

    def check(subject: WithFaults) -> Iterable[Problem]:
        return subject.faults.get(name, ())

    return FaultRule(name, why, subject, severity, check)
