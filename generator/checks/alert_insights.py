"""What a Logs Insights query returns to an alert rule: its result as Grafana's backend makes frames of it.

Source: `log_sync_query.go` and `log_query.go` of Grafana's CloudWatch datasource. An alert runs the text as
it stands: no variable is put in, `$__interval` neither. The rows are sorted by their time. Where a result has
one, the groups that `statsGroups` names become labels, and any other text is in the way (#46429, #63388);
where it has none, rules ask without `statsGroups`, and each text is a label. What looks like a number is one.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from logloom import Contract

from generator.checks.alert_answer import (
    Answer,
    AnswerColumn,
    Kind,
    Order,
    Place,
    Remedies,
)
from generator.checks.alert_insights_reading import AlertReading, read
from generator.checks.alert_insights_rows import buckets, cut, is_filtered, rows
from generator.checks.insights_bounds import Bounds
from generator.checks.insights_nodes import of
from generator.checks.insights_subject import InsightsSubject
from generator.checks.interval import ANYTHING
from generator.languages.insights.analysis import Analysis, Output
from generator.languages.insights.catalog import FUNCTIONS
from generator.languages.insights.column_names import column_name, expression_name
from generator.languages.insights.record import Type
from generator.languages.insights.tree import (
    Call,
    Field,
    Item,
    Parsed,
    walk,
)
from generator.queries.model import Query

_KINDS = {
    Type.TEXT: Kind.TEXT,
    Type.JSON: Kind.TEXT,
    Type.NUMBER: Kind.NUMBER,
    Type.BOOLEAN: Kind.NUMBER,
    Type.TIME: Kind.TIME,
    Type.ANY: Kind.UNKNOWN,
}
"""What Grafana makes of a column by its first value; truth comes as 1 and 0."""

REMEDIES = Remedies(
    number="return a number: count(*), avg(...), max(...) of one, or toNumber(...)",
    label='make it no number: concat("id ", {name}), or group by bin(...) too, which makes a label of it',
    series="group by it in stats, or leave it out",
    no_series='reduce it first: a.reduce("A", "last"), or leave the time out of the result',
    vanishing='count among records that are always there: sum(if(level = "ERROR", 1, 0))',
)


def insights_answer(
    query: Query,
    contract: Contract,
    **_setting: object,
) -> Answer:
    """The answer to any rule: how far it looks back and its interval do not change the text."""
    subject = InsightsSubject(query, contract)
    unfilled = tuple(
        Place(query.text[reference.start : reference.end], reference.start)
        for reference in (placed.reference for placed in subject.references)
        if reference.builtin or reference.name in subject.params or not reference.name.isdigit()
    )
    reading = read(subject)
    if not reading.is_certain:
        return Answer(unfilled=unfilled, remedies=REMEDIES, has_formats=False, is_silent=True)
    return attrs.evolve(_answer(reading), unfilled=unfilled)


def _answer(reading: AlertReading) -> Answer:
    outputs = reading.analysis.outputs
    has_time = any(output.type is Type.TIME for output in outputs)
    items = _items(reading.parsed)
    keys = {
        column_name(key, reading.parsed.text): key for key in (reading.stats.keys if reading.stats else ())
    }
    bounds = Bounds(lambda field: _made_by(reading.analysis, items, field))
    shown = {output.name: _origin(output, items, keys, reading.parsed.text) for output in outputs}
    columns = tuple(
        _column(reading, output, items.get(output.start), shown[output.name], keys, has_time, bounds)
        for output in outputs
    )
    lost = (key for name, key in keys.items() if name not in shown.values())
    return Answer(
        start=reading.source(reading.parsed.pipeline.start),
        columns=columns,
        rows=rows(reading),
        lost=tuple(Place(reading.written(key), reading.source(key.start)) for key in lost),
        order=Order.BY_TIME,
        bucket=max(buckets(reading), key=lambda bucket: bucket.seconds, default=None),
        cut=cut(reading),
        is_filtered=is_filtered(reading),
        remedies=REMEDIES,
        has_formats=False,
        is_silent=True,
    )


def _items(parsed: Parsed) -> Mapping[int, Item]:
    """What commands make, by where it is written."""
    return {item.start: item for item in of(parsed, Item)}


def _made_by(analysis: Analysis, items: Mapping[int, Item], field: Field) -> Item | None:
    """The item that a field is the name of; None for one of the records."""
    column = analysis.columns.get(field)
    return items.get(column.start) if column is not None else None


def _origin(output: Output, items: Mapping[int, Item], keys: Mapping[str, Item], text: str) -> str:
    """The group that an output shows, be it under another name; empty for none."""
    if output.name in keys:
        return output.name
    item = items.get(output.start)
    if item is None:
        return ""
    name = expression_name(item.expression, text)
    return name if name in keys else ""


def _column(
    reading: AlertReading,
    output: Output,
    item: Item | None,
    origin: str,
    keys: Mapping[str, Item],
    has_time: bool,
    bounds: Bounds,
) -> AnswerColumn:
    kind = _KINDS[output.type]
    is_group = output.name in keys
    if is_group and has_time and kind is not Kind.TIME:
        kind = Kind.TEXT  # whatever it looks like: statsGroups names it
    start = reading.source(output.start)
    alias = item.alias if item is not None else None
    return AnswerColumn(
        output.name,
        kind,
        output.type.value,
        start,
        reading.source(alias.start) if alias is not None else start,
        is_key=bool(origin),
        is_made_of_many=item is not None and any(_is_aggregate(node) for node in walk(item)),
        is_series_label=is_group,
        bounds=bounds.of(item.expression) if item is not None and kind is Kind.NUMBER else ANYTHING,
    )


def _is_aggregate(node: object) -> bool:
    return isinstance(node, Call) and node.name in FUNCTIONS and FUNCTIONS[node.name].is_aggregate
