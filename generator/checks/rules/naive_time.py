from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Cast


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        types = statement.analysis.types if statement.analysis else {}
        for node in statement.of(Between):
            operand = bare(node.operand)
            if (
                isinstance(operand, Cast)
                and types.get(operand) == "timestamp"
                and types.get(operand.operand) == "timestamptz"
            ):
                yield Problem(
                    "without its zone a time is compared in the zone of the session, whatever that is",
                    "leave the cast out",
                    reading.source(operand.start),
                )


RULE = Rule(
    "naive-time",
    "Grafana's bounds are in UTC: a column that has lost its zone is compared with the wrong hours.",
    "query",
    Severity.WARNING,
    check,
)
