"""What each command reads, which names it makes, and what the result shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from generator.languages.insights.analysis.model import NOT_AGGREGATED, REDEFINED, Column, Names, Output
from generator.languages.insights.analysis.operators import bare
from generator.languages.insights.analysis.place import AGGREGATE, KEY, RECORD, STATS
from generator.languages.insights.analysis.reader import Reader
from generator.languages.insights.analysis.scope import Scope, folded
from generator.languages.insights.analysis.shown import Shown
from generator.languages.insights.catalog import COMMANDS
from generator.languages.insights.column_names import column_name
from generator.languages.insights.record import ANY, JSON, NUMBER, TEXT, Record, Type
from generator.languages.insights.tree import (
    Anomaly,
    Command,
    Dedup,
    Diff,
    Display,
    Expression,
    Field,
    Fields,
    Filter,
    FilterIndex,
    Item,
    Join,
    Lookup,
    Name,
    Other,
    Parse,
    Parsed,
    Pattern,
    Pipeline,
    Regex,
    SavedQuery,
    Sort,
    Stats,
    Subquery,
    Unmask,
    Unnest,
)

GROUP = re.compile(r"\(\?P?<([A-Za-z_@][^>]*)>")
"""A named group of a regular expression; its name."""

_MAKE_NO_NAMES = frozenset(
    {"filter", "where", "filterindex", "sort", "order", "limit", "head", "tail", "dedup"}
)

_COUNTS = frozenset({"countfrequent", "count_frequent"})
"""Commands of `Other` that leave only what they are given and what they add."""


class Walk:
    """Goes through the commands of a query in order; what it finds is in `reader` and here."""

    def __init__(self, parsed: Parsed, record: Record) -> None:
        self.text = parsed.text
        self.record = record
        self.reader = Reader(parsed.text, record, self._subquery)
        self.visible: dict[Command, Names] = {}
        self.shown = Shown()
        self._unread = sorted((fault.start for fault in parsed.faults), reverse=True)

    def go(self, pipeline: Pipeline) -> None:
        for command in pipeline.commands:
            self.visible[command] = self.reader.scope.names(command.start)
            _COMMANDS.get(type(command), _nothing)(self, command)
            self.reader.aliases, self.reader.keys = {}, set()
            if self._is_faulty(command) and command.word not in _MAKE_NO_NAMES:
                # Which names it was to make, only its author knows.
                self.reader.scope.is_open = True

    def _is_faulty(self, command: Command) -> bool:
        """Whether something of a command could not be read; asked of each in their order."""
        found = False
        while self._unread and self._unread[-1] < command.end:
            found = self._unread.pop() >= command.start or found
        return found

    # --- names ---

    def make(self, name: Name, type_: Type, start: int, *, shown: bool = True) -> None:
        """Give a name that the author chose to something."""
        self._take(name, name.text, shown=shown)
        self.reader.scope.make(name.text, type_, start)

    def _take(self, node: Name, text: str, *, shown: bool = True) -> None:
        """A name may be made once; `shown` says that it may not be that of a field in `fields` either."""
        scope = self.reader.scope
        if text in scope.taken or (shown and text in scope.shown):
            self.reader.fault(REDEFINED, node, f"there is a column {text} already", "choose another name")
        scope.taken.add(text)

    # --- commands that show ---

    def items(self, command: Fields | Display | Unmask) -> None:
        outputs = []
        is_final = isinstance(command, Display)
        for item in command.items:
            type_ = self.reader.type_of(item.expression)
            if item.alias is not None:
                self.make(item.alias, type_, item.end, shown=not is_final)
            elif self.reader.quoted_field(item.expression):
                pass
            elif isinstance(item.expression, Field) and not is_final:
                self.reader.scope.shown.add(item.expression.name)
            outputs.append(Output(self.name_of(item), type_, item.start))
        if is_final:
            self.shown.only(outputs, is_final=True)
        else:
            self.shown.asked(outputs)

    def name_of(self, item: Item) -> str:
        """What the column is called that an item makes."""
        return column_name(item, self.text)

    # --- commands that only read ---

    def filter(self, command: Filter | FilterIndex) -> None:
        self.reader.condition(command.condition)

    def sort(self, command: Sort) -> None:
        for key in command.keys:
            self.reader.of_field(key.expression, RECORD, "sort")

    def dedup(self, command: Dedup) -> None:
        for field in command.fields:
            self.reader.of_field(field, RECORD, "dedup")

    # --- commands that make names ---

    def parse(self, command: Parse) -> None:
        if command.source is not None:
            self.reader.type_of(command.source)
        names: Iterable[Name] = command.names
        if isinstance(command.pattern, Regex):
            names = self._groups(command.pattern)
        for name in names:
            self.make(name, ANY, command.end)
            self.shown.made(Output(name.text, ANY, name.start))

    def _groups(self, regex: Regex) -> Iterable[Name]:
        for group in GROUP.finditer(regex.pattern):
            start = regex.start + 1
            yield Name(start + group.start(1), start + group.end(1), group[1])

    def unnest(self, command: Unnest) -> None:
        self.reader.type_of(command.list)
        self.make(command.name, ANY, command.end)

    def lookup(self, command: Lookup) -> None:
        for key in command.keys:
            read = key.expression
            if key.alias is not None:
                read = Field(
                    key.alias.start, key.alias.end, tuple(key.alias.text.split(".")), key.alias.quoted
                )
            self.reader.type_of(read)
        for name in command.outputs:
            self.reader.scope.make(name.text, ANY, command.end)
            self.shown.made(Output(name.text, ANY, name.start))

    def join(self, command: Join) -> None:
        if command.right is not None:
            self.reader.type_of(command.right)
        # What the other side holds is known to nobody here.
        self.reader.scope.is_open = True
        if command.condition is not None:
            self.reader.type_of(command.condition)

    def other(self, command: Other) -> None:
        added = [*(name.text for name in command.names), *COMMANDS[command.word].adds]
        if command.word in _COUNTS:
            kept = [self._counted(field) for field in command.arguments]
            self._only([*kept, *(Output(name, NUMBER, command.start) for name in added)], command)
            return
        # What its words mean, and what it leaves, is not known well enough to judge them.
        self.reader.scope.is_open = True
        for argument in command.arguments:
            self.reader.type_of(argument, AGGREGATE)
        for name in added:
            self.reader.scope.make(name, ANY, command.end)
            self.shown.made(Output(name, ANY, command.start))

    def _counted(self, field: Expression) -> Output:
        type_ = self.reader.of_field(field, RECORD, "countFrequent")
        return Output(self._written(field), type_, field.start)

    def unknown(self, _: Command) -> None:
        """Behind it there may be any name. `anomaly` adds many, and @timestamp again."""
        self.reader.scope.is_open = True

    # --- commands that leave only their own ---

    def stats(self, command: Stats) -> None:
        reader = self.reader
        reader.keys = {key.expression.name for key in command.keys if isinstance(key.expression, Field)}
        aggregates = [self._aggregate(item) for item in command.aggregates]
        reader.aliases, reader.keys = {}, set()
        keys = [self._key(item) for item in command.keys]
        items = [*zip(command.keys, keys, strict=True), *zip(command.aggregates, aggregates, strict=True)]
        self._only([Output(self.name_of(item), type_, item.start) for item, type_ in items], command)
        for item, type_ in items:
            if item.alias is not None:
                self._take(item.alias, item.alias.text)
                reader.scope.aliases[folded(self._written(item.expression))] = item.alias.text
            elif isinstance(item.expression, Field):
                reader.scope.taken.add(item.expression.name)
            else:
                reader.scope.make_by_text(self.name_of(item), type_, command.end)

    def _aggregate(self, item: Item) -> Type:
        reader = self.reader
        expression = bare(item.expression)
        if isinstance(expression, Field) and expression.name in reader.keys:
            message = f"{expression.name} stands behind by, and is a column already"
            reader.fault(NOT_AGGREGATED, expression, message, "leave it out here")
        type_ = reader.type_of(item.expression, STATS)
        if item.alias is not None:
            reader.aliases[item.alias.text] = Column(item.alias.text, type_, item.end)
        return type_

    def _key(self, item: Item) -> Type:
        return self.reader.of_field(item.expression, KEY, "stats")

    def pattern(self, command: Pattern) -> None:
        self.reader.of_field(command.source, RECORD, "pattern")
        types = {"@ratio": NUMBER, "@sampleCount": NUMBER}
        made = [Output(name, types.get(name, TEXT), command.start) for name in COMMANDS["pattern"].adds]
        self._only(made, command)
        self.reader.scope.has_more_system_fields = True

    def diff(self, _: Diff) -> None:
        self.reader.scope.has_more_system_fields = True

    def _only(self, outputs: Sequence[Output], command: Command) -> None:
        """Only these can be read from here on, and are what is shown."""
        scope = self.reader.scope = Scope(None, self.reader.scope, command.keyword.text)
        for output in outputs:
            scope.make(output.name, output.type, command.end)
        self.shown.only(outputs)

    # --- subqueries ---

    def _subquery(self, node: Subquery) -> Type:
        """Its fields are those of another log group, of which nothing is known."""
        reader = self.reader
        kept = reader.scope, reader.aliases, reader.keys, self.shown
        reader.scope, reader.aliases, reader.keys, self.shown = Scope(self.record), {}, set(), Shown()
        reader.scope.is_open = True
        self.go(node.pipeline)
        reader.scope, reader.aliases, reader.keys, self.shown = kept
        return JSON

    def _written(self, node: Expression) -> str:
        return node.name if isinstance(node, Field) else self.text[node.start : node.end]


def _nothing(_: Walk, __: Command) -> None:
    """Neither reads nor makes a name: limit, SOURCE."""


_COMMANDS: dict[type[Command], Callable[[Walk, Any], None]] = {
    Fields: Walk.items,
    Display: Walk.items,
    Unmask: Walk.items,
    Filter: Walk.filter,
    FilterIndex: Walk.filter,
    Sort: Walk.sort,
    Dedup: Walk.dedup,
    Parse: Walk.parse,
    Unnest: Walk.unnest,
    Lookup: Walk.lookup,
    Join: Walk.join,
    Other: Walk.other,
    SavedQuery: Walk.unknown,
    Stats: Walk.stats,
    Pattern: Walk.pattern,
    Anomaly: Walk.unknown,
    Diff: Walk.diff,
}
