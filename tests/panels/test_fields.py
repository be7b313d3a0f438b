"""Thresholds, value mappings, overrides and transformations, as Grafana writes them."""

from __future__ import annotations

from typing import Any

import pytest

from generator import panels as p
from generator.errors import LogloomError
from tests.panels.examples import panel_json


def defaults(logs: p.Store, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = panel_json(p.stat(logs.query("errors/total"), **options))["fieldConfig"][
        "defaults"
    ]
    return found


def overrides(logs: p.Store, *given: Any) -> list[dict[str, Any]]:
    panel = panel_json(p.stat(logs.query("errors/total"), overrides=given))
    found: list[dict[str, Any]] = panel["fieldConfig"]["overrides"]
    return found


def test_a_heatmaps_unit_is_of_its_axis_or_of_its_counts(logs: p.Store) -> None:
    made = panel_json(p.heatmap(logs.query("http/durations")))["options"]
    given = panel_json(p.heatmap(logs.query("http/durations"), calculate=False, unit="short"))["options"]
    assert (made["yAxis"]["unit"], made["cellValues"]) == ("ms", {})
    assert ("unit" in given["yAxis"], given["cellValues"]) == (False, {"unit": "short"})


def test_thresholds_begin_without_bound_and_rise(logs: p.Store) -> None:
    assert defaults(logs, thresholds=p.thresholds("green", (10, "orange"), (50.5, "red")))["thresholds"] == {
        "mode": "absolute",
        "steps": [
            {"color": "green", "value": None},
            {"color": "orange", "value": 10},
            {"color": "red", "value": 50.5},
        ],
    }
    assert (
        defaults(logs, thresholds=p.thresholds("green", percentage=True))["thresholds"]["mode"]
        == "percentage"
    )


@pytest.mark.parametrize("values", [(2, 1), (1, 1)])
def test_thresholds_that_do_not_rise_are_refused(values: tuple[int, int]) -> None:
    with pytest.raises(LogloomError, match="thresholds must rise"):
        p.thresholds("green", (values[0], "orange"), (values[1], "red"))


def test_a_number_without_thresholds_is_neither_good_nor_bad(logs: p.Store) -> None:
    assert defaults(logs)["thresholds"]["steps"] == [{"color": "blue", "value": None}]


@pytest.mark.parametrize(
    ("color", "written"),
    [
        ("red", {"mode": "fixed", "fixedColor": "red"}),
        ("#ff0000", {"mode": "fixed", "fixedColor": "#ff0000"}),
        ("palette-classic", {"mode": "palette-classic"}),
        ("continuous-GrYlRd", {"mode": "continuous-GrYlRd"}),
        ("thresholds", {"mode": "thresholds"}),
    ],
)
def test_a_color_or_a_mode(logs: p.Store, color: str, written: dict[str, str]) -> None:
    assert defaults(logs, color=color)["color"] == written


def test_value_mappings_as_grafanas_editor_saves_them(logs: p.Store) -> None:
    mappings = [
        p.map_range(1, 9, text="some"),
        p.map_value(0, text="none", color="green"),
        p.map_value("x", icon="cloud"),
        p.map_regex("^(a)", text="$1"),
        p.map_special("null+nan", text="-"),
    ]
    assert defaults(logs, mappings=mappings)["mappings"] == [
        {
            "type": "value",
            "options": {
                "0": {"text": "none", "color": "green", "index": 1},
                "x": {"icon": "cloud", "index": 2},
            },
        },
        {"type": "range", "options": {"from": 1, "to": 9, "result": {"text": "some", "index": 0}}},
        {"type": "regex", "options": {"pattern": "^(a)", "result": {"text": "$1", "index": 3}}},
        {"type": "special", "options": {"match": "null+nan", "result": {"text": "-", "index": 4}}},
    ]


def test_an_open_end_of_a_range_is_not_zero(logs: p.Store) -> None:
    """Grafana compares a value with null as with 0, so that -5 would not be below 10."""
    below, above = defaults(logs, mappings=[p.map_range(None, 10), p.map_range(10, None)])["mappings"]
    assert below["options"]["from"] < -1e300
    assert above["options"]["to"] > 1e300


@pytest.mark.parametrize(
    ("matcher", "written"),
    [
        ("errors", {"id": "byName", "options": "errors"}),
        (p.by_name("errors"), {"id": "byName", "options": "errors"}),
        (p.by_names(["a", "b"]), {"id": "byNames", "options": {"mode": "include", "names": ["a", "b"]}}),
        (p.by_regex("/ms$/"), {"id": "byRegexp", "options": "/ms$/"}),
        (p.by_type("number"), {"id": "byType", "options": "number"}),
        (p.by_query("B"), {"id": "byFrameRefID", "options": "B"}),
    ],
)
def test_which_fields_an_override_is_for(logs: p.Store, matcher: Any, written: dict[str, Any]) -> None:
    assert overrides(logs, p.override(matcher, unit="ms"))[0]["matcher"] == written


def test_an_override_of_everything(logs: p.Store) -> None:
    given = p.override(
        "errors",
        title="Errors",
        unit="short",
        decimals=0,
        min=0,
        max=10,
        color="red",
        thresholds=p.thresholds("green", (1, "red")),
        mappings=[p.map_value(0, text="none")],
        links=[p.link("Out", "https://example.com")],
        no_value="-",
        custom={"lineWidth": 2},
        raw={"custom.hideFrom": {"viz": True}},
    )
    assert {each["id"]: each["value"] for each in overrides(logs, given)[0]["properties"]} == {
        "displayName": "Errors",
        "unit": "short",
        "decimals": 0,
        "min": 0,
        "max": 10,
        "color": {"mode": "fixed", "fixedColor": "red"},
        "thresholds": {
            "mode": "absolute",
            "steps": [{"color": "green", "value": None}, {"color": "red", "value": 1}],
        },
        "mappings": [{"type": "value", "options": {"0": {"text": "none", "index": 0}}}],
        "links": [{"title": "Out", "url": "https://example.com", "targetBlank": False}],
        "noValue": "-",
        "custom.lineWidth": 2,
        "custom.hideFrom": {"viz": True},
    }


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("auto", {"type": "auto"}),
        ("color-background", {"type": "color-background", "mode": "basic"}),
        ("gauge-lcd", {"type": "gauge", "mode": "lcd"}),
        ("json-view", {"type": "json-view"}),
    ],
)
def test_the_cells_of_a_column(logs: p.Store, cell: Any, written: dict[str, str]) -> None:
    properties = overrides(logs, p.column("a", cell=cell))[0]["properties"]
    assert properties == [{"id": "custom.cellOptions", "value": written}]


def test_hidden_and_aligned_columns(logs: p.Store) -> None:
    given = p.column("a", hidden=True, align="right", width=80, wrap=True, inspect=True)
    assert {each["id"]: each["value"] for each in overrides(logs, given)[0]["properties"]} == {
        "custom.hidden": True,
        "custom.align": "right",
        "custom.width": 80,
        "custom.cellOptions": {"type": "auto", "wrapText": True},
        "custom.inspect": True,
    }


def test_each_level_has_one_color_in_cells_and_series(logs: p.Store) -> None:
    cells = defaults(logs, mappings=p.level_mappings())["mappings"][0]["options"]
    series = overrides(logs, *p.level_overrides())
    assert {level: shown["color"] for level, shown in cells.items()} == dict(p.LEVEL_COLORS)
    assert {
        each["matcher"]["options"]: each["properties"][0]["value"]["fixedColor"] for each in series
    } == dict(p.LEVEL_COLORS)


def test_transformations(logs: p.Store) -> None:
    panel = p.table(
        logs.query("errors/by_category"),
        transformations=[
            p.organize(hide=["id"], rename={"a": "A"}, order=["b", "a"]),
            p.sort_by("errors", descending=True),
            p.limit(5),
            p.join_by_field("category", outer=False),
            p.transform("calculateField", mode="unary"),
        ],
    )
    assert panel_json(panel)["transformations"] == [
        {
            "id": "organize",
            "options": {
                "excludeByName": {"id": True},
                "renameByName": {"a": "A"},
                "indexByName": {"b": 0, "a": 1},
            },
        },
        {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": "errors", "desc": True}]}},
        {"id": "limit", "options": {"limitField": 5}},
        {"id": "joinByField", "options": {"byField": "category", "mode": "inner"}},
        {"id": "calculateField", "options": {"mode": "unary"}},
    ]
