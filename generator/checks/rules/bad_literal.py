from __future__ import annotations

from collections.abc import Iterator

from generator.checks.literals import literal_fault
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Text

_ANYTHING = ("text", "any", "varchar", "bpchar", "name")
_MOMENTS = ("timestamptz", "timestamp", "date")
"""Types of which a dashboard's variables hold no values: the bounds of its time range are Grafana's own."""


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading in subject.readings:
        for statement in reading.statements:
            for node, wanted in statement.analysis.coercions if statement.analysis else ():
                literal = bare(node)
                if wanted in _ANYTHING or not isinstance(literal, Text):
                    continue
                values = [literal.value]
                if wanted not in _MOMENTS:
                    values += subject.other_values(reading, literal)
                fault = next(filter(None, (literal_fault(wanted, value) for value in values)), None)
                if fault is not None:
                    start = reading.source_of_literal(literal.start, literal.end)
                    yield Problem(fault[0], fault[1], start)


RULE = Rule(
    "bad-literal",
    "A literal that its type cannot read ends the query with an error.",
    "query",
    Severity.ERROR,
    check,
    foretells=True,
)
