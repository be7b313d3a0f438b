from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import aggregates, queries, window_calls
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Call, Expression, Join, Number, Select, children


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        if not statement.aggregates and not statement.window_calls:
            continue
        for select in statement.of(Select):
            for place, call in _misplaced(statement, select):
                what = "window functions" if call.over is not None else "aggregates"
                yield Problem(f"{place} knows no {what}", _hint(place, call), reading.source(call.start))
            for key in select.group_by:
                if isinstance(key, Number) and (grouped := _grouped_call(statement, select, key)):
                    yield Problem(
                        f"GROUP BY {key.text} stands for {grouped.name}(...), an aggregate",
                        "group by the other columns only",
                        reading.source(key.start),
                    )
        for outer in statement.aggregates:
            for inner in _inside(statement, outer):
                yield Problem(
                    f"{outer.name} cannot take the aggregate {inner.name}",
                    "aggregate in a query below, and again around it",
                    reading.source(inner.start),
                )


def _misplaced(statement: StatementReading, select: Select) -> Iterator[tuple[str, Call]]:
    """The calls in clauses that see single rows; window functions are computed after HAVING as well."""
    for place, expression in _conditions(select):
        for call in (*aggregates(statement, expression), *window_calls(statement, expression)):
            yield place, call
    if select.having is not None:
        for call in window_calls(statement, select.having):
            yield "HAVING", call


def _conditions(select: Select) -> Iterator[tuple[str, Expression]]:
    if select.where is not None:
        yield "WHERE", select.where
    for key in select.group_by:
        yield "GROUP BY", key
    waiting = list(select.sources)
    while waiting:
        source = waiting.pop()
        if isinstance(source, Join):
            waiting += [source.left, source.right]
            if source.on is not None:
                yield "ON", source.on


def _hint(place: str, call: Call) -> str:
    if call.over is not None:
        return "filter it in a query around this one"
    return "conditions on groups stand in HAVING" if place == "WHERE" else ""


def _grouped_call(statement: StatementReading, select: Select, key: Number) -> Call | None:
    """The aggregate or window function that a position in GROUP BY stands for."""
    place = key.position or 0
    if not 1 <= place <= len(select.items):
        return None
    expression = select.items[place - 1].expression
    return next(iter((*aggregates(statement, expression), *window_calls(statement, expression))), None)


def _inside(statement: StatementReading, outer: Call) -> Iterator[Call]:
    for child in children(outer):
        yield from aggregates(statement, child)
        yield from window_calls(statement, child)


RULE = Rule(
    "misplaced-aggregate",
    "Aggregates are known only once rows are grouped: not in WHERE, ON or GROUP BY, nor inside one another.",
    "query",
    Severity.ERROR,
    check,
    foretells=True,
)
