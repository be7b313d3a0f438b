from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.variables_in_text import meant_variables
from generator.finding import Severity
from generator.suggest import nearest


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in meant_variables(subject):
        if reference.builtin or reference.name in subject.variables:
            continue
        meant = nearest(reference.name, subject.variables)
        hint = f"did you mean ${meant}?" if meant else f"declare it: -- params: {reference.name}=value"
        yield Problem(
            f"no variable {reference.name} is declared, so that Grafana leaves its name as it stands",
            hint,
            reference.start,
        )


RULE = Rule(
    "undeclared-variable",
    "A variable that the dashboard does not have is sent to the database by its name, and matches nothing.",
    "query",
    Severity.ERROR,
    check,
)
