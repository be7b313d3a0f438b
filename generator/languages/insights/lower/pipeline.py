"""A pipeline in SQL, command by command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.catalog import FUNCTIONS
from generator.languages.insights.column_names import column_name
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.patterns import groups_of
from generator.languages.insights.lower.stages import ROW, Stages, unique
from generator.languages.insights.lower.values import Value, absent, as_shown, as_text, typed
from generator.languages.insights.record import MESSAGE, Type

MOST_ROWS = 10_000
"""What CloudWatch returns of a query without `stats` and `limit`."""

_FOREVER = 1 << 60


@attrs.define(eq=False)
class Pipeline(Stages):
    """What each command makes of the stages before it."""

    def lowered(self) -> tuple[exp.Select, tuple[tuple[str, Type], ...]]:
        for place, command in enumerate(self.pipeline.commands):
            self.place = place
            try:
                self._command(command)
            except nodes.TooLarge:
                raise NotRunnable("its SQL would be too large", command) from None
        self.place = _FOREVER
        return self._finished()

    def _command(self, command: tree.Command) -> None:
        match command:
            case tree.Fields(items=items) | tree.Unmask(items=items):
                # Before the items: where one reads another, that one is to be kept for the result.
                self.shown += [self._name(item) for item in items]
                for item in items:
                    self._item(item)
            case tree.Display(items=items):
                self.displayed = [self._name(item) for item in items]
                for item in items:
                    self._item(item)
            case tree.Filter(condition=condition) | tree.FilterIndex(condition=condition):
                self._after_limit()
                self._ready(condition)
                self.stage.conditions.append(self.reader.condition(condition))
            case tree.Parse():
                self._parse(command)
            case tree.Stats():
                self._stats(command)
            case tree.Sort(keys=keys):
                self._sort(keys)
            case tree.Limit():
                self._limit(command)
            case tree.Dedup(fields=fields):
                self._dedup(fields)
            case tree.Unnest():
                self._unnest(command)
            case tree.Source() if command is self.pipeline.commands[0]:
                pass  # the records of which log groups: here there is one table
            case tree.Unreadable():
                raise NotRunnable("this command has a mistake", command)
            case _:
                raise NotRunnable(f"{command.word} has no counterpart in SQL", command)

    def _name(self, item: tree.Item) -> str:
        return column_name(item, self.parsed.text)

    def _item(self, item: tree.Item) -> None:
        if item.alias is None and isinstance(item.expression, tree.Field):
            return
        if item.alias is None and self.is_name_of(item.expression) is not None:
            return
        self._ready(item.expression)
        self._make(self._name(item), self.reader.value(item.expression))

    def _make(self, name: str, value: Value) -> None:
        self.columns[name] = value
        self.made.discard(name)
        if not isinstance(value.sql, exp.Column) or self.stage.grouped:
            self.made.add(name)

    def _parse(self, command: tree.Parse) -> None:
        if self.stage.grouped:
            self._close("grouped")
        if command.source is None:
            source = self.resolve_name(MESSAGE)
        else:
            self._ready(command.source)
            source = self.reader.text(command.source)
        pattern, names = groups_of(command)
        text = as_text(source).sql
        if len(names) == 1:
            parts = [nodes.substring(text, nodes.text(pattern))]
        else:
            match = nodes.call("REGEXP_MATCH", text, nodes.text(pattern))
            column = self._join(match, "found", "part")
            parts = [nodes.element(column.copy(), place) for place in range(1, len(names) + 1)]
        for name, part in zip(names, parts, strict=True):
            self._make(name, Value(part, Type.TEXT))
        self.parsed_names += [name for name in names if name not in self.parsed_names]

    def _stats(self, command: tree.Stats) -> None:
        self._after_limit()
        self._ready(command)
        if command.offset is not None:
            raise NotRunnable("bins with an offset have no counterpart in SQL", command.offset)
        reader = Reader(self, self.setting, in_stats=True)
        made: dict[str, Value] = {}
        for item in command.keys:
            value = self.reader.value(item.expression)
            value = (
                attrs.evolve(value, sql=as_text(value).sql, type=Type.TEXT)
                if value.type is Type.JSON
                else value
            )
            made[self._name(item)] = value
        keys = len(made)
        later: list[tree.Item] = []
        hidden: dict[tree.Expression, str] = {}
        for item in command.aggregates:
            if any(not inside for _, inside in _fields(item.expression)):
                later.append(item)
                for call in _aggregate_calls(item.expression):
                    name = f"@{len(hidden) + 1}"
                    hidden[call] = name
                    made[name] = reader.value(call)
            else:
                made[self._name(item)] = reader.value(item.expression)
        self.columns, self.made = made, set(made)
        self.stage.grouped, self.stage.keys = True, keys
        self.has_stats, self.of_record = True, False
        self.sorted_by = []
        self.shown, self.displayed = [self._name(item) for item in (*command.keys, *command.aggregates)], []
        self.parsed_names = []
        if later:
            self._close("grouped")
            for expression, name in hidden.items():
                self.reader.known[expression] = self.columns[name]
            for derived in later:
                self._item(derived)

    def _sort(self, keys: Sequence[tree.SortKey]) -> None:
        if self.stage.limit is not None:
            self._close()
        names: dict[str, bool] = {}
        for key in keys:
            names.setdefault(self._sort_name(key), key.descending)
        # Before a stage ends, which keeps what the rows are sorted by; an earlier sort orders what is equal.
        self.sorted_by = list((names | {name: d for name, d in self.sorted_by if name not in names}).items())
        if any(map(self._must_be_column, names)):
            self._close("grouped" if self.stage.grouped else "records")

    def _sort_name(self, key: tree.SortKey) -> str:
        """The name of the column that a key sorts by, made if there is none."""
        expression = key.expression
        while isinstance(expression, tree.Parenthesised):
            expression = expression.inner
        name = self.is_name_of(expression)
        if name is None and isinstance(expression, tree.Field):
            if expression.name in self.columns:
                name = expression.name
            elif self._find(expression.path) is not None:
                name = expression.name
                self.columns.setdefault(name, self.resolve(expression))
        if name is None:
            self._ready(expression)
            name = f"@sort {key.start}"
            self._make(name, self.reader.value(expression))
        return name

    def _must_be_column(self, name: str) -> bool:
        """Whether ORDER BY works with a key, which it cannot with what the SELECT itself makes."""
        value = self.columns[name]
        return name in self.made and not value.is_null and (value.is_text or value.type is Type.JSON)

    def _limit(self, command: tree.Limit) -> None:
        if command.count is None:
            raise NotRunnable("how many rows are wanted is not known", command)
        written = self.setting.written(command.count)
        count: int | SQL = (
            int(command.count.text) if written is None else nodes.cast(written.sql, nodes.BIGINT)
        )
        if self.stage.limit is not None:
            if isinstance(count, int) and isinstance(self.stage.limit, int):
                self.stage.limit = min(self.stage.limit, count)
                return
            self._close()
        self.stage.limit = count
        self.has_limit = True

    def _dedup(self, fields: Sequence[tree.Expression]) -> None:
        self._after_limit()
        self._ready(*fields)
        if any(name in self.made for name, _ in self.sorted_by):
            self._close()
        keys = [self._key(field) for field in fields]
        number = exp.Window(
            this=exp.RowNumber(),
            partition_by=[nodes.copied(self.columns[key].sql) for key in keys],
            order=exp.Order(expressions=self._order(self.columns) or [exp.Ordered(this=nodes.number(1))]),
        )
        self._make(ROW, Value(number, Type.NUMBER, integer=True, present=True))
        for name in (ROW, *keys):
            self.last_use[(name,)] = max(self.place, self.last_use.get((name,), self.place))
        self._close("numbered")
        first = nodes.compared(exp.EQ, self.resolve_name(ROW).sql, nodes.number(1))
        missing = [nodes.is_null(self.resolve_name(key).sql) for key in keys]
        self.stage.conditions.append(nodes.any_of([first, *missing]))

    def _key(self, expression: tree.Expression) -> str:
        """The name of the column that records are told apart by, made if there is none."""
        name = expression.name if isinstance(expression, tree.Field) else f"@key {expression.start}"
        value = self.reader.value(expression)
        self.columns[name] = as_text(value) if value.type is Type.JSON else value
        return name

    def _unnest(self, command: tree.Unnest) -> None:
        self._after_limit()
        self._ready(command.list)
        value = self.reader.value(command.list)
        json = value.sql if value.type is Type.JSON else nodes.call("TO_JSONB", typed(as_text(value)))

        def items(given: Given) -> SQL:
            kind = nodes.call("JSONB_TYPEOF", given())
            is_list = nodes.compared(exp.EQ, kind, nodes.text("array"))
            one = nodes.call("JSONB_BUILD_ARRAY", given())
            return nodes.case((is_list, given()), otherwise=one)

        elements = nodes.call("JSONB_ARRAY_ELEMENTS", nodes.bound([json], items))
        column = self._join(elements, "items", "item")
        self._make(command.name.text, Value(column, Type.JSON))

    def _join(self, function: SQL, title: str, column: str) -> exp.Column:
        """Have a function beside each row; the column that it gives."""
        table = unique(title, {str(join.args["alias"].name) for join in self.stage.joins})
        known = {value.sql.name for value in self.columns.values() if isinstance(value.sql, exp.Column)}
        name = unique(column, known | {str(field.column) for field in self.record.fields.values()})
        self.stage.joins.append(nodes.rows_of(function, table, name))
        return exp.Column(this=nodes.identifier(name), table=nodes.identifier(table))

    def _finished(self) -> tuple[exp.Select, tuple[tuple[str, Type], ...]]:
        names = list(dict.fromkeys(self._shown()))
        if self.stage.grouped and names != list(self.columns):
            self._close("grouped")
        columns: dict[str, Value] = {}
        for name in names:
            value = self._find(self._path(name)) or absent()
            columns[name] = value
        if not self.has_limit and not self.has_stats:
            self.stage.limit = MOST_ROWS
        self.stage.order = self._order(self.columns, by_name=columns)
        query = self.stage.select([(as_shown(value), name) for name, value in columns.items()])
        if self.before:
            with_ = [
                exp.CTE(this=select, alias=exp.TableAlias(this=nodes.identifier(name)))
                for name, select in self.before
            ]
            query.set("with_", exp.With(expressions=with_))
        return query, tuple((name, value.type) for name, value in columns.items())

    def subquery(self, pipeline: tree.Pipeline) -> SQL:
        inner = Pipeline(self.parsed, pipeline, self.record, self.setting, self.names_of)
        query, columns = inner.lowered()
        if len(columns) != 1:
            raise NotRunnable("a query in parentheses gives the values of one field", pipeline)
        return exp.Subquery(this=query)


def _is_aggregate(node: tree.Node) -> bool:
    return isinstance(node, tree.Call) and node.name in FUNCTIONS and FUNCTIONS[node.name].is_aggregate


def _aggregate_calls(expression: tree.Expression) -> Iterator[tree.Call]:
    waiting: list[tree.Node] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Call) and _is_aggregate(node):
            yield node
        else:
            waiting.extend(tree.children(node))


def _fields(expression: tree.Expression) -> Iterator[tuple[tree.Field, bool]]:
    """The fields of an item of stats, and whether each stands in a function over many records."""
    waiting: list[tuple[tree.Node, bool]] = [(expression, False)]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, tree.Field):
            yield node, inside
        below = inside or _is_aggregate(node)
        waiting.extend((child, below) for child in tree.children(node))
