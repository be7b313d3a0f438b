"""Canonical forms: what Grafana adds or reorders makes no difference, and all that an author changes does."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sync.forms import datasource, library_panel, tidy
from generator.sync.forms.dashboard import canonical
from generator.sync.marks import KEY
from generator.sync.model import digest
from tests.shared import RECORDED, needs_shared

Json = dict[str, Any]
Path_ = tuple[Any, ...]


DASHBOARD: Json = {
    "title": "Errors",
    "description": "What fails.",
    "tags": ["logs", "logloom"],
    "timezone": "browser",
    "schemaVersion": 42,
    "refresh": "1m",
    "editable": False,
    "graphTooltip": 1,
    "time": {"from": "now-6h", "to": "now"},
    "links": [{"title": "All", "url": "/d/all", "targetBlank": True}],
    "annotations": {
        "list": [{"name": "Deployments", "enable": True, "target": {"rawSql": "SELECT 1", "refId": "Anno"}}]
    },
    "templating": {
        "list": [
            {
                "name": "category",
                "type": "custom",
                "query": "auth,agent",
                "multi": True,
                "current": {"text": ["All"], "value": ["$__all"]},
                "options": [{"text": "auth", "value": "auth", "selected": False}],
            }
        ]
    },
    "panels": [
        {
            "id": 1,
            "type": "timeseries",
            "title": "Rate",
            "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},
            "datasource": {"type": "grafana-postgresql-datasource", "uid": "logs"},
            "targets": [
                {"refId": "A", "rawSql": "SELECT 1", "format": "time_series"},
                {"refId": "B", "rawSql": "SELECT 2", "format": "time_series", "hide": True},
                {
                    "refId": "C",
                    "queryMode": "Logs",
                    "region": "eu-west-1",
                    "logGroups": [{"arn": "arn:app", "name": "/app", "accountId": "1"}],
                    "expression": "stats count(*) by level",
                    "statsGroups": ["level"],
                },
            ],
            "fieldConfig": {
                "defaults": {"unit": "short", "thresholds": {"steps": [{"color": "green", "value": 5}]}},
                "overrides": [{"matcher": {"id": "byName", "options": "a"}, "properties": []}],
            },
            "options": {"legend": {"showLegend": True, "calcs": ["mean", "max"]}},
            "transformations": [{"id": "merge", "options": {}}],
            "transparent": True,
        },
        {
            "id": 2,
            "type": "library-panel-ref",
            "title": "Shared",
            "gridPos": {"h": 8, "w": 12, "x": 12, "y": 0},
            "libraryPanel": {"uid": "lib", "name": "Shared"},
        },
        {
            "id": 3,
            "type": "row",
            "title": "More",
            "collapsed": True,
            "gridPos": {"h": 1, "w": 24, "x": 0, "y": 8},
            "panels": [
                {
                    "id": 4,
                    "type": "text",
                    "gridPos": {"h": 3, "w": 9, "x": 0, "y": 9},
                    "options": {"content": "x"},
                }
            ],
        },
    ],
}

NOT_THE_AUTHORS = frozenset(
    {
        ("panels", 1, "title"),  # the library's, as are its type and its name
        ("panels", 1, "type"),
        ("panels", 1, "libraryPanel", "name"),
    }
)


def form(dashboard: Json) -> str:
    return digest(canonical(dashboard, "folder"))


def nodes(node: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Everything in a piece of JSON with the way to it."""
    yield path, node
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from nodes(value, (*path, key))


def at(node: Any, path: Path_) -> Any:
    for key in path:
        node = node[key]
    return node


# What Grafana does


def add_identity(dashboard: Json, dice: random.Random) -> None:
    dashboard |= {"id": dice.randint(1, 99), "uid": "x", "version": dice.randint(1, 99), "iteration": 12345}


def add_nulls(dashboard: Json, dice: random.Random) -> None:
    for _, node in list(nodes(dashboard)):
        if isinstance(node, dict) and dice.random() < 0.3:
            node[f"added{dice.randint(1, 9)}"] = None


def add_what_the_editor_adds(dashboard: Json, dice: random.Random) -> None:
    empty = {"liveNow": False, "preload": False, "weekStart": "", "fiscalYearStartMonth": 0, "timepicker": {}}
    for key, value in empty.items():
        if dice.random() < 0.5:
            dashboard[key] = value
    built_in = {
        "builtIn": 1,
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
        "name": "Annotations & Alerts",
        "type": "dashboard",
    }
    if dice.random() < 0.5:
        built_in["target"] = {"limit": 100, "matchAny": False, "tags": [], "type": "dashboard"}
    dashboard["annotations"]["list"].insert(0, built_in)
    for variable in dashboard["templating"]["list"]:
        variable |= {"hide": 0, "skipUrlSync": False, "label": "", "allowCustomValue": True}
    for panel in dashboard["panels"]:
        panel["pluginVersion"] = "12.2.0"
        panel |= {key: value for key, value in {"links": [], "description": ""}.items() if key not in panel}
        for target in panel.get("targets", ()):
            target.setdefault("hide", False)
            if target.get("queryMode") == "Logs":
                target |= {"id": "", "queryLanguage": "CWLI", "logGroupNames": []}
                for group in target["logGroups"]:
                    group["accountLabel"] = "the account's name"


def fill_library_panels(dashboard: Json, dice: random.Random) -> None:
    """Older servers answer with the library's panel in place, and what they know of it."""
    panel = next(panel for panel in dashboard["panels"] if "libraryPanel" in panel)
    panel |= {
        "type": "stat",
        "title": "As it is called now",
        "options": {"a": 1},
        "targets": [{"refId": "A"}],
    }
    panel["libraryPanel"] |= {
        "name": "Renamed",
        "version": 4,
        "meta": {"updated": "2026-01-01"},
        "uid": "lib",
    }


def reorder(dashboard: Json, dice: random.Random) -> None:
    dice.shuffle(dashboard["panels"])
    dice.shuffle(dashboard["tags"])
    for _, node in list(nodes(dashboard)):
        if isinstance(node, dict):
            items = list(node.items())
            dice.shuffle(items)
            node.clear()
            node.update(items)


def write_numbers_anew(dashboard: Json, dice: random.Random) -> None:
    for _, node in list(nodes(dashboard)):
        for key, value in node.items() if isinstance(node, dict) else ():
            if type(value) is int:
                node[key] = float(value)


GRAFANAS = (
    add_identity,
    add_nulls,
    add_what_the_editor_adds,
    fill_library_panels,
    reorder,
    write_numbers_anew,
)


@given(st.lists(st.sampled_from(GRAFANAS), unique=True), st.integers(0, 2**32))
def test_what_grafana_adds_or_reorders_makes_no_difference(
    changes: list[Callable[[Json, random.Random], None]], seed: int
) -> None:
    dashboard, dice = copy.deepcopy(DASHBOARD), random.Random(seed)
    for change in changes:
        change(dashboard, dice)

    assert form(dashboard) == form(DASHBOARD)


LEAVES = [path for path, node in nodes(DASHBOARD) if not isinstance(node, dict | list)]
KEYS = [path for path, _ in nodes(DASHBOARD) if path and isinstance(path[-1], str)]
LISTS = [
    path
    for path, node in nodes(DASHBOARD)
    if isinstance(node, list) and len(node) > 1 and path[-1] != "panels"
]


@given(st.sampled_from([path for path in LEAVES if path not in NOT_THE_AUTHORS]), st.data())
def test_whatever_an_author_changes_is_a_difference(path: Path_, data: st.DataObject) -> None:
    dashboard = copy.deepcopy(DASHBOARD)
    old = at(dashboard, path)
    values = (
        st.booleans()
        if isinstance(old, bool)
        else st.text(min_size=1)
        if isinstance(old, str)
        else st.integers()
    )
    at(dashboard, path[:-1])[path[-1]] = data.draw(values.filter(lambda value: value != old))

    assert form(dashboard) != form(DASHBOARD)


@pytest.mark.parametrize("path", [path for path in KEYS if path not in NOT_THE_AUTHORS], ids=str)
def test_whatever_an_author_takes_away_is_a_difference(path: Path_) -> None:
    dashboard = copy.deepcopy(DASHBOARD)
    old = at(dashboard, path[:-1]).pop(path[-1])

    said_nothing = old in ([], {}) or path[-1] == "selected"
    assert said_nothing or form(dashboard) != form(DASHBOARD)


@pytest.mark.parametrize("path", [path for path in LISTS if path != ("tags",)], ids=str)
def test_the_order_of_a_list_counts_but_for_panels_and_tags(path: Path_) -> None:
    dashboard = copy.deepcopy(DASHBOARD)
    at(dashboard, path).reverse()

    assert form(dashboard) != form(DASHBOARD)


@pytest.mark.parametrize(
    "change", [{"liveNow": 0}, {"fiscalYearStartMonth": False}, {"timezone": "utc"}, {"x": ""}]
)
def test_what_is_not_quite_a_default_is_a_difference(change: Json) -> None:
    assert form({**DASHBOARD, **change}) != form(DASHBOARD)


def test_the_same_in_another_folder_is_a_difference() -> None:
    assert canonical(DASHBOARD, "a") != canonical(DASHBOARD, "b")
    assert canonical(DASHBOARD, "general") == canonical(DASHBOARD, "")


@given(st.integers(0, 2**32))
def test_a_form_is_its_own_form_and_leaves_what_it_is_made_of_alone(seed: int) -> None:
    dashboard = copy.deepcopy(DASHBOARD)
    for change in GRAFANAS:
        change(dashboard, random.Random(seed))
    before = json.dumps(dashboard)
    once = canonical(dashboard, "folder")

    assert canonical(once["dashboard"], once["folderUid"]) == once
    assert json.dumps(dashboard) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from([*DASHBOARD, "id", "x"]), JSON))
def test_whatever_grafana_has_stored_has_a_form(dashboard: Json) -> None:
    """It stores any JSON (recorded: 4b41): a list may be a text, and a panel a number."""
    assert digest(canonical(dashboard, ""))


@given(JSON)
def test_tidying_twice_is_tidying_once_and_keeps_what_says_something(node: Any) -> None:
    assert tidy(tidy(node)) == tidy(node)
    assert not any(
        value is None for _, each in nodes(tidy(node)) if isinstance(each, dict) for value in each.values()
    )


# What a real Grafana has answered


def recorded(number: str) -> Json:
    found = min(RECORDED.glob(f"{number}-*.json"))
    answer: Json = json.loads(found.read_text())
    return answer


@needs_shared
@pytest.mark.parametrize(("sent", "read"), [("401", "405"), ("406", "440"), ("401", "442")])
def test_what_was_sent_and_what_a_real_grafana_answered_are_the_same(sent: str, read: str) -> None:
    asked, answer = recorded(sent)["request"]["body"], recorded(read)["response"]["body"]
    versions = {version["version"]: version["data"] for version in answer.get("versions", ())}
    shown = versions.get(4) or answer.get("dashboard") or answer["data"]

    assert canonical(asked["dashboard"], "f") == canonical(shown, "f")


@needs_shared
def test_a_library_panels_form_is_what_was_sent_whatever_a_real_grafana_adds() -> None:
    sent, made = recorded("801")["request"]["body"], recorded("801")["response"]["body"]["result"]
    listed = recorded("805")["response"]["body"]["result"]
    want = library_panel.canonical(sent["name"], sent["folderUid"], sent["model"])

    for element in (made, listed):
        assert library_panel.canonical(element["name"], element["folderUid"], element["model"]) == want


@needs_shared
def test_a_datasources_form_is_what_was_sent_whatever_a_real_grafana_adds() -> None:
    sent, made = recorded("301")["request"]["body"], recorded("301")["response"]["body"]["datasource"]
    want = datasource.canonical(sent, default=False)

    for number in ("304", "309", "313"):
        answer = recorded(number)["response"]["body"]
        shown = answer.get("datasource", answer)
        if shown["jsonData"] == made["jsonData"]:
            assert datasource.canonical(shown, default=False) == want
    listed = recorded("305")["response"]["body"][0]
    assert datasource.canonical(listed, default=False) == want


# Datasources and library panels

DATASOURCE: Json = {
    "name": "Logs",
    "type": "grafana-postgresql-datasource",
    "url": "db:5432",
    "user": "reader",
    "jsonData": {"database": "logs", "sslmode": "require", "nested": {"a": [1, 2]}},
}


@pytest.mark.parametrize(
    "change",
    [
        {"id": 1, "uid": "x", "orgId": 1, "version": 7, "readOnly": False, "typeLogoUrl": "x.svg"},
        {
            "access": "proxy",
            "basicAuth": False,
            "database": "",
            "withCredentials": False,
            "basicAuthUser": "",
        },
        {"isDefault": True},
        {"type": "postgres"},
        {"jsonData": {**DATASOURCE["jsonData"], KEY: {"mark": "logloom x 0"}, "gone": None}},
    ],
)
def test_what_grafana_adds_to_a_datasource_makes_no_difference(change: Json) -> None:
    assert datasource.canonical({**DATASOURCE, **change}, default=False) == datasource.canonical(
        DATASOURCE, default=False
    )


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Other"},
        {"type": "loki"},
        {"url": "db:5433"},
        {"access": "direct"},
        {"basicAuth": True},
        {"database": "logs"},
        {"jsonData": {**DATASOURCE["jsonData"], "sslmode": "disable"}},
        {"jsonData": {}},
    ],
)
def test_what_is_changed_in_a_datasource_is_a_difference(change: Json) -> None:
    assert datasource.canonical({**DATASOURCE, **change}, default=False) != datasource.canonical(
        DATASOURCE, default=False
    )


def test_being_the_default_counts_where_the_project_wants_it() -> None:
    default = {**DATASOURCE, "isDefault": True}

    assert datasource.canonical(default, default=True) != datasource.canonical(DATASOURCE, default=True)
    assert datasource.canonical(default, default=False) == datasource.canonical(DATASOURCE, default=False)


def test_the_place_a_library_panel_was_edited_in_is_not_the_panels() -> None:
    model = {"type": "stat", "title": "T", "options": {"a": 1}}
    edited = {
        **model,
        "id": 7,
        "gridPos": {"x": 1},
        "libraryPanel": {"uid": "lib"},
        "description": "",
        "pluginVersion": "12",
        KEY: "logloom x 0",
    }

    assert library_panel.canonical("N", "f", edited) == library_panel.canonical("N", "f", model)
    for change in ({"title": "U"}, {"options": {"a": 2}}, {"type": "table"}):
        assert library_panel.canonical("N", "f", {**model, **change}) != library_panel.canonical(
            "N", "f", model
        )
    assert library_panel.canonical("N", "g", model) != library_panel.canonical("N", "f", model)
    assert library_panel.canonical("M", "f", model) != library_panel.canonical("N", "f", model)
