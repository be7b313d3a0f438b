"""Where the columns of a query come from: through the queries in FROM and WITH, down to the tables."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from generator.checks.reading import StatementReading
from generator.languages.grafana_sql.analysis.model import Output
from generator.languages.grafana_sql.tree import (
    Alias,
    Column,
    Join,
    Name,
    Query,
    QuerySource,
    Relation,
    Select,
    Source,
    WithQuery,
)


@attrs.frozen(eq=False)
class Derived:
    """A query that a name in FROM stands for, with the names that FROM or WITH gives its columns."""

    name: str
    query: Query
    renamed: tuple[str, ...]


@attrs.frozen
class Lineage:
    """The way from a column to what it is made of, in one statement."""

    statement: StatementReading

    def outputs(self, query: Query) -> tuple[Output, ...]:
        """The result columns of a query; none where they are not known."""
        analysis = self.statement.analysis
        return (analysis.outputs.get(query) if analysis else None) or ()

    def derived(self, select: Select) -> list[Derived]:
        """The queries that a SELECT reads from."""
        found = (self._derived(source) for source in _leaves(select.sources))
        return [query for query in found if query is not None]

    def only_source(self, select: Select) -> Derived | None:
        """The query that a SELECT reads from, if that is all it reads from."""
        if len(select.sources) != 1 or isinstance(select.sources[0], Join):
            return None
        return self._derived(select.sources[0])

    def definition(self, select: Select, column: Column) -> tuple[Query, Output] | None:
        """The query in FROM that a column comes from, and the result column there."""
        found = [
            (query.query, output)
            for query in self.derived(select)
            if column.qualifier is None or column.qualifier.text == query.name
            for output in self.named(query, column.name.text)
        ]
        return found[0] if len(found) == 1 else None

    def named(self, derived: Derived, name: str) -> Iterator[Output]:
        """The result columns that go by a name outside of the query."""
        for place, output in enumerate(self.outputs(derived.query)):
            known_as = derived.renamed[place] if place < len(derived.renamed) else output.name
            if known_as == name:
                yield output

    def _derived(self, source: Source) -> Derived | None:
        if isinstance(source, QuerySource):
            return Derived(_name(source.alias), source.query, _renamed(source.alias, ()))
        if isinstance(source, Relation) and len(source.names) == 1:
            cte = self._cte(source.names[0])
            if cte is not None and cte.query is not None:
                name = _name(source.alias) or cte.name.text
                return Derived(name, cte.query, _renamed(source.alias, cte.columns))
        return None

    def _cte(self, name: Name) -> WithQuery | None:
        """The WITH query of a name, if there is one only: an inner one may hide another."""
        analysis = self.statement.analysis
        found = [cte for cte in (analysis.ctes if analysis else ()) if cte.name.text == name.text]
        return found[0] if len(found) == 1 else None


def main_select(query: Query) -> Select | None:
    """The SELECT that names a query's result columns: that in its parentheses, or the first of a UNION."""
    body = query.body
    while not isinstance(body, Select):
        if isinstance(body, Query):
            body = body.body
        else:
            left = getattr(body, "left", None)
            if not isinstance(left, Query):
                return None
            body = left.body
    return body


def _leaves(sources: tuple[Source, ...]) -> Iterator[Source]:
    for source in sources:
        if isinstance(source, Join):
            yield from _leaves((source.left, source.right))
        else:
            yield source


def _name(alias: Alias | None) -> str:
    return alias.name.text if alias is not None else ""


def _renamed(alias: Alias | None, columns: tuple[Name, ...]) -> tuple[str, ...]:
    names = (alias.columns if alias is not None else ()) or columns
    return tuple(name.text for name in names)
