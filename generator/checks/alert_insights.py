"""What a Logs Insights query returns to an alert rule: its result as Grafana's backend makes frames of it.

Source: `log_sync_query.go` and `log_query.go` of Grafana's CloudWatch datasource. An alert runs the text as
it stands: no variable is put in, `$__interval` neither. The rows are sorted by their time. Where a result has
one, the groups that `statsGroups` names become labels, and any other text is in the way (#46429, #63388);
where it has none, rules ask without `statsGroups`, and each text is a label. What looks like a number is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from logloom import Contract

from generator.checks.alert_answer import (
    Answer,
    AnswerColumn,
    Bucket,
    Kind,
    Order,
    Place,
    Remedies,
    Rows,
)
from generator.checks.insights_bounds import Bounds
from generator.checks.insights_nodes import of
from generator.checks.insights_subject import InsightsSubject
from generator.checks.interval import ANYTHING
from generator.languages.grafana.model import Expansion
from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.analysis import Analysis, Output, analyse
from generator.languages.insights.catalog import CAPS, FUNCTIONS, UNITS
from generator.languages.insights.effective import EFFECTIVE_PREFIX
from generator.languages.insights.expand import expand, references
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Type
from generator.languages.insights.stats_groups import column_name, last_stats
from generator.languages.insights.tree import (
    Call,
    Duration,
    Field,
    Filter,
    FilterIndex,
    Item,
    Limit,
    Other,
    Parsed,
    SavedQuery,
    Stats,
    Unreadable,
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

_EXPECTED_FILTERS = frozenset({"category", "logger"})
"""Fields by which a query picks a part of the application, which has records when all is well."""

_PERIODS = frozenset({"bin", "datefloor", "dateceil"})
_SECONDS = {
    "millisecond": 0.001,
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 28 * 86_400,
    "quarter": 90 * 86_400,
    "year": 365 * 86_400,
}
"""How long a period is at least."""

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
    reading = _read(subject)
    if not reading.is_certain:
        return Answer(unfilled=unfilled, remedies=REMEDIES, has_formats=False, is_silent=True)
    return attrs.evolve(_answer(reading), unfilled=unfilled)


@attrs.frozen
class _Reading:
    """A query as CloudWatch gets it from a rule, with what Grafana puts before it."""

    parsed: Parsed
    analysis: Analysis
    expansion: Expansion

    @property
    def is_certain(self) -> bool:
        """Whether it is read to its end, and no command is in it that may do anything."""
        unknown = Other | SavedQuery | Unreadable
        commands = self.parsed.pipeline.commands
        return not self.parsed.faults and not any(isinstance(each, unknown) for each in commands)

    @property
    def stats(self) -> Stats | None:
        return last_stats(self.parsed)

    def source(self, offset: int) -> int:
        """The offset in the file; what Grafana has added stands at the beginning."""
        return self.expansion.source_offset(max(offset - len(EFFECTIVE_PREFIX), self._first))

    @property
    def _first(self) -> int:
        return self.parsed.pipeline.commands[1].start - len(EFFECTIVE_PREFIX)

    def written(self, item: Item) -> str:
        return self.parsed.text[item.start : item.end]


def _read(subject: InsightsSubject) -> _Reading:
    params = subject.query.header.params
    scenario = usual_scenario(used_variables(references(subject.text), params))
    expansion = expand(subject.text, params, scenario)
    parsed = parse(EFFECTIVE_PREFIX + expansion.text)
    return _Reading(parsed, analyse(parsed, subject.record), expansion)


def _answer(reading: _Reading) -> Answer:
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
        rows=_rows(reading),
        lost=tuple(Place(reading.written(key), reading.source(key.start)) for key in lost),
        order=Order.BY_TIME,
        bucket=max(_buckets(reading), key=lambda bucket: bucket.seconds, default=None),
        is_filtered=_is_filtered(reading),
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
    name = column_name(Item(item.start, item.end, item.expression, None), text)
    return name if name in keys else ""


def _column(
    reading: _Reading,
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


def _rows(reading: _Reading) -> Rows:
    last = reading.parsed.pipeline.commands[-1]
    if isinstance(last, Limit) and last.count is not None and last.count.text == "1":
        return Rows.ONE
    if reading.stats is None:
        return Rows.RECORDS
    return Rows.GROUPS if reading.stats.keys else Rows.ONE


def _buckets(reading: _Reading) -> Iterator[Bucket]:
    """The periods that rows are grouped by, as long as CloudWatch takes them for."""
    for stats in of(reading.parsed, Stats):
        for call in (node for key in stats.keys for node in walk(key)):
            if not isinstance(call, Call) or call.name not in _PERIODS:
                continue
            for period in call.arguments:
                if isinstance(period, Duration) and period.unit in UNITS:
                    unit = UNITS[period.unit]
                    seconds = min(period.count, CAPS.get(unit, period.count)) * _SECONDS[unit]
                    written = reading.parsed.text[period.start : period.end]
                    yield Bucket(seconds, Place(written, reading.source(period.start)))


def _is_filtered(reading: _Reading) -> bool:
    """Whether rows depend on more than the time and the part of the application."""
    conditions = (each for kind in (Filter, FilterIndex) for each in of(reading.parsed, kind))
    return any(
        isinstance(node, Field)
        and node.name not in _EXPECTED_FILTERS
        and reading.analysis.types.get(node) is not Type.TIME
        for condition in conditions
        for node in walk(condition)
    )
