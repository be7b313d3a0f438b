from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.undeclared import undeclared
from generator.checks.variables_in_text import meant_variables
from generator.finding import Severity


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in meant_variables(subject):
        if reference.builtin or reference.name in subject.variables:
            continue
        yield undeclared(reference, subject.variables, "--")


RULE = Rule(
    "undeclared-variable",
    "A variable that the dashboard does not have is sent to the database by its name, and matches nothing.",
    "query",
    Severity.ERROR,
    check,
)
