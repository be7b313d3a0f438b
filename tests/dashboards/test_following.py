"""A click leads to the records behind what was clicked: each link is followed, on sample records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, quote

import psycopg
import pytest

from generator.languages.grafana.model import Value
from generator.queries.run import Result
from tests.dashboards.built import DASHBOARDS, Asked, Json, asked, strings
from tests.dashboards.viewer import Viewer, open_dashboard

LISTS = ("table", "logs")
"""The panels that can show records."""


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_click_leads_to_records(name: str, reader: psycopg.Connection) -> None:
    store, dashboard = name.partition("/")[0], DASHBOARDS[name]
    viewer = open_dashboard(reader, dashboard.json)
    settings = (viewer.default, viewer.from_a_link())
    dead: list[str] = []
    followed: set[str] = set()
    for each in asked(dashboard.json):
        if each.panel is None:
            continue
        shown = [(picked, viewer.look(each, picked)) for picked in settings]
        for url in data_links(each.panel):
            addresses = {found for picked, result in shown if (found := clicked(url, each, result, picked))}
            if not addresses <= followed:
                followed |= addresses
                if not any(leads_to_records(address, store, viewer) for address in addresses):
                    dead.append(f"{each.place}: {', '.join(sorted(addresses))}")
    assert followed
    assert dead == []


def data_links(panel: Json) -> Iterator[str]:
    """The ways to dashboards from a panel's values and from its header."""
    for text in strings([panel["fieldConfig"], list(panel.get("links", ()))]):
        if text.startswith("/d/"):
            yield text


def clicked(url: str, each: Asked, result: Result, picked: Mapping[str, Value]) -> str | None:
    """The address behind the first value that has one; None where nothing came back to click on."""
    for row in result.rows:
        values = dict(zip((column.name for column in result.columns), row, strict=True))
        parts = [
            _filled(part[2:-1], each, result, values, picked) if part.startswith("${") else part
            for part in re.split(r"(\$\{[^}]+\})", url)
        ]
        if None not in parts:
            return "".join(map(str, parts))
    return None


def _filled(
    reference: str, each: Asked, result: Result, values: Mapping[str, object], picked: Mapping[str, Value]
) -> str | None:
    """What Grafana puts in for a reference, and None for nothing at all."""
    name, _, how = reference.partition(":")
    if name == "__url_time_range":
        return ""
    if how == "queryparam":
        value = picked[name]
        return "&".join(
            f"var-{name}={quote(one, safe='')}" for one in ([value] if isinstance(value, str) else value)
        )
    found: object
    if name.startswith("__data.fields."):
        found = values[name.removeprefix("__data.fields.")]
    elif name.startswith("__field.labels."):  # a text column is a label of each series
        found = values[name.removeprefix("__field.labels.")]
    elif name == "__field.name":  # a series is named by the query's text column, where it has one
        found = next(values[column.name] for column in result.columns if column.type == "text")
    elif name == "__value.text":
        assert each.panel is not None
        found = values[each.panel["options"]["reduceOptions"]["fields"].strip("/^$")]
    else:
        found = picked[name]
    return None if found is None else quote(str(found), safe="")


def leads_to_records(address: str, store: str, come_from: Viewer) -> bool:
    """Whether a list of records in the dashboard at the address shows any, in the time range kept."""
    path, _, query = address.partition("?")
    target = DASHBOARDS[f"{store}/{path.removeprefix('/d/')}"].json
    viewer = open_dashboard(come_from.connection, {**target, "time": come_from.dashboard["time"]})
    arrived: dict[str, list[str]] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        arrived.setdefault(key.removeprefix("var-"), []).append(value)
    picked = dict(viewer.default)
    for variable in viewer.offered:
        if variable.name in arrived:
            values = arrived[variable.name]
            picked[variable.name] = tuple(values) if variable.multi else values[-1]
    lists = (each for each in asked(target) if each.panel is not None and each.panel["type"] in LISTS)
    results = (viewer.look(each, picked) for each in lists)
    return any(
        result.rows and any(column.name == "message" for column in result.columns) for result in results
    )
