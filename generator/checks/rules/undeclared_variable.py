from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.languages.grafana_sql.places import Place
from generator.suggest import nearest


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in subject.references:
        if reference.builtin or reference.name in subject.variables:
            continue
        place = subject.places.at(reference.start)
        if place is Place.COMMENT or _is_end_of_text(subject, reference.end):
            continue
        if place is Place.SQL and reference.name.startswith("__"):
            continue  # a macro without its parenthesis
        meant = nearest(reference.name, subject.variables)
        hint = f"did you mean ${meant}?" if meant else f"declare it: -- params: {reference.name}=value"
        yield Problem(
            f"no variable {reference.name} is declared, so that Grafana leaves its name as it stands",
            hint,
            reference.start,
        )


def _is_end_of_text(subject: QuerySubject, end: int) -> bool:
    """Whether a `$` is a dollar quote's, which Grafana takes for a variable only when there is one."""
    return subject.text.startswith("$", end)


RULE = Rule(
    "undeclared-variable",
    "A variable that the dashboard does not have is sent to the database by its name, and matches nothing.",
    "query",
    Severity.ERROR,
    check,
)
