from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import aggregates, own_nodes, queries, window_calls
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.tree import Call, Expression, Join, Number, Select, children


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for select in statement.of(Select):
            for place, expression in _conditions(select):
                hint = "conditions on groups stand in HAVING" if place == "WHERE" else ""
                for call in aggregates(expression):
                    yield Problem(f"{place} knows no aggregates", hint, reading.source(call.start))
                for call in window_calls(expression):
                    hint = "filter it in a query around this one"
                    yield Problem(f"{place} knows no window functions", hint, reading.source(call.start))
            for key in select.group_by:
                if isinstance(key, Number) and (grouped := _grouped_aggregate(select, key)):
                    yield Problem(
                        f"GROUP BY {key.text} stands for {grouped.name}(...), an aggregate",
                        "group by the other columns only",
                        reading.source(key.start),
                    )
        for call in statement.of(Call):
            if is_aggregate(call):
                for inner in _inside(call):
                    yield Problem(
                        f"{call.name} cannot take the aggregate {inner.name}",
                        "aggregate in a query below, and again around it",
                        reading.source(inner.start),
                    )


def _conditions(select: Select) -> Iterator[tuple[str, Expression]]:
    if select.where is not None:
        yield "WHERE", select.where
    for key in select.group_by:
        yield "GROUP BY", key
    for source in select.sources:
        for node in own_nodes(source):
            if isinstance(node, Join) and node.on is not None:
                yield "ON", node.on
    if select.having is not None:
        for call in window_calls(select.having):
            yield "HAVING", call


def _grouped_aggregate(select: Select, key: Number) -> Call | None:
    place = int(key.text) - 1 if key.text.isdecimal() else -1
    if not 0 <= place < len(select.items):
        return None
    expression = select.items[place].expression
    return next(aggregates(expression), None) or next(window_calls(expression), None)


def _inside(call: Call) -> Iterator[Call]:
    for child in children(call):
        for node in own_nodes(child):
            if isinstance(node, Call) and (is_aggregate(node) or node.over is not None):
                yield node


RULE = Rule(
    "misplaced-aggregate",
    "Aggregates are known only once rows are grouped: not in WHERE, ON or GROUP BY, nor inside one another.",
    "query",
    Severity.ERROR,
    check,
)
