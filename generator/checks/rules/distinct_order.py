from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.grouping import shape
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries
from generator.finding import Severity
from generator.languages.grafana_sql.analysis import Analysis
from generator.languages.grafana_sql.tree import Column, Expression, Number, Query, Select, SortKey, Star


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        if statement.analysis is None:
            continue
        for query in statement.of(Query):
            select = query.body
            if isinstance(select, Select) and select.distinct_on:
                yield from _distinct_on(reading, select, query.order_by, statement.analysis)
            elif isinstance(select, Select) and select.distinct:
                yield from _distinct(reading, select, query.order_by, statement.analysis)
        for call in statement.aggregates:
            if call.distinct and call.order_by:
                arguments = {shape(argument, statement.analysis) for argument in call.arguments}
                for key in call.order_by:
                    if shape(key.expression, statement.analysis) not in arguments:
                        yield Problem(
                            "an aggregate with DISTINCT is ordered by what it does not take",
                            "order by its argument",
                            reading.source(key.expression.start),
                        )


def _distinct(
    reading: Reading, select: Select, order_by: Sequence[SortKey], analysis: Analysis
) -> Iterator[Problem]:
    if any(isinstance(item.expression, Star) for item in select.items):
        return
    listed = {shape(item.expression, analysis) for item in select.items}
    names = {output.name for output in analysis.outputs.get(select) or ()}
    for key in order_by:
        expression = key.expression
        by_name = isinstance(expression, Column) and expression.name.text in names
        if not (isinstance(expression, Number) or by_name or shape(expression, analysis) in listed):
            yield Problem(
                "SELECT DISTINCT is ordered by what it does not select",
                "select it too, or group instead",
                reading.source(expression.start),
            )


def _distinct_on(
    reading: Reading, select: Select, order_by: Sequence[SortKey], analysis: Analysis
) -> Iterator[Problem]:
    """ORDER BY begins with the expressions of DISTINCT ON, in any order."""
    wanted = {shape(_meant(key, select), analysis) for key in select.distinct_on}
    for number, key in enumerate(order_by):
        if not wanted:
            return
        form = shape(_meant(key.expression, select), analysis)
        if form not in wanted and number < len(select.distinct_on):
            yield Problem(
                "SELECT DISTINCT ON is ordered by something else first",
                "begin ORDER BY with what stands behind DISTINCT ON",
                reading.source(select.distinct_on[0].start),
            )
            return
        wanted.discard(form)


def _meant(key: Expression, select: Select) -> Expression:
    """The expression that a position or an alias stands for."""
    inner = bare(key)
    if isinstance(inner, Number) and inner.text.isdecimal() and 1 <= int(inner.text) <= len(select.items):
        return select.items[int(inner.text) - 1].expression
    if isinstance(inner, Column) and len(inner.names) == 1:
        for item in select.items:
            if item.alias is not None and item.alias.text == inner.name.text:
                return item.expression
    return inner


RULE = Rule(
    "distinct-order",
    "Once rows are made distinct, only what is selected is left to order them by.",
    "query",
    Severity.ERROR,
    check,
    foretells=True,
)
