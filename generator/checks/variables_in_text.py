"""The variables that a query's author means: where a dashboard would put a value in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.sql_nodes import queries
from generator.languages.grafana.model import Reference
from generator.languages.grafana_sql.places import Place

_DOLLAR_QUOTE = re.compile(r"\$\w*\Z")


def meant_variables(subject: QuerySubject) -> Iterator[Reference]:
    """The references that are neither in a comment nor something of PostgreSQL's own."""
    for reference in subject.references:
        place = subject.places.at(reference.start)
        if place is Place.COMMENT or _is_dollar_quote(subject.text, reference):
            continue
        if place is Place.LITERAL and subject.places.start(reference.start) in _paths(subject):
            continue  # a variable of the path's own
        if place is Place.SQL and reference.name.startswith("__") and not reference.builtin:
            continue  # a macro without its parenthesis
        yield reference


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
