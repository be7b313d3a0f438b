from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries, text_value
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Binary, Expression, In, Text

_LISTS = ("csv", "pipe", "text", "raw", "json", "glob", "distributed")


def check(subject: QuerySubject) -> Iterator[Problem]:
    lists = {
        reference.start: reference
        for reference in subject.references
        if reference.format in _LISTS
        and (variable := subject.variables.get(reference.name)) is not None
        and (variable.multi or variable.include_all)
    }
    if not lists:
        return
    for reading, statement in queries(subject):
        for literal in _compared(statement):
            reference = lists.get(reading.source_of_literal(literal.start, literal.end))
            if reference is not None:
                yield Problem(
                    f"several values of {reference.name} are one text here, which nothing is equal to",
                    f"write IN (${{{reference.name}:sqlstring}})",
                    reference.start,
                )


def _compared(statement: StatementReading) -> Iterator[Text]:
    """The literals that a value of a record is compared with as a whole."""
    for inclusion in statement.of(In):
        if isinstance(inclusion.choices, tuple) and text_value(inclusion.operand) is None:
            yield from _texts(*inclusion.choices)
    for node in statement.of(Binary):
        # Two literals are compared to find out what is picked.
        if node.operator in ("=", "<>") and None in (text_value(node.left), text_value(node.right)):
            yield from _texts(node.left, node.right)


def _texts(*nodes: Expression) -> Iterator[Text]:
    for node in nodes:
        inner = bare(node)
        if isinstance(inner, Text):
            yield inner


RULE = Rule(
    "list-in-text",
    "Two values between one pair of quotes are one text, 'a,b', that no record has.",
    "query",
    Severity.ERROR,
    check,
)
