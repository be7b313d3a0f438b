"""All that the dashboards ask runs on a real PostgreSQL, however they are set, and shows something."""

from __future__ import annotations

import re
from collections.abc import Mapping

import psycopg
import pytest

from generator.errors import LogloomError
from generator.languages.grafana.scenarios import releases
from generator.project import BuiltDashboard
from generator.queries.connection import connect_to_read
from generator.queries.run import Result
from tests.dashboards.built import DASHBOARDS, Asked, Json, asked, strings
from tests.dashboards.viewer import open_dashboard

every_dashboard = pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=DASHBOARDS)

MAY_BE_EMPTY = {
    "Records that break the contract": "the sample records keep to the contract",
    "Broken records": "the sample records keep to the contract",
}


@every_dashboard
def test_all_queries_run_however_the_dashboard_is_set(
    dashboard: BuiltDashboard, reader: psycopg.Connection
) -> None:
    assert faults(reader, dashboard) == []


@every_dashboard
def test_all_queries_run_before_the_first_record(dashboard: BuiltDashboard, empty_database: str) -> None:
    with connect_to_read(empty_database) as connection:
        assert faults(connection, dashboard) == []


def faults(connection: psycopg.Connection, dashboard: BuiltDashboard) -> list[str]:
    """What is refused, over all settings and releases; texts that come out equal are sent once."""
    viewer = open_dashboard(connection, dashboard.json)
    found, sent = [], set()
    for each in asked(dashboard.json):
        for setting, picked in viewer.settings():
            for release, rules in enumerate(releases):
                try:
                    text = viewer.text(each, picked, release)
                    if text not in sent:
                        sent.add(text)
                        viewer.look(each, picked, release)
                except LogloomError as error:
                    found.append(f"{each.place}, {setting}, {rules.name}: {error}")
                    connection.rollback()
    return found


@every_dashboard
def test_no_panel_says_no_data_on_believable_records(
    dashboard: BuiltDashboard, reader: psycopg.Connection
) -> None:
    viewer = open_dashboard(reader, dashboard.json)
    settings = (viewer.default, viewer.from_a_link())
    empty = [
        each.place
        for each in asked(dashboard.json)
        if each.panel is not None
        and each.panel["title"] not in MAY_BE_EMPTY
        and not any(shows_something(each.panel, viewer.look(each, picked)) for picked in settings)
    ]
    assert empty == []


def shows_something(panel: Json, result: Result) -> bool:
    """Whether a value besides the time comes back in the fields that the panel shows."""
    wanted = str(panel.get("options", {}).get("reduceOptions", {}).get("fields", ""))
    pattern = re.compile(wanted.strip("/")) if wanted else None
    shown = [
        index
        for index, column in enumerate(result.columns)
        if (pattern.search(column.name) if pattern else column.name != "time")
    ]
    return any(row[index] is not None for row in result.rows for index in shown)


@every_dashboard
def test_options_and_links_name_only_fields_that_come_back(
    dashboard: BuiltDashboard, reader: psycopg.Connection
) -> None:
    viewer = open_dashboard(reader, dashboard.json)
    unknown = []
    for each in asked(dashboard.json):
        if each.panel is None:
            continue
        result = viewer.look(each, viewer.default)
        fields = fields_shown(each, result)
        if fields is not None:
            unknown += [f"{each.place}: {name}" for name in named_fields(each.panel) if name not in fields]
    assert unknown == []


def fields_shown(each: Asked, result: Result) -> set[str] | None:
    """The names of a panel's fields; None where they come from the values (series by a text, rows)."""
    assert each.panel is not None
    text = any(column.type == "text" for column in result.columns)
    transformations = each.panel.get("transformations", ())
    if (each.shape == "time_series" and text) or any(
        step["id"] == "rowsToFields" for step in transformations
    ):
        return None
    hidden = {name for step in transformations for name in step["options"].get("excludeByName", ())}
    columns = {column.name for column in result.columns}
    assert hidden <= columns, f"{each.place} hides what is not there: {hidden - columns}"
    return columns - hidden


def named_fields(panel: Json) -> set[str]:
    found = {
        name
        for override in panel["fieldConfig"]["overrides"]
        if override["matcher"]["id"] == "byName"
        for name in [override["matcher"]["options"]]
    }
    for text in strings(panel["fieldConfig"]):
        found |= set(re.findall(r"__data\.fields\.(\w+)", text))
    options: Mapping[str, str] = panel.get("options", {})
    return found | {options[key] for key in ("xField", "colorByField") if options.get(key)}
