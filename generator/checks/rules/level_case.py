from __future__ import annotations

from collections.abc import Iterator

from logloom.contract import LEVELS

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Binary, Column, Expression, In, Text


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for literal in _levels(statement):
            if literal.value not in LEVELS and literal.value.upper() in LEVELS:
                yield Problem(
                    f"no record has the level '{literal.value}'",
                    f"write '{literal.value.upper()}'",
                    reading.source(literal.start),
                )


def _levels(statement: StatementReading) -> Iterator[Text]:
    """The literals that the column level is compared with."""
    for node in statement.of(Binary):
        if node.operator in ("=", "<>"):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if _is_level(statement, one):
                    yield from _texts(other)
    for inclusion in statement.of(In):
        if isinstance(inclusion.choices, tuple) and _is_level(statement, inclusion.operand):
            yield from _texts(*inclusion.choices)


def _is_level(statement: StatementReading, node: Expression) -> bool:
    inner = bare(node)
    origin = (
        statement.analysis.origins.get(inner) if statement.analysis and isinstance(inner, Column) else None
    )
    return origin is not None and origin.stored and isinstance(inner, Column) and inner.name.text == "level"


def _texts(*nodes: Expression) -> Iterator[Text]:
    for node in nodes:
        inner = bare(node)
        if isinstance(inner, Text):
            yield inner


RULE = Rule(
    "level-case",
    "Levels are written in capitals, and texts are compared letter by letter.",
    "query",
    Severity.WARNING,
    check,
)
