"""The tier that runs what is translated: on sample records, and beside the SQL query that it is a twin of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs
import psycopg
from logloom import Contract
from logloom.contract import LEVELS

from generator.errors import Location, LogloomError
from generator.finding import Finding, Severity
from generator.languages.grafana.model import ALL, Scenario, Value
from generator.languages.grafana.scenarios import picks
from generator.languages.grafana_sql.scenarios import scenarios as sql_scenarios
from generator.languages.insights.expand import scenarios as insights_scenarios
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.order import sort_columns
from generator.languages.insights.parser import parse
from generator.queries.model import Column, Query
from generator.queries.run import fetch, prepare_session
from generator.queries.twin_values import only_columns
from generator.queries.twins import difference

DIFFERS = "twin-differs"
"""The rule of a finding about twins: they do not return the same rows."""

REFUSED = "insights-run"
"""The rule of a finding about a query whose translation cannot be run, although it should be."""

COLUMNS = "result-columns"

TIMEOUT = 5.0
"""Seconds that a query may take on sample records."""

Progress = Callable[[int, int], None]


@attrs.frozen
class Translated:
    """A query that is run in translation, and the SQL that it is a twin of, if there is one."""

    query: Query
    sql: Query | None = None

    def scenarios(self) -> list[Scenario]:
        """The settings of a dashboard to try: those of the SQL, under the rules of the newest release.

        But for the first, whatever is not tried in a setting lets all records through: with several filters
        at work, few sample records would be left to tell twins apart by.
        """
        which, all_of = (self.sql, sql_scenarios) if self.sql else (self.query, insights_scenarios)
        usual, *others = all_of(which.text, which.header.params)
        has_all = {variable.name for variable in which.header.params if variable.include_all}
        of_its_own = {variable.name: picks(variable)[0] for variable in self.query.header.params}
        found: list[Scenario] = []
        for scenario in (usual, *others):
            wide = {
                name: ALL if name in has_all and value == usual.values[name] else value
                for name, value in scenario.values.items()
            }
            values = {**of_its_own, **(usual.values if scenario is usual else wide)}
            alike = attrs.evolve(scenario, values=values, release=usual.release)
            if alike not in found:
                found.append(alike)
        return found


def run_translated(
    connection: psycopg.Connection,
    queries: Sequence[Translated],
    contract: Contract,
    progress: Progress | None = None,
    not_run: Callable[[Path, str], None] | None = None,
) -> dict[Path, list[Finding]]:
    """What is found by running each query in every setting, by path; at most one finding for each.

    `connection` leads to a database that holds sample records; nothing is written. `not_run` is told of
    what PostgreSQL cannot be asked.
    """
    found: dict[Path, list[Finding]] = {}
    for each in queries:
        found[each.query.path] = []
        try:
            with connection.transaction(force_rollback=True):
                prepare_session(connection, read_only=True, timeout=TIMEOUT, time_zone="UTC")
                found[each.query.path] += _run(connection, each, contract)
        except NotRunnable as reason:
            if not_run is not None:
                not_run(each.query.path, reason.reason)
        except LogloomError as error:
            place = error.location or Location(each.query.path)
            if place.path == each.query.path:  # what is wrong with the SQL is said of the SQL
                found[each.query.path].append(_finding(REFUSED, place, error.message, error.hint))
        if progress is not None:
            progress(len(found), len(queries))
    return found


def _run(connection: psycopg.Connection, each: Translated, contract: Contract) -> list[Finding]:
    keys = sort_columns(parse(each.query.text))
    translated = _with_all_choices(each.query, contract)
    sql = None if each.sql is None else _with_all_choices(each.sql, contract)
    declared = translated.header.columns
    differing: list[tuple[Scenario, str]] = []
    for scenario in each.scenarios():
        rows = fetch(connection, translated, scenario, contract=contract)
        if declared is not None and {*_names(declared)} != {*_names(rows.columns)}:
            message = f"the header has the columns {', '.join(_names(declared))}"
            message += f", and the result {', '.join(_names(rows.columns))}"
            return [_finding(COLUMNS, Location(translated.path), message, "mend whichever is wrong")]
        if sql is not None:
            expected = fetch(connection, sql, scenario, contract=contract)
            if declared is not None:
                expected = only_columns(expected, declared)
            apart = difference(expected, rows, keys)
            if apart is not None:
                differing.append((scenario, apart))
    return [_differs(each, differing)] if differing else []


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


def _with_all_choices(query: Query, contract: Contract) -> Query:
    """The query with variables whose All stands for every value that the contract knows of."""
    choices: dict[str, tuple[str, ...]] = {
        "category": tuple(category.name for category in contract.categories),
        "level": LEVELS,
        **{key.name: key.values for key in contract.extra.values() if key.values},
    }
    params = tuple(
        attrs.evolve(variable, values=choices[variable.name])
        if variable.include_all and variable.name in choices
        else variable
        for variable in query.header.params
    )
    return attrs.evolve(query, header=attrs.evolve(query.header, params=params))


def _differs(each: Translated, differing: Sequence[tuple[Scenario, str]]) -> Finding:
    scenario, apart = differing[0]
    beside = each.sql.path.name if each.sql is not None else ""
    others = len(differing) - 1
    more = f"\nand in {others} other setting{'s' if others > 1 else ''}" if others else ""
    message = f"returns other rows than {beside} {_setting(scenario)}\n{apart}{more}"
    return _finding(DIFFERS, Location(each.query.path), message)


def _setting(scenario: Scenario) -> str:
    """A setting in words: `over 1:00:00 in steps of 60 s, with category = auth`."""
    span = scenario.time_range.end - scenario.time_range.start
    values = [f"{name} = {_value(value)}" for name, value in scenario.values.items()]
    picked = f", with {'; '.join(values)}" if values else ""
    return f"over {span} in steps of {scenario.interval_ms / 1000:g} s{picked}"


def _value(value: Value) -> str:
    if isinstance(value, str):
        return "All" if value == ALL else value or '""'
    return ", ".join(value)


def _finding(rule: str, place: Location, message: str, hint: str = "") -> Finding:
    return Finding(place.path, place.line, place.column, rule, Severity.ERROR, message, hint)
