from __future__ import annotations

from collections.abc import Iterator

from generator.checks.fault_rule import FaultRule
from generator.checks.macro_shapes import KNOWN, call_problem
from generator.checks.query_subject import MACRO, QuerySubject
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.grafana_sql.places import Place
from generator.suggest import nearest


def check(subject: QuerySubject) -> Iterator[Problem]:
    told = set()
    for _, refusal in subject.refusals:
        if refusal.start not in told:
            told.add(refusal.start)
            yield _refused(subject, refusal.message, refusal.start, refusal.end)
    for call in subject.macros:
        if call.start not in told and subject.places.at(call.start) is not Place.COMMENT:
            problem = call_problem(call, subject.text)
            if problem is not None:
                told.add(call.start)
                yield problem
    yield from (problem for problem in subject.faults.get(MACRO, ()) if problem.start not in told)


def _refused(subject: QuerySubject, message: str, start: int, end: int) -> Problem:
    """What Grafana itself would refuse: in every release, or in those that expand comments too."""
    name = subject.text[start:end].lstrip("$").split("(")[0]
    meant = nearest(name, KNOWN) if name not in KNOWN else None
    hint = f"did you mean ${meant}?" if meant else ""
    if not subject.is_always_refused and subject.places.at(start) is Place.COMMENT:
        hint = "releases before 12.1.11, 12.2.9, 12.3.7 and 12.4.3 expand comments: leave out the $"
        return Problem(message, hint, start, severity=Severity.WARNING)
    return Problem(message, hint, start)


RULE = FaultRule(
    "macro",
    "A macro is a replacement of text: it needs a name Grafana knows, plain arguments and no blank.",
    "query",
    Severity.ERROR,
    check,
)
