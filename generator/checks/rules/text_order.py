from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, number_value, queries
from generator.languages.grafana_sql.tree import Between, Binary, Expression, Text

_ORDERING = ("<", ">", "<=", ">=")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for node in statement.of(Binary):
            if node.operator in _ORDERING and (
                _is_text_of_number(statement, node.left, node.right)
                or _is_text_of_number(statement, node.right, node.left)
            ):
                yield _problem(reading.source(node.start))
        for between in statement.of(Between):
            if _is_text_of_number(statement, between.operand, between.low):
                yield _problem(reading.source(between.start))


def _is_text_of_number(statement: StatementReading, text: Expression, number: Expression) -> bool:
    types = statement.analysis.types if statement.analysis else {}
    inner = bare(number)
    return (
        types.get(text) in ("text", "varchar") and isinstance(inner, Text) and number_value(inner) is not None
    )


def _problem(start: int) -> Problem:
    return Problem(
        "this compares texts, among which '20' comes after '100'", "cast the text: (...)::numeric", start
    )


RULE = Rule(
    "text-order",
    "Numbers that are compared as texts are in the wrong order.",
    "query",
    Severity.WARNING,
    check,
)
