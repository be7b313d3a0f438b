from __future__ import annotations

from collections.abc import Iterator

from logloom.schema import TABLE

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import names_time, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Binary, Relation

_COMPARISONS = ("<", ">", "<=", ">=", "=", "<@", "&&")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        tables = [relation for relation in statement.of(Relation) if relation.names[-1].text == TABLE]
        if tables and not statement.is_faulty and not _has_bound(statement):
            yield Problem(
                f"this reads all of {TABLE}, whatever time range the dashboard shows",
                "add WHERE $__timeFilter(timestamp)",
                reading.source(tables[0].start),
            )


def _has_bound(statement: StatementReading) -> bool:
    """Whether some condition anywhere is about a time column."""
    return any(names_time(statement, node.operand) for node in statement.of(Between)) or any(
        node.operator in _COMPARISONS
        and (names_time(statement, node.left) or names_time(statement, node.right))
        for node in statement.of(Binary)
    )


RULE = Rule(
    "no-time-bound",
    "A query without a time filter reads every partition, and shows the same whatever the viewer picks.",
    "query",
    Severity.WARNING,
    check,
)
