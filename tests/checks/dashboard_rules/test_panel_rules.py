"""Each rule about a panel: what it finds, and the nearest thing that is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.checks.dashboard_rules.conftest import Bench

Json = dict[str, Any]

TEXT = {"type": "text", "targets": None, "datasource": None}
ROW = {"type": "row", "targets": None, "datasource": None, "description": None}

CASES: list[tuple[str, Json, Json]] = [
    # rule, a panel with the mistake, its neighbour without: both as changes to the good panel
    ("panel-title", {"title": ""}, {**TEXT, "title": ""}),
    ("panel-title", {"title": "  "}, {"title": "Errors"}),
    ("panel-description", {"description": None}, ROW),
    ("panel-description", {"description": " "}, {**TEXT, "description": None}),
    ("panel-description", {"type": "stat", "description": ""}, {"type": "dashlist", "description": None}),
    ("panel-unit", {"type": "stat", "fieldConfig": {"defaults": None}}, {"type": "stat"}),
    (
        "panel-unit",
        {"type": "timeseries", "fieldConfig": None},
        {
            "type": "timeseries",
            "fieldConfig": {
                "defaults": {},
                "overrides": [
                    {
                        "matcher": {"id": "byName", "options": "errors"},
                        "properties": [{"id": "unit", "value": "s"}],
                    }
                ],
            },
        },
    ),
    (
        "panel-unit",
        {"type": "heatmap", "fieldConfig": None, "options": {"yAxis": {"axisLabel": "t"}}},
        {"type": "heatmap", "fieldConfig": None, "options": {"yAxis": {"unit": "ms"}}},
    ),
    ("panel-unit", {"type": "gauge", "fieldConfig": None}, {"type": "table", "fieldConfig": None}),
    ("panel-targets", {"targets": None}, TEXT),
    ("panel-targets", {"targets": []}, {"targets": None, "libraryPanel": {"uid": "x", "name": "y"}}),
    ("panel-grid", {"gridPos": None}, {"gridPos": {"x": 12, "y": 3, "w": 12, "h": 1}}),
    ("panel-grid", {"gridPos": {"h": None}}, {}),
    ("panel-grid", {"gridPos": {"x": 13}}, {"gridPos": {"x": 12}}),
    ("panel-grid", {"gridPos": {"w": 0}}, {"gridPos": {"w": 1}}),
    ("panel-grid", {"gridPos": {"x": -1}}, {"gridPos": {"x": 0}}),
    ("panel-grid", {"gridPos": {"w": 25}}, {"gridPos": {"w": 24}}),
    ("panel-repeat", {"repeat": "categories"}, {"repeat": "category"}),
    (
        "panel-field",
        {"fieldConfig": {"overrides": [{"matcher": {"id": "byName", "options": "error"}, "properties": []}]}},
        {
            "fieldConfig": {
                "overrides": [{"matcher": {"id": "byName", "options": "errors"}, "properties": []}]
            }
        },
    ),
    (
        "panel-field",
        {
            "fieldConfig": {
                "overrides": [
                    {
                        "matcher": {"id": "byNames", "options": {"names": ["errors", "erors"]}},
                        "properties": [],
                    }
                ]
            }
        },
        {
            "fieldConfig": {
                "overrides": [{"matcher": {"id": "byRegexp", "options": "err.*"}, "properties": []}]
            }
        },
    ),
    (
        "panel-field",
        {"type": "barchart", "options": {"xField": "kind"}},
        {"type": "barchart", "options": {"xField": "category"}},
    ),
    (
        "panel-field",
        {"options": {"sortBy": [{"displayName": "Count", "desc": True}]}},
        {
            "options": {"sortBy": [{"displayName": "Count", "desc": True}]},
            "fieldConfig": {
                "overrides": [
                    {
                        "matcher": {"id": "byName", "options": "errors"},
                        "properties": [{"id": "displayName", "value": "Count"}],
                    }
                ]
            },
        },
    ),
]


@pytest.mark.parametrize(("rule", "bad", "good"), CASES)
def test_the_mistake_is_found_and_its_neighbour_is_not(
    bench: Bench, rule: str, bad: Json, good: Json
) -> None:
    assert rule in bench.rules(bench.dashboard(panels=[bench.panel(**bad)]))
    assert rule not in bench.rules(bench.dashboard(panels=[bench.panel(**good)]))


def test_nothing_is_found_in_a_good_dashboard(bench: Bench) -> None:
    assert bench.findings(bench.dashboard()) == []


def test_a_finding_stands_where_the_panel_was_made(bench: Bench) -> None:
    (finding,) = bench.findings(bench.dashboard(panels=[bench.panel(id=3, title="")]))
    assert (str(finding.path), finding.line, finding.column) == ("dashboards/d0.py", 30, 5)


def test_a_panel_in_a_collapsed_row_is_checked(bench: Bench) -> None:
    row = bench.panel(
        id=9,
        gridPos={"x": 0, "y": 0, "w": 24, "h": 1},
        **ROW,
        panels=[bench.panel(gridPos={"y": 1}, title="")],
    )
    (finding,) = bench.findings(bench.dashboard(panels=[row]))
    assert (finding.rule, finding.line) == ("panel-title", 10)


TARGETS: list[tuple[str, list[Json], list[Json]]] = [
    # rule, the targets of a bad panel, those of a good one
    ("panel-ref-id", [{}, {}], [{}, {"refId": "B"}]),
    ("panel-ref-id", [{"refId": ""}], [{"refId": "Errors"}]),
    ("panel-targets", [{"rawSql": " "}], [{}]),
    ("panel-targets", [{"hide": True}], [{"hide": True}, {"refId": "B"}]),
    ("target-format", [{"format": "logs"}], [{"format": "table"}]),
    ("target-format", [{"format": None}], [{}]),
    ("target-format", [{"format": "time_series"}], [{"query": "over_time", "format": "time_series"}]),
]


@pytest.mark.parametrize(("rule", "bad", "good"), TARGETS)
def test_a_mistake_in_a_target_is_found_and_its_neighbour_is_not(
    bench: Bench, rule: str, bad: list[Json], good: list[Json]
) -> None:
    def rules(targets: list[Json]) -> set[str]:
        panel = bench.panel(targets=[bench.target(**target) for target in targets])
        return bench.rules(bench.dashboard(panels=[panel]))

    assert rule in rules(bad)
    assert rule not in rules(good)


FITS: list[tuple[str, str, str, bool]] = [
    # panel type, query, format, whether the panel can show the result
    ("timeseries", "over_time", "time_series", True),
    ("timeseries", "records", "table", True),
    ("timeseries", "errors", "table", False),
    ("state-timeline", "count", "table", False),
    ("stat", "count", "table", True),
    ("barchart", "errors", "table", True),
    ("logs", "records", "table", True),
    ("logs", "over_time", "table", False),
    ("logs", "records", "time_series", False),
    ("logs", "errors", "table", False),
    # What a query does not declare is not known.
    ("timeseries", "undeclared_columns", "table", True),
]


@pytest.mark.parametrize(("panel_type", "query", "format_", "fits"), FITS)
def test_a_panel_gets_a_result_of_the_shape_it_draws(
    bench: Bench, panel_type: str, query: str, format_: str, fits: bool
) -> None:
    panel = bench.panel(type=panel_type, targets=[bench.target(query, format=format_)])
    assert ("target-format" not in bench.rules(bench.dashboard(panels=[panel]))) is fits


def test_a_repeat_by_a_variable_of_one_value_is_a_warning(bench: Bench) -> None:
    single = bench.variable(name="user", multi=None, includeAll=None)
    panel = bench.panel(repeat="user")
    dashboard = bench.dashboard(panels=[panel], templating={"list": [bench.variable(), single]})
    (finding,) = bench.findings(dashboard)
    assert (finding.rule, finding.severity) == ("panel-repeat", "warning")
