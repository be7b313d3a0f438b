"""What tells the rows of a query apart: nothing for a single row, else what they are grouped by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from generator.checks.grouping import Shape, field_shape, flat, shape, whole
from generator.checks.lineage import Derived, Lineage, main_select
from generator.checks.sql_nodes import bare, is_grouped, number_value, own_nodes, uncast
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.analysis.model import Output
from generator.languages.grafana_sql.tree import (
    Binary,
    Call,
    Column,
    Constant,
    Expression,
    FunctionSource,
    Node,
    Number,
    Query,
    Relation,
    Select,
    SetOperation,
    Text,
    Values,
    children,
)

Columns = frozenset[Shape]
"""The columns that an expression is made of, and fields of jsonb columns, each by its shape."""


@attrs.frozen
class Key:
    """Something that rows differ in: where it is written, and the sets of columns any of which tells it."""

    start: int
    end: int
    told_by: tuple[Columns, ...]

    def is_in(self, columns: Columns) -> bool:
        return any(all(each in columns or whole(each) in columns for each in told) for told in self.told_by)


@attrs.frozen
class RowKeys:
    """The keys of a query's rows, in the columns of its SELECT.

    `lost` are those that a query further in has and hands on in no column. `are_records` says that each
    row is a record of the table, of which nothing is known that tells them apart.
    """

    keys: tuple[Key, ...] = ()
    lost: tuple[Key, ...] = ()
    are_records: bool = False

    @property
    def is_one_row(self) -> bool:
        return not (self.keys or self.lost or self.are_records)


def row_keys(lineage: Lineage, query: Query) -> RowKeys | None:
    """The keys of a query's rows; None where that is not known, as of a join or a UNION."""
    if number_value(query.limit) == 1:
        return RowKeys()
    body = query.body
    if isinstance(body, Query):
        return row_keys(lineage, body)
    if isinstance(body, SetOperation) and body.word in ("EXCEPT", "INTERSECT"):
        return _of_difference(lineage, query)
    if not isinstance(body, Select):
        return None
    if not body.sources and not body.group_by:
        return RowKeys()
    if body.distinct_on:
        return _own(lineage, body, body.distinct_on)
    if body.group_by:
        return _own(lineage, body, list(flat(body.group_by)))
    if is_grouped(lineage.statement, body):
        return RowKeys()
    if body.distinct:
        return _own(lineage, body, [item.expression for item in body.items])
    return _handed_on(lineage, body)


def columns_of(lineage: Lineage, expression: Expression) -> Columns:
    """The columns in an expression, outside of aggregates: those that a group has one value of."""
    analysis = lineage.statement.analysis
    if analysis is None:
        return frozenset()
    found: set[Shape] = set()
    waiting: list[Node] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Column):
            found.add(shape(node, analysis))
        elif (inside := field_shape(node, analysis)) is not None:
            found.add(inside)
        elif not isinstance(node, Query) and not (isinstance(node, Call) and is_aggregate(node)):
            waiting += children(node)
    return frozenset(found)


def output_columns(lineage: Lineage, select: Select, output: Output) -> Columns:
    """The columns that a result column is made of; one that a star stands for is its table's."""
    if output.expression is not None:
        return columns_of(lineage, output.expression)
    return _named(lineage, select, output.name)


def _of_difference(lineage: Lineage, query: Query) -> RowKeys | None:
    """EXCEPT and INTERSECT leave each row once."""
    select = main_select(query)
    return _own(lineage, select, [item.expression for item in select.items]) if select is not None else None


def _own(lineage: Lineage, select: Select, expressions: Sequence[Expression]) -> RowKeys:
    keys = []
    pinned = set(_pinned(lineage, select.where)) if select.where is not None else set()
    for written in expressions:
        columns = columns_of(lineage, _meant(lineage, select, written)) - pinned
        if columns:
            told_by = (columns, *_determining(lineage, select, columns))
            keys.append(Key(written.start, written.end, told_by))
    return RowKeys(tuple(keys))


def _determining(lineage: Lineage, select: Select, columns: Columns) -> Iterator[Columns]:
    """Other columns of the query that some columns come from, by which its rows are known as well.

    Those of VALUES are known by any of them: it is a list of things and what is known of each.
    """
    for source in lineage.derived(select):
        names = [
            source.renamed[place] if place < len(source.renamed) else output.name
            for place, output in enumerate(lineage.outputs(source.query))
        ]
        outside = {name: _named(lineage, select, name) for name in names}
        if not columns <= frozenset().union(*outside.values()):
            continue
        if isinstance(source.query.body, Values):
            yield from outside.values()
        elif (inner := row_keys(lineage, source.query)) is not None and inner.keys and not inner.lost:
            telling = [next(_outputs_telling(lineage, source, key), None) for key in inner.keys]
            if None not in telling:
                yield frozenset().union(*(outside[name] for name in telling if name is not None))


def _handed_on(lineage: Lineage, select: Select) -> RowKeys | None:
    """The keys of rows that are those of the query they are read from."""
    if _picks(lineage, select):
        return None  # the first of each group, perhaps
    source = lineage.only_source(select)
    if source is None:
        return RowKeys(are_records=True) if _reads_a_table(lineage, select) else None
    inner = row_keys(lineage, source.query)
    if inner is None or inner.are_records:
        return inner
    keys, lost = [], list(inner.lost)
    for key in inner.keys:
        names = list(_outputs_telling(lineage, source, key))
        told_by = tuple(columns for name in names if (columns := _named(lineage, select, name)))
        if told_by:
            keys.append(attrs.evolve(key, told_by=told_by))
        else:
            lost.append(key)
    return RowKeys(tuple(keys), tuple(lost))


def _reads_a_table(lineage: Lineage, select: Select) -> bool:
    """Whether it reads one table, and beside it no more than what functions make of its rows."""
    analysis = lineage.statement.analysis
    scope = analysis.scopes.get(select) if analysis else None
    tables = scope.tables if scope is not None else []
    if sum(table.stored for table in tables) != 1:
        return False
    return sum(isinstance(each, Relation) for each in select.sources) == 1 and all(
        isinstance(each, Relation | FunctionSource) for each in select.sources
    )


def _picks(lineage: Lineage, select: Select) -> bool:
    """Whether WHERE asks another query, or what a window function has computed in the one that is read."""
    for node in own_nodes(select.where) if select.where is not None else ():
        if any(isinstance(child, Query) for child in children(node)):
            return True
        found = lineage.definition(select, node) if isinstance(node, Column) else None
        expression = found[1].expression if found is not None else None
        if isinstance(expression, Call) and expression.over is not None:
            return True
    return False


def _outputs_telling(lineage: Lineage, source: Derived, key: Key) -> Iterator[str]:
    """The names of a source's columns by which a key of its rows is known outside."""
    select = source.query.body
    if not isinstance(select, Select):
        return
    for place, output in enumerate(lineage.outputs(source.query)):
        if key.is_in(output_columns(lineage, select, output)):
            yield source.renamed[place] if place < len(source.renamed) else output.name


def _named(lineage: Lineage, select: Select, name: str) -> Columns:
    """The column of a name in the tables of a SELECT, by its shape."""
    analysis = lineage.statement.analysis
    scope = analysis.scopes.get(select) if analysis else None
    tables = [table for table in scope.tables if table.has(name)] if scope is not None else []
    return frozenset((Column, id(table), name) for table in tables[:1])


def _meant(lineage: Lineage, select: Select, written: Expression) -> Expression:
    """The expression that a position or an alias in GROUP BY stands for; a column of the input goes first."""
    inner = bare(written)
    if isinstance(inner, Number) and inner.position is not None and inner.position <= len(select.items):
        return select.items[inner.position - 1].expression
    analysis = lineage.statement.analysis
    if isinstance(inner, Column) and len(inner.names) == 1 and analysis and inner not in analysis.origins:
        for item in select.items:
            own = item.expression.name if isinstance(item.expression, Column) else None
            name = item.alias or own
            if name is not None and name.text == inner.name.text:
                return item.expression
    return inner


def _pinned(lineage: Lineage, condition: Expression) -> Iterator[Shape]:
    """The columns that WHERE holds at one value."""
    inner = bare(condition)
    if isinstance(inner, Binary) and inner.operator == "AND":
        yield from _pinned(lineage, inner.left)
        yield from _pinned(lineage, inner.right)
    elif isinstance(inner, Binary) and inner.operator == "=":
        for side, other in ((inner.left, inner.right), (inner.right, inner.left)):
            if isinstance(bare(other), Text | Number | Constant):
                yield from _of_one(lineage, side)


def _of_one(lineage: Lineage, expression: Expression) -> Columns:
    """The column or field that an expression is, cast or not."""
    inner, analysis = uncast(expression), lineage.statement.analysis
    is_one = isinstance(inner, Column) or (analysis and field_shape(inner, analysis))
    return columns_of(lineage, inner) if is_one else frozenset()
