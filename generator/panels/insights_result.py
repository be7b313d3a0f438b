"""What Grafana makes of a Logs Insights result, and what brings that into the shape of the other stores.

Where a result has a column of times, Grafana sorts its rows by it and parts them into one frame for each
group, in no order (`log_actions.go` and `log_query.go` of the CloudWatch datasource, 12.2). A table comes in
pieces then, and a series is called by its group and its field.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from logloom import Contract

from generator.languages.grafana.model import Expansion
from generator.languages.grafana.rewrite import source_range
from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.analysis import analyse
from generator.languages.insights.expand import expand, references
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Type, record_of
from generator.languages.insights.stats_groups import column_name, last_stats
from generator.languages.insights.tree import Display, Expression, Field, Fields, Item, Parsed, Sort, SortKey
from generator.panels.transformations import (
    Transformation,
    grouping_to_matrix,
    merge,
    partition_by,
    sort_by,
)
from generator.queries.model import Query

METRIC = "metric"
"""The group whose values name the series, as PostgreSQL's datasource has it; others are labels of them."""


@attrs.frozen
class Order:
    """The column that a result is sorted by before all others."""

    column: str
    descending: bool


@attrs.frozen
class Result:
    """The columns of a result by their names: all of them, the ones of times, and what it is grouped by.

    `stats_groups` are the groups as Grafana keeps them in a target: by the text as it is written, variables
    and all.
    """

    columns: tuple[str, ...]
    times: tuple[str, ...]
    groups: tuple[str, ...]
    stats_groups: tuple[str, ...]
    order: Order | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups that are no times."""
        return tuple(name for name in self.groups if name not in self.times)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name not in (*self.groups, *self.times))


def result_of(query: Query, contract: Contract) -> Result:
    """What a query returns, read with the first sample value of each of its variables."""
    params = query.header.params
    expansion = expand(query.text, params, usual_scenario(used_variables(references(query.text), params)))
    parsed = parse(expansion.text)
    record = record_of(contract, [(field.name, field.type) for field in query.header.fields])
    columns = analyse(parsed, record).outputs
    stats = last_stats(parsed)
    keys = stats.keys if stats is not None else ()
    names = tuple(column.name for column in columns)
    return Result(
        columns=names,
        times=tuple(column.name for column in columns if column.type is Type.TIME),
        groups=tuple(name for key in keys if (name := column_name(key, parsed.text)) in names),
        stats_groups=tuple(_as_written(key, expansion, query.text) for key in keys),
        order=_order(parsed, names),
    )


def _as_written(key: Item, expansion: Expansion, source: str) -> str:
    """The group as a target keeps it: without an alias the text before Grafana has put the variables in."""
    if key.alias is not None or isinstance(key.expression, Field):
        return column_name(key, expansion.text)
    start, end = source_range(expansion, key.expression.start, key.expression.end)
    return source[start:end]


def _order(parsed: Parsed, names: Sequence[str]) -> Order | None:
    """By the last `sort`, under the name that a later command may have given the column."""
    order: SortKey | None = None
    name = ""
    for command in parsed.pipeline.commands:
        if isinstance(command, Sort) and command.keys:
            order = command.keys[0]
            name = _name(order.expression, parsed)
        elif isinstance(command, Fields | Display) and order is not None:
            renamed = (
                item.alias.text
                for item in command.items
                if item.alias and _name(item.expression, parsed) == name
            )
            name = next(renamed, name)
    return Order(name, order.descending) if order is not None and name in names else None


def _name(expression: Expression, parsed: Parsed) -> str:
    return column_name(Item(expression.start, expression.end, expression, None), parsed.text)


def as_series(result: Result) -> tuple[Transformation, ...]:
    """One field for each series: named by the metric, or by its value, with the groups as labels."""
    if not result.times or not result.labels:
        return ()
    time, values = result.times[0], result.values
    if result.labels == (METRIC,) and len(values) == 1:
        return (merge(), sort_by(time), grouping_to_matrix(column=METRIC, row=time, value=values[0]))
    return (merge(), sort_by(time), partition_by(*result.labels))


def as_rows(result: Result) -> tuple[Transformation, ...]:
    """One frame, in the order of the query."""
    if not result.times:
        return ()
    order = result.order
    as_grafana_sorts = order is None or (order.column == result.times[0] and not order.descending)
    parts = (merge(),) if result.labels else ()
    if order is None or (as_grafana_sorts and not parts):
        return parts
    return (*parts, sort_by(order.column, descending=order.descending))
