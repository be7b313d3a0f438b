from __future__ import annotations

from collections.abc import Iterator

from generator.checks.grouping import ungrouped
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import is_grouped, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Query, Select


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for query in statement.of(Query):
            select = query.body
            if not isinstance(select, Select) or statement.analysis is None:
                continue
            if is_grouped(statement, select, query.order_by):
                for column in ungrouped(select, query.order_by, statement.analysis):
                    name = column.name.text
                    yield Problem(
                        f"{name} is neither grouped by nor aggregated",
                        f"add it to GROUP BY, or write max({name})",
                        reading.source(column.start),
                    )


RULE = Rule(
    "not-grouped",
    "Of a group of rows only what they are grouped by and aggregates have one value.",
    "query",
    Severity.ERROR,
    check,
    foretells=True,
)
