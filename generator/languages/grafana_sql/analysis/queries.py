"""Queries: what FROM brings into view, which columns come out, and where each clause looks for names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.languages.grafana_sql.analysis.model import Output, Outputs
from generator.languages.grafana_sql.analysis.output_names import output_name
from generator.languages.grafana_sql.analysis.overloads import (
    UNKNOWN,
    Type,
    agree,
    category,
    common_type,
    display,
)
from generator.languages.grafana_sql.analysis.scope import Scope
from generator.languages.grafana_sql.analysis.sources import Sources
from generator.languages.grafana_sql.tree import (
    Column,
    Constant,
    Expression,
    GroupingSet,
    Number,
    Query,
    Select,
    SetOperation,
    SortKey,
    Star,
    Text,
    Unary,
    Values,
)

_CONSTANTS = (Number, Text, Constant)
"""What GROUP BY and ORDER BY take for a position, whether or not it is one."""


class Queries(Sources):
    """The part of the analysis that goes through queries; the whole of it."""

    def query(self, query: Query, parent: Scope | None) -> Outputs:
        outer = self.ctes
        self.ctes = self._with(query, parent)
        body = query.body
        if isinstance(body, Select):
            outputs = self._select(body, parent, query.order_by)
        else:
            if isinstance(body, Values):
                outputs = self._values(body, parent)
            elif isinstance(body, SetOperation):
                outputs = self._set_operation(body, parent)
            else:
                outputs = self.query(body, parent)
            self._order_by_output(query.order_by, outputs, parent)
        for count, word in ((query.limit, "LIMIT"), (query.offset, "OFFSET")):
            if count is not None:
                self._count(count, word, Scope([], {}, parent))
        self.ctes = outer
        self.analysis.outputs[query] = outputs
        return outputs

    def _count(self, count: Expression, word: str, scope: Scope) -> None:
        type_ = self.expression(count, scope)
        if isinstance(count, Unary) and count.operator == "-" and isinstance(count.operand, Number):
            self.fault("wrong-arguments", count.start, f"{word} is never negative")
        elif type_ == UNKNOWN:
            self.coerce(count, "int8")
        elif type_ is not None and category(type_) != "N":
            self.fault("wrong-types", count.start, f"{word} takes a number, and this is {display(type_)}")

    def _with(self, query: Query, parent: Scope | None) -> Mapping[str, Outputs]:
        known = dict(self.ctes)
        for cte in query.ctes:
            self.analysis.ctes[cte] = None
            if cte.query is None:
                known[cte.name.text] = None
                continue
            if query.recursive and isinstance(cte.query.body, SetOperation):
                # The name stands for the rows of the first arm inside the second one.
                self.ctes = {**known, cte.name.text: None}
                faults = len(self.analysis.faults)
                first = self.query(cte.query.body.left, parent)
                del self.analysis.faults[faults:]
                self.ctes = {**known, cte.name.text: renamed(first, [name.text for name in cte.columns])}
            else:
                self.ctes = known
            outputs = renamed(self.query(cte.query, parent), [name.text for name in cte.columns])
            if outputs is not None:
                outputs += tuple(Output(name.text, None) for name in cte.added)
            known = {**known, cte.name.text: outputs}
        return known

    def _values(self, values: Values, parent: Scope | None) -> Outputs:
        scope = Scope([], {}, parent)
        rows = [self.all_of(row, scope) for row in values.rows]
        width = min(len(row) for row in rows)
        return tuple(
            Output(f"column{place + 1}", common_type(row[place] for row in rows)) for place in range(width)
        )

    def _set_operation(self, operation: SetOperation, parent: Scope | None) -> Outputs:
        left = self.query(operation.left, parent)
        right = self.query(operation.right, parent)
        if left is None or right is None:
            return left
        if len(left) != len(right):
            self.fault(
                "column-count",
                operation.right.start,
                f"the two sides of {operation.word} have {len(left)} and {len(right)} columns",
            )
            return left
        for first, second in zip(left, right, strict=True):
            if not agree((first.type, second.type)):
                self.fault(
                    "wrong-types",
                    second.start or operation.right.start,
                    f"{operation.word} joins {display(first.type)} and {display(second.type)} in one column",
                )
        return tuple(
            Output(first.name, common_type((first.type, second.type)), first.expression, first.start)
            for first, second in zip(left, right, strict=True)
        )

    def _order_by_output(self, keys: Sequence[SortKey], outputs: Outputs, parent: Scope | None) -> None:
        """ORDER BY of a set operation, which knows the result columns only."""
        if not keys:
            return
        columns = None if outputs is None else {output.name: output.type for output in outputs}
        scope = Scope([self.result_table(columns)], {}, None)
        for key in keys:
            if isinstance(key.expression, _CONSTANTS):
                self._position(key.expression, outputs, "ORDER BY")
            else:
                self.expression(key.expression, scope)

    # --- SELECT ---

    def _select(self, select: Select, parent: Scope | None, order_by: Sequence[SortKey]) -> Outputs:
        scope = self.sources(select.sources, parent)
        self.analysis.scopes[select] = scope
        windows, self.windows = self.windows, frozenset(name.text for name, _ in select.windows)
        outputs = self._items(select, scope)
        aliases = {output.name for output in outputs or () if output.name}
        with_aliases = self.names.aliases
        self.names.aliases = frozenset(aliases)
        if select.where is not None:
            self.condition(select.where, scope, "WHERE")
        if select.having is not None:
            self.condition(select.having, scope, "HAVING")
        self.names.aliases = with_aliases
        for _, window in select.windows:
            self.window(window, scope)
        for grouping in select.group_by:
            self._grouping_key(grouping, scope, outputs)
        for expression in select.distinct_on:
            self._output_or_expression(expression, scope, outputs, "DISTINCT ON")
        for key in order_by:
            self._output_or_expression(key.expression, scope, outputs, "ORDER BY")
        self.windows = windows
        self.analysis.outputs[select] = outputs
        return outputs

    def _items(self, select: Select, scope: Scope) -> Outputs:
        outputs: list[Output] = []
        known = True
        for item in select.items:
            expression = item.expression
            type_ = self.expression(expression, scope)
            if isinstance(expression, Star):
                columns = _star_columns(expression, scope)
                known = known and columns is not None
                outputs += [Output(name, type_, None, item.start) for name, type_ in columns or ()]
            else:
                name = item.alias.text if item.alias else output_name(expression)
                outputs.append(Output(name, type_, expression, item.start))
        return tuple(outputs) if known else None

    def _grouping_key(self, key: Expression, scope: Scope, outputs: Outputs) -> None:
        """A column of the input comes before a result column of that name; a number is a position."""
        if isinstance(key, GroupingSet):
            for item in key.items:
                self._grouping_key(item, scope, outputs)
        elif isinstance(key, _CONSTANTS):
            self._position(key, outputs, "GROUP BY")
        elif self._is_output(key, outputs) and not scope.find(_bare(key)):
            self.analysis.types[key] = self._output_type(key, outputs)
        else:
            self.expression(key, scope)

    def _output_or_expression(self, key: Expression, scope: Scope, outputs: Outputs, place: str) -> None:
        """A result column comes before a column of the input; a number is a position."""
        if isinstance(key, _CONSTANTS):
            self._position(key, outputs, place)
        elif self._is_output(key, outputs):
            self.analysis.types[key] = self._output_type(key, outputs)
        else:
            self.expression(key, scope)

    def _is_output(self, key: Expression, outputs: Outputs) -> bool:
        name = _bare(key)
        return bool(name) and (outputs is None or any(output.name == name for output in outputs))

    def _output_type(self, key: Expression, outputs: Outputs) -> Type:
        return next((output.type for output in outputs or () if output.name == _bare(key)), None)

    def _position(self, key: Number | Text | Constant, outputs: Outputs, place: str) -> None:
        place_number = key.position if isinstance(key, Number) else None
        if place_number is None:
            self.fault(
                "position-out-of-range",
                key.start,
                f"{place} takes a position or an expression, and this constant is neither",
                "a name stands in double quotes" if isinstance(key, Text) else "",
            )
        elif outputs is not None and not 1 <= place_number <= len(outputs):
            self.fault(
                "position-out-of-range",
                key.start,
                f"{place} {place_number} is a result column that does not exist: there are {len(outputs)}",
            )


def _bare(key: Expression) -> str:
    """The name of a column without qualifier; "" for anything else."""
    return key.name.text if isinstance(key, Column) and len(key.names) == 1 else ""


def _star_columns(star: Star, scope: Scope) -> list[tuple[str, Type]] | None:
    if star.names:
        table = scope.table(star.names[-1].text)
        return None if table is None or table.columns is None else list(table.columns.items())
    if any(table.columns is None for table in scope.tables):
        return None
    columns = list(scope.merged.items())
    for table in scope.tables:
        columns += [
            (name, type_) for name, type_ in (table.columns or {}).items() if name not in scope.merged
        ]
    return columns


def renamed(outputs: Outputs, names: Sequence[str]) -> Outputs:
    """The columns under the names that `AS t(a, b)` gives to the first of them; literals are text by now."""
    if outputs is None:
        return None
    return tuple(
        Output(
            names[place] if place < len(names) else output.name,
            "text" if output.type == UNKNOWN else output.type,
            output.expression,
            output.start,
        )
        for place, output in enumerate(outputs)
    )
