"""What Grafana gets for a query: the columns, which of them are times, and how it is grouped and sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from generator.languages.grafana.model import Expansion, Variable
from generator.languages.grafana.rewrite import source_range
from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.analysis import analyse
from generator.languages.insights.column_names import column_name, expression_name
from generator.languages.insights.effective import EFFECTIVE_PREFIX, INTERNAL
from generator.languages.insights.expand import expand, references
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Record, Type
from generator.languages.insights.stats_groups import last_stats
from generator.languages.insights.tree import (
    Display,
    Field,
    Fields,
    Item,
    Other,
    Parsed,
    SavedQuery,
    Sort,
    SortKey,
    Unreadable,
)


@attrs.frozen
class Order:
    """The column that a result is sorted by before all others."""

    column: str
    descending: bool


@attrs.frozen
class Result:
    """The columns of a result with their types, in its order, and what it is grouped by.

    `stats_groups` are the groups as Grafana keeps them in a target: by the text as it is written, variables
    and all. `is_certain` says that no command could do anything else.
    """

    types: Mapping[str, Type]
    groups: tuple[str, ...]
    stats_groups: tuple[str, ...]
    order: Order | None
    is_certain: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.types)

    @property
    def times(self) -> tuple[str, ...]:
        return tuple(name for name, type_ in self.types.items() if type_ is Type.TIME)

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups that are no times."""
        return tuple(name for name in self.groups if name not in self.times)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name not in (*self.groups, *self.times))

    @property
    def is_parted(self) -> bool:
        """Whether Grafana makes a frame of each group, in no order: it does so where there is a time."""
        return bool(self.times and self.labels)


def result_of(text: str, variables: Sequence[Variable], record: Record) -> Result:
    """What a query returns, read with the first value of each of its variables, and as Grafana sends it."""
    expansion = expand(text, variables, usual_scenario(used_variables(references(text), variables)))
    parsed = parse(EFFECTIVE_PREFIX + expansion.text)
    types = {
        column.name: column.type
        for column in analyse(parsed, record).outputs
        if not column.name.endswith(INTERNAL)
    }
    stats = last_stats(parsed)
    keys = stats.keys if stats is not None else ()
    return Result(
        types=types,
        groups=tuple(name for key in keys if (name := column_name(key, parsed.text)) in types),
        stats_groups=tuple(_as_written(key, parsed, expansion, text) for key in keys),
        order=_order(parsed, types),
        is_certain=not parsed.faults
        and not any(isinstance(each, Other | SavedQuery | Unreadable) for each in parsed.pipeline.commands),
    )


def _as_written(key: Item, parsed: Parsed, expansion: Expansion, source: str) -> str:
    """The group as a target keeps it: without an alias the text before Grafana has put the variables in."""
    if key.alias is not None or isinstance(key.expression, Field):
        return column_name(key, parsed.text)
    shift = len(EFFECTIVE_PREFIX)
    start, end = source_range(expansion, key.expression.start - shift, key.expression.end - shift)
    return source[start:end]


def _order(parsed: Parsed, columns: Mapping[str, Type]) -> Order | None:
    """By the last `sort`, under the name that a later command may have given the column."""
    order: SortKey | None = None
    name = ""
    for command in parsed.pipeline.commands:
        if isinstance(command, Sort) and command.keys:
            order = command.keys[0]
            name = expression_name(order.expression, parsed.text)
        elif isinstance(command, Fields | Display) and order is not None:
            given = (
                each
                for each in command.items
                if each.alias and expression_name(each.expression, parsed.text) == name
            )
            name = next((column_name(each, parsed.text) for each in given), name)
    return Order(name, order.descending) if order is not None and name in columns else None
