from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity
from generator.languages.grafana_sql.model import Reference
from generator.languages.grafana_sql.places import Place
from generator.suggest import nearest


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in subject.references:
        if reference.builtin or reference.name in subject.variables:
            continue
        place = subject.places.at(reference.start)
        if place is Place.COMMENT or _is_dollar_quote(subject.text, reference):
            continue
        if place is Place.LITERAL and subject.places.start(reference.start) in _paths(subject):
            continue  # a variable of the path's own
        if place is Place.SQL and reference.name.startswith("__"):
            continue  # a macro without its parenthesis
        meant = nearest(reference.name, subject.variables)
        hint = f"did you mean ${meant}?" if meant else f"declare it: -- params: {reference.name}=value"
        yield Problem(
            f"no variable {reference.name} is declared, so that Grafana leaves its name as it stands",
            hint,
            reference.start,
        )


_DOLLAR_QUOTE = re.compile(r"\$\w*\Z")


def _is_dollar_quote(text: str, reference: Reference) -> bool:
    """Whether the `$` is a dollar quote's, which Grafana takes for a variable only when there is one."""
    return text.startswith("$", reference.end) or bool(_DOLLAR_QUOTE.search(text, 0, reference.start))


def _paths(subject: QuerySubject) -> set[int]:
    """Where the literals begin that are SQL/JSON paths."""
    return {
        reading.source(node.start)
        for reading, statement in queries(subject)
        for node, wanted in (statement.analysis.coercions if statement.analysis else ())
        if wanted == "jsonpath"
    }


RULE = Rule(
    "undeclared-variable",
    "A variable that the dashboard does not have is sent to the database by its name, and matches nothing.",
    "query",
    Severity.ERROR,
    check,
)
