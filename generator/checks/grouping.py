"""Which columns of a grouped SELECT have no single value in a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import attrs

from generator.languages.grafana_sql.analysis import Analysis
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.tree import (
    Binary,
    Call,
    Column,
    Expression,
    FieldOf,
    GroupingSet,
    Name,
    Node,
    Number,
    Parenthesis,
    Query,
    Row,
    Select,
    SortKey,
    Text,
    children,
)

Shape = tuple[object, ...]


def ungrouped(select: Select, order_by: Sequence[SortKey], analysis: Analysis) -> Iterator[Column]:
    """The columns outside of aggregates that GROUP BY does not name, each once."""
    grouped = _grouped(select, analysis)
    outputs = {item.alias.text for item in select.items if item.alias is not None}
    roots: list[Node] = [item.expression for item in select.items]
    if select.having is not None:
        roots.append(select.having)
    roots += [key.expression for key in order_by if _bare_name(key.expression) not in outputs]
    seen: set[Shape] = set()
    for root in roots:
        for column in _loose(root, grouped, analysis):
            form = shape(column, analysis)
            if form not in seen:
                seen.add(form)
                yield column


def _grouped(select: Select, analysis: Analysis) -> set[Shape]:
    """The shapes of everything the rows are grouped by; positions and aliases stand for their expressions."""
    by_alias = {item.alias.text: item.expression for item in select.items if item.alias is not None}
    found: set[Shape] = set()
    for key in flat(select.group_by):
        place = key.position if isinstance(key, Number) else None
        if place is not None and 1 <= place <= len(select.items):
            key = select.items[place - 1].expression
        elif isinstance(key, Column) and key not in analysis.origins and _bare_name(key) in by_alias:
            key = by_alias[_bare_name(key)]
        found.add(shape(key, analysis))
    return found


def flat(keys: Iterable[Expression]) -> Iterator[Expression]:
    """The keys of GROUP BY, those inside sets and rows one by one."""
    for key in keys:
        if isinstance(key, GroupingSet | Row):
            yield from flat(key.items)
        else:
            yield key


def _loose(root: Node, grouped: set[Shape], analysis: Analysis) -> Iterator[Column]:
    kinds = {form[0] for form in grouped}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Query) or (isinstance(node, Call) and is_aggregate(node)):
            continue
        if (type(node) in kinds or isinstance(node, Parenthesis)) and shape(node, analysis) in grouped:
            continue
        if isinstance(node, Column):
            if node in analysis.origins:
                yield node
        elif not isinstance(node, Call) or node.name != "grouping":
            waiting += reversed(children(node))


_TELLING = ("operator", "word", "text", "value", "negated", "written", "special", "distinct", "star")
_telling: dict[type[Node], Callable[[Node], Any]] = {}


def _details(node: Node) -> Any:
    """What tells two nodes of one type apart, besides the nodes below them."""
    kind = type(node)
    if kind not in _telling:
        names = [field.name for field in attrs.fields(kind) if field.name in _TELLING]
        _telling[kind] = attrgetter(*names) if names else lambda _: None
    return _telling[kind](node)


def shape(node: Node, analysis: Analysis) -> Shape:
    """Equal for expressions that mean the same; a column is its table's, however it is written."""
    if isinstance(node, Parenthesis):
        return shape(node.inner, analysis)
    if isinstance(node, Column):
        table = analysis.origins.get(node)
        return (Column, id(table) if table else _bare_name(node), node.name.text)
    name = None
    if isinstance(node, Call):
        name = node.name
    elif isinstance(node, FieldOf) and isinstance(node.field, Name):
        name = node.field.text
    return (type(node), name, _details(node), *[shape(child, analysis) for child in children(node)])


def field_shape(node: Node, analysis: Analysis) -> Shape | None:
    """The shape of a field of a jsonb column, taken as text or as jsonb; None for anything else."""
    keys: list[str] = []
    while isinstance(node, Binary) and node.operator in ("->", "->>") and isinstance(node.right, Text):
        keys.insert(0, node.right.value)
        node = node.left.inner if isinstance(node.left, Parenthesis) else node.left
    if not keys or not isinstance(node, Column):
        return None
    return (Binary, shape(node, analysis), *keys)


def whole(found: Shape) -> Shape | None:
    """The column that a field is in, by the shape of the field."""
    kind, column, *_ = found
    return column if kind is Binary and isinstance(column, tuple) else None


def _bare_name(expression: Expression) -> str:
    return expression.name.text if isinstance(expression, Column) and len(expression.names) == 1 else ""
