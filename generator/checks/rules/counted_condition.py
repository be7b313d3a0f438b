from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, is_null, own_nodes, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Binary, Case, Expression, In, Number, Text


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for call in statement.aggregates:
            if call.name != "count" or call.distinct or len(call.arguments) != 1:
                continue
            if _is_condition(statement, call.arguments[0]):
                yield Problem(
                    "count takes in all that is not NULL, and this is not where the condition does not hold",
                    "write count(*) FILTER (WHERE condition)",
                    reading.source(call.start),
                )


def _is_condition(statement: StatementReading, argument: Expression) -> bool:
    """Whether a value says yes or no, and says no in another way than by NULL."""
    inner = bare(argument)
    if isinstance(inner, Case):
        values = [value for _, value in inner.branches]
        return inner.otherwise is not None and all(
            isinstance(bare(value), Number | Text) for value in (*values, inner.otherwise)
        )
    types = statement.analysis.types if statement.analysis else {}
    return (
        isinstance(inner, Binary | In | Between)
        and types.get(inner) == "bool"
        and not any(isinstance(node, Expression) and is_null(node) for node in own_nodes(inner))
    )


RULE = Rule(
    "counted-condition",
    "A condition is never NULL where it is false, so that count(condition) counts those rows as well.",
    "query",
    Severity.WARNING,
    check,
)
