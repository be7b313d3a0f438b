"""What names stand for at one place of a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from generator.languages.grafana_sql.analysis.overloads import Type

SYSTEM_COLUMNS: Mapping[str, str] = {
    "ctid": "tid",
    "tableoid": "oid",
    "xmin": "xid",
    "xmax": "xid",
    "cmin": "cid",
    "cmax": "cid",
}


@attrs.frozen(eq=False)
class Table:
    """Something in FROM. `columns` is None when they are not known; `stored` is for a real table.

    `relation` is the table's own name, also where it has an alias. `row` is the type of the whole row.
    """

    name: str
    columns: Mapping[str, Type] | None
    relation: str = ""
    stored: bool = False
    row: Type = "record"

    def has(self, column: str) -> bool:
        return self.columns is None or column in self.columns or (self.stored and column in SYSTEM_COLUMNS)

    def type_of(self, column: str) -> Type:
        if self.columns is None:
            return None
        return self.columns.get(column, SYSTEM_COLUMNS.get(column))


@attrs.frozen(eq=False)
class Found:
    """The table a column was found in (None for one that USING has merged), and its type."""

    table: Table | None
    type: Type


@attrs.frozen(eq=False)
class Scope:
    """The tables of a FROM, and those of the queries around it. `merged` are the columns that USING joins."""

    tables: list[Table]
    merged: dict[str, Type]
    parent: Scope | None = None

    def chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, column: str) -> list[Found]:
        """Where an unqualified column may come from: one place, several when it is ambiguous, or none."""
        for scope in self.chain():
            if column in scope.merged:
                return [Found(None, scope.merged[column])]
            found = [table for table in scope.tables if table.columns is not None and table.has(column)]
            if not found:
                found = [table for table in scope.tables if table.columns is None]
                if found:
                    return [Found(None, None)]
            if found:
                return [Found(table, table.type_of(column)) for table in found]
        return []

    def table(self, name: str) -> Table | None:
        """The table that is called so here."""
        for scope in self.chain():
            for table in scope.tables:
                if table.name == name:
                    return table
        return None

    def every_table(self) -> Iterator[Table]:
        for scope in self.chain():
            yield from scope.tables

    def every_column(self) -> Iterator[str]:
        for table in self.every_table():
            yield from table.columns or ()
