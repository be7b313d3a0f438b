"""Finding what a column, a table or an alias stands for, and saying what was meant where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.languages.grafana_sql.analysis.model import Analysis, Fault
from generator.languages.grafana_sql.analysis.overloads import Type
from generator.languages.grafana_sql.analysis.schema import Schema
from generator.languages.grafana_sql.analysis.scope import Scope, Table
from generator.languages.grafana_sql.tree import Column, Name
from generator.suggest import nearest


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of the known names; "" when none is near."""
    near = nearest(name, known)
    return f"did you mean {near}?" if near else ""


class Names:
    """Resolves columns in a scope. What it cannot find becomes a fault."""

    def __init__(self, schema: Schema, analysis: Analysis) -> None:
        self.schema = schema
        self.analysis = analysis
        self.aliases: frozenset[str] = frozenset()
        """The result columns of a SELECT while its WHERE and HAVING are read, which do not know them."""

    def column(self, column: Column, scope: Scope) -> Type:
        """The type of a column."""
        if column.qualifier is not None:
            return self._qualified(column, column.qualifier, scope)
        name = column.name
        found = scope.find(name.text)
        if len(found) == 1:
            if found[0].table is not None:
                self.analysis.origins[column] = found[0].table
            return found[0].type
        if found:
            choices = " or ".join(f"{place.table.name}.{name.text}" for place in found[:2] if place.table)
            self._fault(
                "ambiguous-column", name.start, f"{name.text} may be of several tables", f"write {choices}"
            )
            return None
        table = scope.table(name.text)
        if table is not None:
            return table.row
        self._fault("unknown-column", name.start, f"there is no column {name.text}", self._meant(name, scope))
        return None

    def _qualified(self, column: Column, qualifier: Name, scope: Scope) -> Type:
        table = scope.table(qualifier.text)
        name = column.name
        if table is None:
            self._no_table(column, qualifier, scope)
            return None
        if table.has(name.text):
            self.analysis.origins[column] = table
            return table.type_of(name.text)
        self._fault(
            "unknown-column",
            column.start,
            f"{table.name} has no column {name.text}",
            self._meant(name, Scope([table], {})),
        )
        return None

    def _no_table(self, column: Column, qualifier: Name, scope: Scope) -> None:
        base = scope.find(qualifier.text) if len(column.names) == 2 else []
        if len(base) == 1 and base[0].type in ("jsonb", "json"):
            self._fault(
                "dotted-json",
                column.start,
                f"{qualifier.text} is a {base[0].type} column, whose keys are not reached by a dot",
                f"write {qualifier.text}->>'{column.name.text}'",
            )
            return
        hint = next(
            (
                f"{qualifier.text} is called {table.name} here"
                for table in scope.every_table()
                if table.relation == qualifier.text
            ),
            did_you_mean(qualifier.text, (table.name for table in scope.every_table())),
        )
        self._fault("unknown-alias", column.start, f"FROM names no table {qualifier.text}", hint)

    def _meant(self, name: Name, scope: Scope) -> str:
        if name.text in self.aliases:
            return (
                f"{name.text} is a result column, which WHERE and HAVING do not know: repeat its expression"
            )
        columns = list(scope.every_column())
        if name.quoted and name.text.lower() in columns:
            return f"a name in double quotes keeps its case: write {name.text.lower()}"
        if name.text in (self.schema.keys or ()) and self.schema.json_column in columns:
            return f"write {self.schema.json_column}->>'{name.text}'"
        hint = did_you_mean(name.text, columns)
        if name.quoted and not hint:
            return "double quotes make a name: a text stands in single quotes"
        key = nearest(name.text, self.schema.keys or ()) if self.schema.json_column in columns else None
        if key and not hint:
            return f"did you mean {self.schema.json_column}->>'{key}'?"
        return hint

    def _fault(self, rule: str, start: int, message: str, hint: str) -> None:
        self.analysis.faults.append(Fault(rule, start, message, hint))


def merge(left: Sequence[Table], columns: Iterable[str]) -> dict[str, Type]:
    """The types of the columns that USING merges: those of the left side."""
    return {
        column: next((table.type_of(column) for table in left if table.has(column)), None)
        for column in columns
    }
