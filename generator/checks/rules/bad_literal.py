from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.literals import literal_fault
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare
from generator.languages.grafana_sql.tree import Text


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading in subject.readings:
        for statement in reading.statements:
            for node, wanted in statement.analysis.coercions if statement.analysis else ():
                literal = bare(node)
                if not isinstance(literal, Text):
                    continue
                fault = literal_fault(wanted, literal.value)
                if fault is not None:
                    start = reading.source_of_literal(literal.start, literal.end)
                    yield Problem(fault[0], fault[1], start)


RULE = Rule(
    "bad-literal",
    "A literal that its type cannot read ends the query with an error.",
    "query",
    Severity.ERROR,
    check,
)
