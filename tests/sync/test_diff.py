"""Differences are told in the words in which people speak of them, and none is left out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.sync.diff import differences
from generator.sync.model import digest

ROOT = Path(__file__).parents[2]

Json = dict[str, Any]
Edit = Callable[[Json], object]


def dashboard() -> Json:
    stored = json.loads((ROOT / "provisioning/postgres/dashboards/logs-errors.json").read_text())
    return {"dashboard": stored, "folderUid": "code-monet"}


def panel(body: Json, title: str) -> Json:
    return next(each for each in body["dashboard"]["panels"] if each.get("title") == title)


def told(kind: str, before: Json, edit: Edit) -> list[str]:
    after = copy.deepcopy(before)
    edit(after)
    return [str(each) for each in differences(kind, before, after)]


def _query(body: Json) -> None:
    panel(body, "Errors over time")["targets"][0]["rawSql"] += "\n-- more"
    panel(body, "Errors over time")["gridPos"]["y"] += 1


def _new_panel_on_top(body: Json) -> None:
    for each in body["dashboard"]["panels"]:
        each["gridPos"]["y"] += 4
    new = {"id": 7, "type": "stat", "title": "New", "gridPos": {"x": 0, "y": 0, "w": 4, "h": 4}}
    body["dashboard"]["panels"].insert(0, new)


DASHBOARD_EDITS: dict[str, tuple[Edit, list[str]]] = {
    "a query and a place": (_query, ["panel 'Errors over time': query changed, moved"]),
    "a unit": (
        lambda body: panel(body, "Errors over time")["fieldConfig"]["defaults"].update(unit="bytes"),
        ["panel 'Errors over time': unit short -> bytes"],
    ),
    "a title": (
        lambda body: panel(body, "Errors over time").update(title="By category"),
        ["panel 'Errors over time': title Errors over time -> By category"],
    ),
    "a panel less": (
        lambda body: body["dashboard"]["panels"].remove(panel(body, "Errors over time")),
        ["panel 'Errors over time': removed"],
    ),
    "the time": (
        lambda body: body["dashboard"].update(time={"from": "now-1h", "to": "now"}),
        ["time: now-6h to now -> now-1h to now"],
    ),
    "the folder": (lambda body: body.update(folderUid="other"), ["folder: code-monet -> other"]),
    "the title of the dashboard": (
        lambda body: body["dashboard"].update(title="Faults"),
        ["title: Errors -> Faults"],
    ),
    "a variable": (
        lambda body: body["dashboard"]["templating"]["list"][0].update(label="Kind"),
        ["variable category.label: Category -> Kind"],
    ),
    "a tag": (
        lambda body: body["dashboard"]["tags"].append("x"),
        ['tags: ["logs", "logloom"] -> ["logs", "logloom", "x"]'],
    ),
}


@pytest.mark.parametrize("name", DASHBOARD_EDITS)
def test_an_edit_of_a_dashboard_is_told_by_what_it_did(name: str) -> None:
    edit, expected = DASHBOARD_EDITS[name]

    assert told("dashboard", dashboard(), edit) == expected


def test_a_panel_put_in_at_the_top_is_one_line_and_one_for_all_that_moved() -> None:
    lines = told("dashboard", dashboard(), _new_panel_on_top)

    assert lines[0] == "panel 'New': added"
    assert len(lines) == 2
    assert "panels: moved (" in lines[1]


def alert_rule() -> Json:
    query = {
        "refId": "A",
        "datasourceUid": "logs-postgres",
        "relativeTimeRange": {"from": 600, "to": 0},
        "model": {"refId": "A", "rawSql": "SELECT 1 AS value", "datasource": {"uid": "logs-postgres"}},
    }
    threshold = {
        "refId": "B",
        "datasourceUid": "__expr__",
        "model": {
            "type": "threshold",
            "expression": "A",
            "conditions": [{"evaluator": {"type": "gt", "params": [10]}}],
        },
    }
    return {
        "uid": "errors",
        "title": "Errors",
        "for": "5m",
        "labels": {"severity": "warning"},
        "annotations": {},
        "interval": 60,
        "provenance": "",
        "data": [query, threshold],
    }


def _evaluator(body: Json, **change: Any) -> None:
    body["data"][1]["model"]["conditions"][0]["evaluator"].update(change)


def _datasource(body: Json) -> None:
    body["data"][0]["datasourceUid"] = "loki"
    body["data"][0]["model"]["datasource"] = {"uid": "loki"}


RULE_EDITS: dict[str, tuple[Edit, list[str]]] = {
    "for": (lambda body: body.update({"for": "10m"}), ["for: 5m -> 10m"]),
    "a query": (lambda body: body["data"][0]["model"].update(rawSql="SELECT 2"), ["query: changed"]),
    "a range": (
        lambda body: body["data"][0]["relativeTimeRange"].update({"from": 900}),
        ["query: relativeTimeRange.from 600 -> 900"],
    ),
    "a datasource": (_datasource, ["query: datasource logs-postgres -> loki"]),
    "a threshold": (lambda body: _evaluator(body, params=[20]), ["threshold: 10 -> 20"]),
    "a threshold's sign": (lambda body: _evaluator(body, type="lt"), ["threshold: > 10 -> < 10"]),
    "a label": (
        lambda body: body.update(labels={"severity": "critical"}),
        ["severity: warning -> critical"],
    ),
    "an expression less": (lambda body: body["data"].pop(), ["threshold: removed"]),
    "the interval": (lambda body: body.update(interval=120), ["interval: 60 -> 120"]),
    "the lock": (
        lambda body: body.update(provenance="api"),
        ["provenance: none -> api, it becomes read-only in Grafana's UI"],
    ),
}


@pytest.mark.parametrize("name", RULE_EDITS)
def test_an_edit_of_an_alert_rule_is_told_in_its_words(name: str) -> None:
    edit, expected = RULE_EDITS[name]

    assert told("alert rule", alert_rule(), edit) == expected


def policy() -> Json:
    critical = {"receiver": "pager", "object_matchers": [["severity", "=", "critical"]]}
    chat = {
        "receiver": "chat",
        "object_matchers": [["team", "=~", "a.*"]],
        "routes": [copy.deepcopy(critical)],
    }
    return {"receiver": "mail", "group_by": ["alertname"], "routes": [critical, chat]}


POLICY_EDITS: dict[str, tuple[Edit, list[str]]] = {
    "a receiver": (
        lambda body: body["routes"][0].update(receiver="chat"),
        ["route severity = critical: receiver pager -> chat"],
    ),
    "a receiver further down": (
        lambda body: body["routes"][1]["routes"][0].update(receiver="chat"),
        ["route team =~ a.* > severity = critical: receiver pager -> chat"],
    ),
    "a route less": (
        lambda body: body["routes"].pop(0),
        ["route severity = critical: removed, was to pager"],
    ),
    "the order": (lambda body: body["routes"].reverse(), ["routes: in another order"]),
    "the root": (lambda body: body.update(receiver="chat"), ["receiver: mail -> chat"]),
}


@pytest.mark.parametrize("name", POLICY_EDITS)
def test_an_edit_of_a_policy_is_told_route_by_route(name: str) -> None:
    edit, expected = POLICY_EDITS[name]

    assert told("notification policy", policy(), edit) == expected


def test_what_has_no_words_of_its_own_is_told_key_by_key() -> None:
    before = {"name": "Logs", "jsonData": {"sslmode": "disable", "a": 1}, "url": "db:5432"}

    lines = told("datasource", before, lambda body: body["jsonData"].update(sslmode="require", b=True))

    assert lines == ["jsonData.sslmode: disable -> require", "jsonData.b: set to true"]


def test_what_a_terminal_would_obey_is_shown_and_not_sent() -> None:
    before = dashboard()

    (line,) = told(
        "dashboard", before, lambda body: panel(body, "Errors over time").update(title="\x1b[2Jx\n")
    )

    assert line.isprintable()


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uid", "title", "panels", "routes", "rules", "x"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)
bodies = st.dictionaries(st.sampled_from(["title", "name", "a", "b"]), trees, max_size=4)


@given(bodies, bodies)
@settings(max_examples=150)
def test_something_is_told_exactly_where_something_differs(before: Json, after: Json) -> None:
    assert bool(differences("folder", before, after)) == (digest(before) != digest(after))


@given(st.data())
@settings(max_examples=60)
def test_no_difference_of_a_dashboard_goes_untold(data: st.DataObject) -> None:
    """Whatever leaf changes, wherever it stands, something is said."""
    before = dashboard()
    after = copy.deepcopy(before)
    node: Any = after
    holder: Any = after
    key: Any = "dashboard"
    while isinstance(node, dict | list) and node and data.draw(st.integers(0, 9)) != 9:
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        holder, node = node, node[key]
    holder[key] = data.draw(scalars | st.just([]) | st.just({}) | st.just([None]))

    assert bool(differences("dashboard", before, after)) == (digest(before) != digest(after))
