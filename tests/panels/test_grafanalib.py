"""grafanalib's own objects, made without a factory: what is wrong with them is put right by encoding."""

from __future__ import annotations

from typing import Any

import pytest
from grafanalib import core

from generator.errors import LogloomError
from generator.panels.encode import encode
from tests.panels.examples import library_panel_json
from tests.panels.library_panels import LIBRARY_PANELS, POSTGRES, sql


def made(name: str) -> dict[str, Any]:
    return library_panel_json(LIBRARY_PANELS[name]())


@pytest.mark.parametrize("name", LIBRARY_PANELS)
def test_no_panel_keeps_a_key_that_grafana_no_longer_reads(name: str) -> None:
    dead = {"cacheTimeout", "editable", "error", "height", "minSpan", "span", "fontSize", "columns", "cards"}
    assert not dead & made(name).keys()


@pytest.mark.parametrize("name", LIBRARY_PANELS)
def test_every_panel_stands_somewhere(name: str) -> None:
    assert made(name)["gridPos"].keys() == {"h", "w", "x", "y"}


def test_a_sql_target_keeps_only_what_postgres_understands() -> None:
    assert made("timeseries")["targets"] == [
        {
            "refId": "A",
            "datasource": POSTGRES,
            "format": "table",
            "rawQuery": True,
            "rawSql": "SELECT 1",
            "editorMode": "code",
        }
    ]


def test_the_format_logs_that_makes_the_backend_panic_becomes_a_table() -> None:
    panel = core.Logs(
        title="A", targets=[core.SqlTarget(rawSql="SELECT 1", format="logs", datasource=POSTGRES)]
    )
    assert library_panel_json(panel)["targets"][0]["format"] == "table"


def test_thresholds_lose_what_only_graphs_had_and_begin_without_bound() -> None:
    assert made("stat")["fieldConfig"]["defaults"]["thresholds"] == {
        "mode": "absolute",
        "steps": [{"color": "green", "value": None}, {"color": "red", "value": 80.0}],
    }


def test_a_stat_without_thresholds_does_not_turn_red_at_80() -> None:
    assert made("stat as it comes")["fieldConfig"]["defaults"]["thresholds"]["steps"] == [
        {"color": "green", "value": None}
    ]


def test_value_mappings_of_grafana_7_become_todays() -> None:
    assert made("stat")["fieldConfig"]["defaults"]["mappings"] == [
        {"type": "value", "options": {"0": {"text": "Off", "index": 0}}},
        {"type": "range", "options": {"from": 1.0, "to": 10.0, "result": {"text": "Low", "index": 1}}},
        {"type": "special", "options": {"match": "null", "result": {"text": "None", "index": 2}}},
        {"type": "range", "options": {"from": 10, "to": 99, "result": {"text": "High", "color": "red"}}},
    ]


@pytest.mark.parametrize("name", ["timeseries", "state timeline"])
def test_a_hidden_legend_is_one_that_is_not_shown(name: str) -> None:
    legend = made(name)["options"]["legend"]
    assert (legend["displayMode"], legend["showLegend"]) == ("list", False)


def test_a_bar_gauge_has_its_options_where_grafana_looks() -> None:
    panel = made("bar gauge")
    assert panel["options"]["reduceOptions"] == {"calcs": ["mean"], "fields": "", "limit": 4, "values": False}
    assert panel["fieldConfig"]["defaults"]["max"] == 100
    assert panel["fieldConfig"]["defaults"]["displayName"] == "name"
    assert "fieldOptions" not in panel["options"]


def test_a_gauge_has_its_options_where_grafana_looks() -> None:
    panel = made("gauge")
    assert panel["options"]["reduceOptions"]["calcs"] == ["mean"]
    assert panel["options"]["showThresholdMarkers"] is True
    assert panel["fieldConfig"].keys() == {"defaults", "overrides"}
    assert not {"calcs", "override", "title", "values"} & panel["fieldConfig"]["defaults"].keys()


def test_a_table_colours_its_cells() -> None:
    panel = made("table")
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults["color"] == {"mode": "thresholds"}
    assert defaults["mappings"] == [{"type": "value", "options": {"0": {"text": "Off", "index": 0}}}]
    assert defaults["custom"]["cellOptions"] == {"type": "color-background", "mode": "gradient"}
    assert panel["fieldConfig"]["overrides"][0]["properties"] == [
        {"id": "custom.cellOptions", "value": {"type": "gauge", "mode": "lcd"}}
    ]
    assert not {"color", "mappings"} & panel.keys()


def test_a_heatmap_is_no_longer_the_angular_one() -> None:
    options = made("heatmap")["options"]
    assert options["calculate"] is True
    assert options["color"]["scheme"] == "Oranges"
    assert options["calculation"]["xBuckets"] == {"mode": "count", "value": "20"}
    assert options["yAxis"]["unit"] == "ms"


def test_the_lists_have_their_options_where_grafana_looks() -> None:
    dashboards, alerts = made("dashboard list"), made("alert list")
    assert dashboards["options"]["tags"] == ["logs"]
    assert dashboards["options"]["showStarred"] is False
    assert alerts["options"]["alertName"] == "errors"
    assert alerts["options"]["stateFilter"]["firing"] is True
    assert alerts["options"]["stateFilter"]["normal"] is False
    assert alerts["options"]["maxItems"] == 5


def test_grafanalibs_hundred_points_are_nobodys_wish() -> None:
    assert "maxDataPoints" not in made("timeseries")
    assert (
        library_panel_json(core.TimeSeries(title="A", targets=sql(), maxDataPoints=500))["maxDataPoints"]
        == 500
    )


def test_panels_of_an_open_row_follow_it_and_those_of_a_collapsed_one_stay_inside() -> None:
    inside = core.Text(title="B", content="b")
    opened, _ = encode(core.Dashboard(title="T", panels=[core.RowPanel(title="A", panels=[inside])]))
    closed, _ = encode(
        core.Dashboard(title="T", panels=[core.RowPanel(title="A", panels=[inside], collapsed=True)])
    )
    assert [panel["title"] for panel in opened["panels"]] == ["A", "B"]
    assert opened["panels"][0]["panels"] == []
    assert [panel["title"] for panel in closed["panels"][0]["panels"]] == ["B"]


def test_a_dashboard_is_of_the_current_schema_without_dead_keys() -> None:
    found, _ = encode(core.Dashboard(title="T", uid="t", refresh=None, gnetId=1, id=7, version=3))
    assert found == {
        "annotations": {"list": [found["annotations"]["list"][0]]},
        "editable": True,
        "fiscalYearStartMonth": 0,
        "graphTooltip": 0,
        "links": [],
        "panels": [],
        "preload": False,
        "refresh": "",
        "schemaVersion": 42,
        "tags": [],
        "templating": {"list": []},
        "time": {"from": "now-1h", "to": "now"},
        "timepicker": {},
        "timezone": "utc",
        "title": "T",
        "uid": "t",
        "weekStart": "",
    }
    assert found["annotations"]["list"][0]["name"] == "Annotations & Alerts"


def test_rows_of_grafana_4_are_refused_before_their_panels_are_lost() -> None:
    with pytest.raises(LogloomError, match=r"rows=.*panels=p\.rows"):
        encode(core.Dashboard(title="T", rows=[core.Row(panels=[core.Text(title="A", content="a")])]))


@pytest.mark.parametrize(
    ("template", "current"),
    [
        (core.Template("v", "a,b", type="custom", default="b"), {"text": "b", "value": "b"}),
        (core.Template("v", "a,b", type="custom"), {"text": "a", "value": "a"}),
        (core.Template("v", "a,b", type="custom", includeAll=True), {"text": "All", "value": "$__all"}),
        (
            core.Template("v", "SELECT 1", includeAll=True, multi=True, default="All"),
            {"text": ["All"], "value": ["$__all"]},
        ),
        (core.Template("v", "SELECT 1", default="x"), {"text": "x", "value": "x"}),
        (core.Template("v", "SELECT 1"), None),
    ],
)
def test_a_template_has_its_pick_in_grafanas_form(template: Any, current: Any) -> None:
    found, _ = encode(core.Dashboard(title="T", templating=core.Templating(list=[template])))
    variable = found["templating"]["list"][0]
    assert variable.get("current") == current
    assert not {"useTags", "tagsQuery", "tagValuesQuery", "auto_count"} & variable.keys()
    if current and variable["type"] == "custom":
        assert [option["value"] for option in variable["options"] if option["selected"]] == [current["value"]]


@pytest.mark.parametrize(
    ("given", "reference"),
    [
        ("Logs", {"uid": "Logs"}),
        ("${ds}", {"uid": "${ds}"}),
        ("-- Mixed --", {"type": "datasource", "uid": "-- Mixed --"}),
        ("-- Grafana --", {"type": "grafana", "uid": "-- Grafana --"}),
        (POSTGRES, POSTGRES),
    ],
)
def test_a_datasource_is_always_an_object(given: Any, reference: dict[str, str]) -> None:
    panel = library_panel_json(
        core.TimeSeries(title="A", dataSource=given, targets=[core.SqlTarget(rawSql="SELECT 1")])
    )
    assert panel["datasource"] == reference
    assert panel["targets"][0]["datasource"] == reference


def test_a_link_gets_the_keys_that_grafanas_schema_asks_for() -> None:
    found, _ = encode(core.Dashboard(title="T", links=[core.ExternalLink("https://example.com", "Out")]))
    assert found["links"] == [
        {
            "asDropdown": False,
            "icon": "external link",
            "includeVars": False,
            "keepTime": False,
            "tags": [],
            "targetBlank": False,
            "title": "Out",
            "tooltip": "",
            "type": "link",
            "url": "https://example.com",
        }
    ]


def test_an_annotation_of_grafana_7_gets_a_target() -> None:
    old = {"name": "Releases", "datasource": "Logs", "rawQuery": "SELECT 1 AS time"}
    found, _ = encode(core.Dashboard(title="T", annotations=core.Annotations(list=[old])))
    assert found["annotations"]["list"][1] == {
        "name": "Releases",
        "datasource": {"uid": "Logs"},
        "enable": True,
        "iconColor": "red",
        "target": {
            "editorMode": "code",
            "format": "table",
            "rawQuery": True,
            "rawSql": "SELECT 1 AS time",
            "refId": "Anno",
        },
    }
