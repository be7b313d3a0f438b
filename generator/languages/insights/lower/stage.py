"""A SELECT that grows command by command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL


@attrs.define
class Stage:
    """A SELECT from a table or an earlier stage; `keys` counts the first columns that it groups by."""

    source: str
    joins: list[SQL] = attrs.field(factory=list)
    conditions: list[SQL] = attrs.field(factory=list)
    order: list[exp.Ordered] = attrs.field(factory=list)
    limit: int | SQL | None = None
    grouped: bool = False
    keys: int = 0

    def select(self, columns: Sequence[tuple[SQL, str]]) -> exp.Select:
        """The SELECT of these columns and their names."""
        query = exp.Select(expressions=[_named(sql, name) for sql, name in columns])
        query.set("from_", exp.From(this=exp.Table(this=nodes.identifier(self.source))))
        if self.joins:
            query.set("joins", [exp.Join(this=join, kind="CROSS") for join in self.joins])
        if self.conditions:
            query.set("where", exp.Where(this=nodes.all_of(list(_flat(self.conditions)))))
        if self.grouped and self.keys:
            numbers = [nodes.number(place) for place in range(1, self.keys + 1)]
            query.set("group", exp.Group(expressions=numbers))
        elif self.grouped:
            # Over no record at all there is no row; SQL would give one.
            some = nodes.compared(exp.GT, exp.Count(this=exp.Star(), big_int=True), nodes.number(0))
            query.set("having", exp.Having(this=some))
        if self.order:
            self._tell_apart(columns)
            query.set("order", exp.Order(expressions=self.order))
        if self.limit is not None:
            count = nodes.number(self.limit) if isinstance(self.limit, int) else self.limit
            query.set("limit", exp.Limit(expression=count))
        return query

    def _tell_apart(self, columns: Sequence[tuple[SQL, str]]) -> None:
        """ORDER BY takes a bare name for a column of the result: say where it is one of the source."""
        taken = {name for sql, name in columns if not (isinstance(sql, exp.Column) and sql.name == name)}
        for each in self.order:
            if isinstance(each.this, exp.Column) and each.this.name in taken:
                each.this.set("table", nodes.identifier(self.source))


def _flat(conditions: Iterable[SQL]) -> Iterable[SQL]:
    """Conditions that are joined by AND one by one, so that each gets a line."""
    for condition in conditions:
        found = []
        while isinstance(condition, exp.And):
            found.append(condition.expression)
            condition = condition.this
        yield condition
        yield from reversed(found)


def _named(sql: SQL, name: str) -> SQL:
    if isinstance(sql, exp.Column) and sql.name == name:
        return sql
    return exp.Alias(this=sql, alias=nodes.identifier(name))
