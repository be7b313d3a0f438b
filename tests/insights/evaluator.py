"""A second reading of Logs Insights: a pipeline over rows, in plain Python and without a database.

It shares the tree with what is tested, and nothing else. It is slow and says what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from generator.languages.insights import tree
from tests.insights.aggregates import AGGREGATES, Row
from tests.insights.expressions import Meaning, Reading, Unsupported, Window, place
from tests.insights.functions import compiled
from tests.insights.values import Value, natural, text, truth

MOST_ROWS = 10_000
"""What a query without `limit` and `stats` returns at most."""


@attrs.frozen
class Answer:
    """The columns that are shown and the rows in order. `is_ordered` says that a `sort` made the order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_ordered: bool


def evaluate(parsed: tree.Parsed, rows: Iterable[Row], window: Window) -> Answer:
    """What the pipeline answers for rows that have @timestamp and @ptr, which counts up as they came in.

    Raises Unsupported.
    """
    newest = sorted(rows, key=lambda row: (row["@timestamp"], row["@ptr"]), reverse=True)
    run = _Run(Reading(parsed.text, window), [dict(row) for row in newest])
    for command in parsed.pipeline.commands:
        run.command(command)
    return run.answer()


@attrs.define
class _Run:
    """What is known between two commands: the rows in order and what will be shown of them."""

    reading: Reading
    rows: list[Row]
    fields: list[str] = attrs.field(factory=list)
    display: list[str] = attrs.field(factory=list)
    unasked: list[str] = attrs.field(factory=lambda: ["@timestamp", "@message"])
    is_ordered: bool = False
    has_stats: bool = False
    has_limit: bool = False

    def answer(self) -> Answer:
        columns = tuple(dict.fromkeys(self.display or self.fields or self.unasked))
        rows = self.rows if self.has_stats or self.has_limit else self.rows[:MOST_ROWS]
        shown = tuple(tuple(row.get(name) for name in columns) for row in rows)
        return Answer(columns, shown, self.is_ordered)

    def command(self, command: tree.Command) -> None:
        match command:
            case tree.Fields(items=items):
                self.fields += self._add(items)
            case tree.Display(items=items):
                self.display = self._add(items)
            case tree.Filter(condition=condition) | tree.FilterIndex(condition=condition):
                holds = self.reading.meaning(condition)
                self.rows = [row for row in self.rows if truth(holds(row))]
            case tree.Parse():
                self._parse(command)
            case tree.Stats():
                self._stats(command)
            case tree.Sort(keys=keys):
                self._sort(keys)
            case tree.Limit(count=tree.Number(text=count)):
                self.rows, self.has_limit = self.rows[: int(count)], True
            case tree.Dedup(fields=fields):
                self._dedup(fields)
            case tree.Unnest(list=source, name=name):
                self._unnest(source, name.text)
            case _:
                raise Unsupported(type(command).__name__)

    # --- commands ---

    def name(self, item: tree.Item) -> str:
        if item.alias is not None:
            return item.alias.text
        expression = item.expression
        if isinstance(expression, tree.Field):
            return expression.name
        return self.reading.source[expression.start : expression.end]

    def _add(self, items: Sequence[tree.Item]) -> list[str]:
        for item in items:
            name, of = self.name(item), self.reading.meaning(item.expression)
            for row in self.rows:
                row[name] = of(row)
        return [self.name(item) for item in items]

    def _parse(self, command: tree.Parse) -> None:
        pattern, names = _pattern(command)
        self.unasked += names.values()
        source = self.reading.meaning(command.source or tree.Field(0, 0, ("@message",)))
        for row in self.rows:
            searched = text(source(row))
            found = None if searched is None else pattern.search(searched)
            for group, name in names.items():
                row[name] = found[group] if found else None

    def _stats(self, command: tree.Stats) -> None:
        keys = self._add(command.keys)
        calls = {
            place(node): self.reading.aggregate(node)
            for item in command.aggregates
            for node in tree.walk(item)
            if isinstance(node, tree.Call) and node.name in AGGREGATES
        }
        results = [(self.name(item), self.reading.meaning(item.expression)) for item in command.aggregates]
        groups: dict[tuple[str | None, ...], list[Row]] = {}
        for row in self.rows:
            groups.setdefault(tuple(text(row[key]) for key in keys), []).append(row)
        self.rows = []
        for members in groups.values():
            output = {key: members[0][key] for key in keys}
            output |= {where: call(members) for where, call in calls.items()}
            for name, of in results:
                output[name] = of(output)
            self.rows.append(output)
        self.fields = [*keys, *(name for name, _ in results)]
        self.reading = attrs.evolve(self.reading, columns=frozenset(self.fields))
        self.has_stats, self.is_ordered = True, False

    def _sort(self, keys: Sequence[tree.SortKey]) -> None:
        for key in reversed(keys):  # each sort leaves what is equal where it was
            self._sort_by(self.reading.meaning(key.expression), descending=key.descending)
        self.is_ordered = True

    def _sort_by(self, of: Meaning, *, descending: bool) -> None:
        self.rows.sort(key=lambda row: natural(of(row)), reverse=descending)

    def _dedup(self, fields: Sequence[tree.Expression]) -> None:
        kept, seen, keys = [], set(), [self.reading.meaning(field) for field in fields]
        for row in self.rows:
            key = tuple(text(of(row)) for of in keys)
            if None in key or key not in seen:
                kept.append(row)
            seen.add(key)
        self.rows = kept

    def _unnest(self, source: tree.Expression, name: str) -> None:
        of = self.reading.meaning(source)
        unnested = []
        for row in self.rows:
            value = of(row)
            unnested += [{**row, name: item} for item in (value if isinstance(value, list) else [value])]
        self.rows, self.is_ordered = unnested, False  # nobody says in which order


def _pattern(command: tree.Parse) -> tuple[re.Pattern[str], Mapping[str | int, str]]:
    """What is searched for, and the name that each of its groups gets.

    In a glob a star takes as little as it can, one at the end all that is left, over lines too.
    """
    if isinstance(command.pattern, tree.Regex):
        pattern = compiled(command.pattern.pattern)
        return pattern, {group: group for group in pattern.groupindex}
    pieces = [re.escape(piece) for piece in command.pattern.value.split("*")]
    glob = "(.*?)".join(pieces[:-1]) + ("(.*)" if not pieces[-1] else "(.*?)" + pieces[-1])
    return re.compile(glob, re.DOTALL), {index: name.text for index, name in enumerate(command.names, 1)}
