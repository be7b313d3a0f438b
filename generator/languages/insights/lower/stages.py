"""The SELECTs that a pipeline becomes: what is named in one can be read in the next.

One SELECT takes as many commands as it can; what it names goes into a query of its own when a later command
reads it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping

import attrs
from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes, record_fields
from generator.languages.insights.lower.aggregates import ARRIVAL, IN_TIME
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.order import order_by
from generator.languages.insights.lower.setting import Setting
from generator.languages.insights.lower.stage import Stage
from generator.languages.insights.lower.values import Value, absent
from generator.languages.insights.record import MESSAGE, TIMESTAMP, Record, Type

_LONGEST_NAME = 63
"""Bytes of a name in PostgreSQL; what is longer is cut off."""

MOST_STAGES = 60
"""Each may carry all that those before it have made, so that SQL may grow as their number squared."""

ROW = "@row"
"""The number of a record among those that are alike."""


@attrs.define(eq=False)
class Stages(ABC):
    """The SQL of a pipeline as far as it was read.

    `columns` are the names that were made and are still there. Those in `made` were made in the SELECT that
    is being written, so that nothing in it can read them.
    """

    parsed: tree.Parsed
    pipeline: tree.Pipeline
    record: Record
    setting: Setting
    names_of: Mapping[tree.Expression, str]
    of_record: bool = True
    has_stats: bool = False
    has_limit: bool = False
    columns: dict[str, Value] = attrs.field(factory=dict)
    made: set[str] = attrs.field(factory=set)
    sorted_by: list[tuple[str, bool]] = attrs.field(factory=list)
    shown: list[str] = attrs.field(factory=list)
    displayed: list[str] = attrs.field(factory=list)
    parsed_names: list[str] = attrs.field(factory=list)
    before: list[tuple[str, exp.Select]] = attrs.field(factory=list)
    stage: Stage = attrs.field(init=False)
    reader: Reader = attrs.field(init=False)
    last_use: dict[tuple[str, ...], int] = attrs.field(init=False)
    last_projection: int = -1
    place: int = 0

    def __attrs_post_init__(self) -> None:
        self.stage = Stage(self.record.table)
        if self.setting.time_filter is not None:
            column = self.record.fields[TIMESTAMP].column or "timestamp"
            self.stage.conditions.append(self.setting.time_filter(nodes.column(column)))
        self.reader = Reader(self, self.setting)
        self.last_use = {}
        for place, command in enumerate(self.pipeline.commands):
            for node in _reads(command):
                self.last_use[node] = place
            if _reads_time(command):
                self.last_use[(TIMESTAMP,)] = place
            if isinstance(command, tree.Stats | tree.Display):
                self.last_projection = place

    # --- what expressions ask of where they stand ---

    def resolve(self, field: tree.Field) -> Value:
        value = self._find(field.path)
        if value is None:
            return absent()
        return value

    def resolve_name(self, name: str) -> Value:
        return self._find((name,)) or absent()

    def is_name_of(self, expression: tree.Expression) -> str | None:
        """The column that an expression stands for: behind stats, `count(*)` is the one of that name."""
        if self.has_stats and not isinstance(expression, tree.Field):
            return self.names_of.get(expression)
        return None

    @abstractmethod
    def subquery(self, pipeline: tree.Pipeline) -> SQL:
        """A query in parentheses, which gives the values of one field."""

    def _find(self, path: tuple[str, ...]) -> Value | None:
        for length in range(len(path), 0, -1):
            known = self.columns.get(".".join(path[:length]))
            if known is not None:
                value = attrs.evolve(known, sql=nodes.copied(known.sql))
                if length == len(path):
                    return value
                return record_fields.inside(value.sql, path[length:]) if value.type is Type.JSON else None
        if not self.of_record:
            return None
        if path == (ARRIVAL,):
            return Value(nodes.column(record_fields.ARRIVAL), Type.NUMBER, integer=True, present=True)
        field = record_fields.find(self.record, path)
        return record_fields.value_of(self.record, field) if field is not None else None

    # --- stages ---

    def _close(self, name: str = "records") -> None:
        """End the SELECT that is being written, and read what it gives from now on."""
        if len(self.before) == MOST_STAGES:
            raise NotRunnable(f"it needs more than {MOST_STAGES} queries, one on the other", self.pipeline)
        columns = dict(self._needed())
        taken: set[str] = set()
        names = {key: unique(self._sql_name(key), taken) for key in columns}
        if not columns:  # as where only records are counted
            columns, names = {"": Value(nodes.number(1), Type.NUMBER)}, {"": "one"}
        if self.stage.limit is not None:
            self.stage.order = self._order(columns)
        used = {each for each, _ in self.before} | {self.record.table}
        title = unique(name, used)
        self.before.append(
            (title, self.stage.select([(value.sql, names[key]) for key, value in columns.items()]))
        )
        self.columns = {
            key: attrs.evolve(value, sql=nodes.column(names[key])) for key, value in columns.items() if key
        }
        self.stage = Stage(title)
        self.of_record = False
        self.made.clear()

    def _needed(self) -> Iterator[tuple[str, Value]]:
        """What is read later, by name: keys first where the stage groups."""
        wanted: dict[str, Value] = {}
        if self.stage.grouped:
            yield from ((key, value) for key, value in self.columns.items())
            return
        paths = [path for path, last in self.last_use.items() if last >= self.place]
        names = [name for name, _ in self.sorted_by]
        if not self.has_stats and self._is_order_read():
            names += [TIMESTAMP, ARRIVAL]
        shown = self._shown() if self.place > self.last_projection else self.displayed
        for path in (*((name,) for name in names), *paths, *map(self._path, shown)):
            for length in range(len(path), 0, -1):
                name = ".".join(path[:length])
                if name in self.columns:
                    wanted[name] = self.columns[name]
                    break
            else:
                value = self._find(path)
                if value is not None:
                    wanted[".".join(path)] = value
        yield from wanted.items()

    def _is_order_read(self) -> bool:
        """Whether anything asks for the order of the records, before `stats` makes other rows of them."""
        for command in self.pipeline.commands[max(self.place, 0) :]:
            if isinstance(command, tree.Stats):
                return any(
                    isinstance(node, tree.Call) and node.name in IN_TIME for node in tree.walk(command)
                )
            if isinstance(command, tree.Limit | tree.Dedup):
                return True
        return True

    def _path(self, name: str) -> tuple[str, ...]:
        return (name,) if name in self.columns or name in self.record.fields else tuple(name.split("."))

    def _sql_name(self, key: str) -> str:
        if key == ARRIVAL:
            return record_fields.ARRIVAL
        if key == ROW:
            return "row_number"
        field = self.record.fields.get(key)
        if field is not None and field.column and key not in self.made:
            return field.path[-1] if field.path else field.column
        return key

    def _shown(self) -> list[str]:
        if self.displayed:
            return self.displayed
        return self.shown or [TIMESTAMP, MESSAGE, *self.parsed_names]

    def _ready(self, *read: tree.Node) -> None:
        """Make sure that what is read can be: what this SELECT makes, it cannot read."""
        if self.made and any(self._is_made(path) for node in read for path in _paths(node, self)):
            self._close("grouped" if self.stage.grouped else "records")

    def _is_made(self, path: tuple[str, ...]) -> bool:
        for length in range(len(path), 0, -1):
            name = ".".join(path[:length])
            if name in self.columns:
                return name in self.made
        return False

    def _after_limit(self) -> None:
        """What changes which records there are, or their order, cannot stand in one SELECT with a limit."""
        if self.stage.limit is not None or self.stage.grouped:
            self._close("grouped" if self.stage.grouped else "records")

    def _order(
        self, columns: Mapping[str, Value], by_name: Mapping[str, Value] | None = None
    ) -> list[exp.Ordered]:
        """The order that the rows are in: what they were sorted by, then the newest first.

        What the SELECT itself makes is named as the result's column `by_name`.
        """
        keys = list(self.sorted_by)
        if not self.has_stats:
            keys += [(name, True) for name in (TIMESTAMP, ARRIVAL) if name not in dict(keys)]
        found = []
        for name, descending in keys:
            value = columns.get(name) or self._find((name,))
            # By a literal PostgreSQL would sort by the column of that number, or not at all.
            if value is None or value.is_null or nodes.is_constant(value.sql):
                continue
            if by_name and name in by_name and name in self.made and not value.is_text:
                value = attrs.evolve(value, sql=nodes.identifier(name))
            found += order_by(attrs.evolve(value, sql=value.sql.copy()), descending=descending)
        return found


def unique(name: str, taken: set[str]) -> str:
    """A name that is not taken, short enough for PostgreSQL; it is taken from now on."""
    short = name.encode()[: _LONGEST_NAME - 4].decode(errors="ignore")
    base = name if len(name.encode()) <= _LONGEST_NAME else short
    unique, number = base, 1
    while unique in taken:
        number += 1
        unique = f"{short}_{number}"
    taken.add(unique)
    return unique


def _reads(command: tree.Command) -> Iterator[tuple[str, ...]]:
    for node in tree.walk(command):
        if isinstance(node, tree.Field):
            yield node.path
        elif isinstance(node, tree.Parse) and node.source is None:
            yield (MESSAGE,)


def _reads_time(command: tree.Command) -> bool:
    return any(isinstance(node, tree.Call) and node.name == "bin" for node in tree.walk(command))


def _paths(node: tree.Node, stages: Stages) -> Iterator[tuple[str, ...]]:
    """What is read below a node."""
    for each in tree.walk(node):
        if isinstance(each, tree.Field):
            yield each.path
        elif isinstance(each, tree.Call) and each.name == "bin":
            yield (TIMESTAMP,)
        elif isinstance(each, tree.Expression) and (name := stages.is_name_of(each)) is not None:
            yield (name,)
