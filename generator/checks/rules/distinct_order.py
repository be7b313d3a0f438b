from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.grouping import shape
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.languages.grafana_sql.tree import Column, Number, Query, Select, Star


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for query in statement.of(Query):
            select = query.body
            if not isinstance(select, Select) or not select.distinct or statement.analysis is None:
                continue
            if any(isinstance(item.expression, Star) for item in select.items):
                continue
            listed = {shape(item.expression, statement.analysis) for item in select.items}
            names = {output.name for output in statement.analysis.outputs.get(select) or ()}
            if select.distinct_on:
                continue
            for key in query.order_by:
                expression = key.expression
                by_name = isinstance(expression, Column) and expression.name.text in names
                if (
                    isinstance(expression, Number)
                    or by_name
                    or shape(expression, statement.analysis) in listed
                ):
                    continue
                yield Problem(
                    "SELECT DISTINCT is ordered by what it does not select",
                    "select it too, or group instead",
                    reading.source(expression.start),
                )


RULE = Rule(
    "distinct-order",
    "Once rows are made distinct, only what is selected is left to order them by.",
    "query",
    Severity.ERROR,
    check,
)
