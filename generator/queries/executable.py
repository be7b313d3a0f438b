"""What PostgreSQL is given of a query, whatever language it is in: SQL expanded, Logs Insights lowered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import attrs
from logloom import Contract

from generator.errors import Location, LogloomError
from generator.languages.grafana.gotime import rfc3339, since_epoch
from generator.languages.grafana.model import Expansion, ExpansionError, Scenario
from generator.languages.grafana_sql.expand import expand as expand_sql
from generator.languages.insights.expand import expand as expand_insights
from generator.languages.insights.tree import Fault
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query


@attrs.frozen
class Executable:
    """The text that runs. `source_offset` leads from a character of it to one of the file.

    It leads to None where the text was translated, so that no character of it is the author's.
    """

    text: str
    source_offset: Callable[[int], int | None]


def executable(query: Query, scenario: Scenario, contract: Contract | None) -> Executable:
    """The query in one setting of a dashboard.

    Raises LogloomError at the place of a mistake, NotRunnable for what PostgreSQL has no counterpart of.
    """
    make = _MAKERS.get(query.path.suffix.lower(), _sql)
    return make(query, scenario, contract)


def location(query: Query, offset: int) -> Location:
    """The line and column of a character of the file."""
    before = query.text[:offset]
    return Location(query.path, before.count("\n") + 1, offset - before.rfind("\n"))


def _sql(query: Query, scenario: Scenario, _: Contract | None) -> Executable:
    try:
        expansion = expand_sql(query.text, query.header.params, scenario)
    except ExpansionError as error:
        raise LogloomError(error.message, location(query, error.start)) from None
    return Executable(expansion.text, expansion.source_offset)


def _insights(query: Query, scenario: Scenario, contract: Contract | None) -> Executable:
    # sqlglot takes a while to import, and SQL does not need it.
    from generator.languages.insights.analysis import analyse
    from generator.languages.insights.lower import NotRunnable, lower
    from generator.languages.insights.lower.time_range import within
    from generator.languages.insights.parser import parse
    from generator.languages.insights.record import record_of

    if contract is None:
        message = "a Logs Insights query runs on PostgreSQL by the contract of a project"
        raise LogloomError(message, Location(query.path), "name the project with --project")
    expansion = expand_insights(query.text, query.header.params, scenario)
    parsed = parse(expansion.text)
    for fault in parsed.faults:
        raise _fault(query, expansion, fault)
    record = record_of(contract, [(field.name, field.type) for field in query.header.fields])
    setting = within(
        rfc3339(scenario.time_range.start),
        rfc3339(scenario.time_range.end),
        since_epoch(scenario.time_range.start, timedelta(milliseconds=1)),
        since_epoch(scenario.time_range.end, timedelta(milliseconds=1)),
    )
    try:
        lowered = lower(parsed, analyse(parsed, record), record, setting)
    except NotRunnable as error:
        error.location = location(query, expansion.source_offset(error.start))
        raise
    # Nobody reads it and the tree is not used again: no layout, and no copy of the tree.
    return Executable(lowered.expression.sql(dialect="postgres", copy=False), lambda _: None)


def _fault(query: Query, expansion: Expansion, fault: Fault) -> LogloomError:
    return LogloomError(fault.message, location(query, expansion.source_offset(fault.start)), fault.hint)


_MAKERS: Mapping[str, Callable[[Query, Scenario, Contract | None], Executable]] = {
    SQL_ENDING: _sql,
    INSIGHTS_ENDING: _insights,
}
