from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, number_value, queries, text_value
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Binary, Call, Column, Expression, Node, Query, Text

_ORDERING = ("<", ">", "<=", ">=")
_NUMBERS = ("int8", "float8")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for node in _compared_with_numbers(statement):
            yield _problem("compares", reading.source(node.start))
        for expression in _ordered(statement):
            if _is_numeric_key(subject, expression):
                yield _problem("orders", reading.source(expression.start))


def _compared_with_numbers(statement: StatementReading) -> Iterator[Node]:
    for node in statement.of(Binary):
        if node.operator in _ORDERING and (
            _is_text_of_number(statement, node.left, node.right)
            or _is_text_of_number(statement, node.right, node.left)
        ):
            yield node
    for between in statement.of(Between):
        if _is_text_of_number(statement, between.operand, between.low):
            yield between


def _is_text_of_number(statement: StatementReading, text: Expression, number: Expression) -> bool:
    types = statement.analysis.types if statement.analysis else {}
    inner = bare(number)
    is_number = isinstance(inner, Text) and number_value(inner) is not None
    return is_number and types.get(text) in ("text", "varchar")


def _ordered(statement: StatementReading) -> Iterator[Expression]:
    """What rows are ordered by, and what the largest or smallest of is sought."""
    for query in statement.of(Query):
        for key in query.order_by:
            yield bare(key.expression)
    for call in statement.of(Call):
        if call.name in ("min", "max"):
            yield from map(bare, call.arguments)


def _is_numeric_key(subject: QuerySubject, expression: Expression) -> bool:
    """Whether this is the text of a key that the contract says is a number."""
    if not isinstance(expression, Binary) or expression.operator != "->>":
        return False
    column = bare(expression.left)
    key = text_value(expression.right)
    return (
        isinstance(column, Column)
        and column.name.text == subject.schema.json_column
        and (subject.schema.keys or {}).get(key or "") in _NUMBERS
    )


def _problem(what: str, start: int) -> Problem:
    return Problem(
        f"this {what} texts, among which '20' comes after '100'", "cast the text: (...)::numeric", start
    )


RULE = Rule(
    "text-order",
    "Numbers that are compared as texts are in the wrong order.",
    "query",
    Severity.WARNING,
    check,
)
