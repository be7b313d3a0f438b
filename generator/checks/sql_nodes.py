"""Small questions about the nodes of a query, for rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading, StatementReading
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.tree import (
    Argument,
    Call,
    Cast,
    Column,
    Constant,
    Expression,
    Node,
    Number,
    Parenthesis,
    Query,
    Select,
    SortKey,
    Text,
    children,
)


def queries(subject: QuerySubject) -> Sequence[tuple[Reading, StatementReading]]:
    """Each query of the usual reading. Rules that ask what a query means look at these."""
    return subject.queries


def own_nodes(root: Node) -> Iterator[Node]:
    """A node and what is below it, without the queries inside it."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [child for child in children(current) if not isinstance(child, Query)]


def bare(expression: Expression) -> Expression:
    """An expression without the parentheses around it."""
    while isinstance(expression, Parenthesis):
        expression = expression.inner
    return expression


def uncast(expression: Expression) -> Expression:
    """An expression without parentheses, casts and the name it is given as an argument."""
    while isinstance(expression, Parenthesis | Cast | Argument):
        if isinstance(expression, Parenthesis):
            expression = expression.inner
        else:
            expression = expression.value if isinstance(expression, Argument) else expression.operand
    return expression


def is_null(expression: Expression) -> bool:
    inner = uncast(expression)
    return isinstance(inner, Constant) and inner.word == "NULL"


def text_value(expression: Expression) -> str | None:
    """What a string literal stands for, cast or not; None for anything else."""
    inner = uncast(expression)
    return inner.value if isinstance(inner, Text) else None


def number_value(expression: Expression | None) -> float | None:
    """A number, whether or not it is in quotes; None for anything else."""
    if expression is None:
        return None
    inner = uncast(expression)
    written = inner.text if isinstance(inner, Number) else inner.value if isinstance(inner, Text) else ""
    try:
        return float(written)
    except ValueError:
        return None


def aggregates(statement: StatementReading, root: Node) -> list[Call]:
    """The aggregates of a node's own level, outside of the queries in it."""
    return _own(statement.aggregates, root)


def window_calls(statement: StatementReading, root: Node) -> list[Call]:
    """The calls with OVER of a node's own level."""
    return _own(statement.window_calls, root)


def _own(calls: Sequence[Call], root: Node) -> list[Call]:
    within = [call for call in calls if root.start <= call.start and call.end <= root.end]
    if not within:
        return []
    own = set(own_nodes(root))
    return [call for call in within if call in own]


def is_grouped(statement: StatementReading, select: Select, order_by: Sequence[SortKey] = ()) -> bool:
    """Whether a SELECT makes one row out of many."""
    if select.group_by or select.having is not None:
        return True
    parts = [*(item.expression for item in select.items), *(key.expression for key in order_by)]
    return any(aggregates(statement, part) for part in parts)


def is_null_without_rows(expression: Expression) -> bool:
    """Whether an expression with aggregates has no value where there is no row to aggregate."""
    inner = uncast(expression)
    if isinstance(inner, Call):
        if inner.name == "coalesce":
            return all(is_null_without_rows(argument) for argument in inner.arguments)
        if inner.name == "count":
            return False
        if inner.name == "nullif" or is_aggregate(inner):
            return True
    parts = [child for child in children(inner) if isinstance(child, Expression)]
    return any(is_null_without_rows(part) for part in parts)


def names_time(statement: StatementReading, expression: Expression) -> bool:
    """Whether an expression is about a time column of a table."""
    types = statement.analysis.types if statement.analysis else {}
    return any(
        isinstance(node, Column) and types.get(node) in ("timestamptz", "timestamp", "date")
        for node in own_nodes(expression)
    )
