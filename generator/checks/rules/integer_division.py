from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import aggregates, bare, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Binary, Expression, Number, Text

_INTEGERS = ("int2", "int4", "int8")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for node in statement.of(Binary):
            if node.operator == "/" and _loses_fractions(statement, node):
                yield Problem(
                    "both sides of this division are integers, so its fraction is cut off",
                    "multiply by 1.0 first, or cast one side to numeric",
                    reading.source(node.left.start),
                )


def _loses_fractions(statement: StatementReading, node: Binary) -> bool:
    """Whether counts are divided; where nothing is counted, rounding may be the purpose."""
    types = statement.analysis.types if statement.analysis else {}
    if types.get(node.left) not in _INTEGERS or types.get(node.right) not in _INTEGERS:
        return False
    return _is_counted(statement, node.left) or _is_counted(statement, node.right)


def _is_counted(statement: StatementReading, side: Expression) -> bool:
    return bool(aggregates(statement, side)) and not isinstance(bare(side), Number | Text)


RULE = Rule(
    "integer-division",
    "PostgreSQL divides integers without a remainder: a share of counts comes out as 0 or 1.",
    "query",
    Severity.WARNING,
    check,
)
