from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import QuerySource


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for source in statement.of(QuerySource):
            if source.alias is None:
                yield Problem(
                    "before PostgreSQL 16 a query in FROM needs a name",
                    "write AS name behind its parenthesis",
                    reading.source(source.start),
                )


RULE = Rule(
    "subquery-alias",
    "PostgreSQL 15 and older refuse a query in FROM without an alias.",
    "query",
    Severity.WARNING,
    check,
)
