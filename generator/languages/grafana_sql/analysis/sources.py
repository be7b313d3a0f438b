"""What FROM brings into view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.languages.grafana_sql.analysis.expressions import Expressions
from generator.languages.grafana_sql.analysis.model import Outputs
from generator.languages.grafana_sql.analysis.names import did_you_mean, merge
from generator.languages.grafana_sql.analysis.output_names import output_name
from generator.languages.grafana_sql.analysis.overloads import Type, choose_function
from generator.languages.grafana_sql.analysis.schema import Schema, is_system_table
from generator.languages.grafana_sql.analysis.scope import Scope, Table
from generator.languages.grafana_sql.tree import (
    Alias,
    Call,
    Expression,
    FunctionSource,
    Join,
    OpaqueSource,
    QuerySource,
    Relation,
    Source,
)


class Sources(Expressions):
    """The part of the analysis that goes through FROM. `ctes` are the WITH queries in view."""

    def __init__(self, schema: Schema) -> None:
        super().__init__(schema)
        self.ctes: Mapping[str, Outputs] = {}

    def sources(self, sources: Sequence[Source], parent: Scope | None) -> Scope:
        scope = Scope([], {}, parent)
        for source in sources:
            part = self._source(source, scope, parent)
            for table in part.tables:
                if table.name and any(other.name == table.name for other in scope.tables):
                    self.fault(
                        "duplicate-alias",
                        source.start,
                        f"FROM names two tables {table.name}",
                        "give one of them another alias",
                    )
            scope.tables.extend(part.tables)
            scope.merged.update(part.merged)
        return scope

    def _source(self, source: Source, siblings: Scope, parent: Scope | None) -> Scope:
        """The tables of one source. `siblings` are those before it, which functions and LATERAL may use."""
        self.analysis.sources[source] = None
        match source:
            case Relation():
                return Scope([self._relation(source)], {}, parent)
            case QuerySource():
                outputs = self.query(source.query, siblings if source.lateral else parent)
                return Scope([_aliased(source.alias, _columns(outputs))], {}, parent)
            case FunctionSource():
                return Scope([self._function(source, siblings)], {}, parent)
            case Join():
                return self._join(source, siblings, parent)
            case OpaqueSource():
                return Scope([_aliased(source.alias, None)], {}, parent)
        raise AssertionError(type(source))

    def _join(self, join: Join, siblings: Scope, parent: Scope | None) -> Scope:
        left = self._source(join.left, siblings, parent)
        before = Scope([*siblings.tables, *left.tables], {**siblings.merged, **left.merged}, parent)
        right = self._source(join.right, before, parent)
        for table in right.tables:
            if table.name and any(other.name == table.name for other in left.tables):
                self.fault(
                    "duplicate-alias",
                    join.right.start,
                    f"FROM names two tables {table.name}",
                    "give one of them another alias",
                )
        scope = Scope([*left.tables, *right.tables], {**left.merged, **right.merged}, parent)
        names = [name.text for name in join.using]
        for name in join.using:
            for side in (left, right):
                if not any(table.has(name.text) for table in side.tables) and name.text not in side.merged:
                    self.fault(
                        "unknown-column",
                        name.start,
                        f"{name.text} is not a column of both sides of the join",
                        did_you_mean(name.text, side.every_column()),
                    )
                    break
        if join.natural:
            names = _common_columns(left, right)
        scope.merged.update(merge(left.tables, names))
        if join.on is not None:
            self.condition(join.on, scope, "ON")
        if join.alias is not None:
            columns: dict[str, Type] = {}
            for table in scope.tables:
                columns.update(table.columns or {})
            known = all(table.columns is not None for table in scope.tables)
            return Scope([_aliased(join.alias, columns if known else None)], {}, parent)
        return scope

    # --- tables ---

    def _relation(self, relation: Relation) -> Table:
        names = [name.text for name in relation.names]
        table = names[-1]
        if len(names) == 1 and table in self.ctes:
            return _aliased(relation.alias, _columns(self.ctes[table]), table)
        columns = self.schema.tables.get(table) if names[:-1] in ([], ["public"]) else None
        if columns is not None:
            return _aliased(relation.alias, columns, table, stored=True)
        if not is_system_table(names):
            known = [*self.schema.tables, *self.ctes]
            self.fault(
                "unknown-table",
                relation.start,
                f"there is no table {'.'.join(names)}",
                did_you_mean(table, known)
                or f"the contract's table is {next(iter(self.schema.tables), 'none')}",
            )
        return _aliased(relation.alias, None, table)

    def result_table(self, columns: Mapping[str, Type] | None) -> Table:
        """A query's result as a table without a name."""
        return Table("", columns)

    def _function(self, source: FunctionSource, siblings: Scope) -> Table:
        columns: dict[str, Type] | None = {}
        row: Type = "record"
        for call in source.calls:
            type_ = self.expression(call, siblings)
            found = self._call_columns(call, type_, source)
            if found is None or columns is None:
                columns = None
            else:
                columns.update(found)
            if len(source.calls) == 1 and found is not None and len(found) == 1 and not source.ordinality:
                row = type_
        if columns is not None and source.ordinality:
            columns["ordinality"] = "int8"
        name = output_name(source.calls[0])
        return _aliased(source.alias, columns, name, row=row, own_name=True)

    def _call_columns(self, call: Expression, type_: Type, source: FunctionSource) -> dict[str, Type] | None:
        """The columns a function gives in FROM; None when they are not known."""
        alias = source.alias
        if alias is not None and alias.types:
            return {name.text: column.name for name, column in zip(alias.columns, alias.types, strict=False)}
        if not isinstance(call, Call):
            return {output_name(call): type_}
        name = call.name
        if name == "unnest" and len(call.arguments) > 1:
            arrays = [self.analysis.types[argument] for argument in call.arguments]
            return {
                f"unnest{place}" if place else "unnest": array.removesuffix("[]") if array else None
                for place, array in enumerate(arrays)
            }
        given = tuple(self.analysis.types.get(argument) for argument in call.arguments)
        choice = choose_function(name, given)
        if choice is not None and choice.function is not None and choice.function.columns:
            return dict(choice.function.columns)
        if type_ in (None, "record") and (choice is None or choice.result in (None, "record")):
            return None if type_ == "record" or choice is None else {_scalar_name(source, name): None}
        return {_scalar_name(source, name): type_}


def _scalar_name(source: FunctionSource, name: str) -> str:
    """A function of one value gives its column the alias of the table."""
    return source.alias.name.text if source.alias is not None and len(source.calls) == 1 else name


def _aliased(
    alias: Alias | None,
    columns: Mapping[str, Type] | None,
    relation: str = "",
    *,
    stored: bool = False,
    row: Type = "record",
    own_name: bool = False,
) -> Table:
    """A table under its alias, its first columns renamed as the alias says."""
    name = alias.name.text if alias is not None else relation
    if alias is not None and alias.columns and columns is not None:
        new = [column.text for column in alias.columns]
        columns = {
            new[place] if place < len(new) else old: type_
            for place, (old, type_) in enumerate(columns.items())
        }
    return Table(name, columns, relation if not own_name else "", stored, row)


def _columns(outputs: Outputs) -> dict[str, Type] | None:
    if outputs is None:
        return None
    return {output.name: "text" if output.type == "unknown" else output.type for output in outputs}


def _common_columns(left: Scope, right: Scope) -> list[str]:
    names = set(right.every_column())
    return [name for name in dict.fromkeys(left.every_column()) if name in names]
