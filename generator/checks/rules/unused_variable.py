from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.places import Place
from generator.suggest import nearest


def check(subject: QuerySubject) -> Iterator[Problem]:
    used = {
        reference.name
        for reference in subject.references
        if subject.places.at(reference.start) is not Place.COMMENT
    }
    meant = {nearest(name, subject.variables) for name in used if name not in subject.variables}
    for name in subject.variables:
        if name not in used and name not in meant:
            yield Problem(
                f"the query does not use its variable {name}", "take it out of params:", _place(subject, name)
            )


def _place(subject: QuerySubject, name: str) -> int:
    """Where the header declares the variable."""
    header = subject.text.find("params:")
    return max(subject.text.find(f"{name}=", max(header, 0)), 0) if header >= 0 else 0


RULE = Rule(
    "unused-variable",
    "A variable that is declared and not used makes a viewer believe that it filters.",
    "query",
    Severity.WARNING,
    check,
)
