"""The store: targets from library queries, what a panel takes from their headers, and twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from logloom import Contract

from generator import panels as p
from generator.errors import LogloomError
from generator.queries.library import Library
from generator.queries.model import Header, Query
from tests.panels.examples import LIBRARY, dashboard_json, panel_json

untyped: Any = p  # for what mypy would refuse


def test_a_target_carries_the_text_byte_for_byte(contract: Contract, tmp_path: Any) -> None:
    text = "-- title: {}\r\nSELECT '{}'::jsonb, '${region:csv}', '%s', E'\\n' -- \u00e4\n"
    library = Library.of([Query("odd", tmp_path / "odd.sql", text, Header())])
    target = panel_json(p.table(p.Store(contract, library, "postgres").query("odd")))["targets"][0]
    assert target == {
        "refId": "A",
        "datasource": {"type": "grafana-postgresql-datasource", "uid": "logs-postgres"},
        "editorMode": "code",
        "format": "table",
        "rawQuery": True,
        "rawSql": text,
    }


@pytest.mark.parametrize(
    ("name", "given", "sent"),
    [
        ("errors/over_time", None, "time_series"),
        ("errors/total", None, "table"),
        ("records/recent", None, "table"),
        ("errors/total", "time_series", "time_series"),
        ("errors/over_time", "logs", "table"),
    ],
)
def test_the_format_is_the_headers_unless_told_otherwise(
    logs: p.Store, name: str, given: Any, sent: str
) -> None:
    assert logs.query(name, format=given).to_json_data()["format"] == sent


def test_a_panel_has_title_description_and_unit_from_the_header(logs: p.Store) -> None:
    panel = panel_json(p.timeseries(logs.query("http/durations")))
    assert (panel["title"], panel["description"]) == ("Http durations", "About http.")
    assert panel["fieldConfig"]["defaults"]["unit"] == "ms"


def test_an_author_may_say_otherwise(logs: p.Store) -> None:
    panel = panel_json(p.timeseries(logs.query("http/durations"), title="T", description="", unit="s"))
    assert panel["title"] == "T"
    assert "description" not in panel
    assert panel["fieldConfig"]["defaults"]["unit"] == "s"


def test_a_query_without_a_title_lends_its_name(contract: Contract, tmp_path: Any) -> None:
    library = Library.of([Query("a/b", tmp_path / "b.sql", "SELECT 1", Header())])
    assert panel_json(p.stat(p.Store(contract, library, "postgres").query("a/b")))["title"] == "a/b"


def test_the_first_target_with_a_query_lends_its_header(logs: p.Store) -> None:
    panel = panel_json(p.table([logs.xray("1-5-6"), logs.query("errors/total")]))
    assert panel["title"] == "Errors total"


def test_raw_json_is_merged_into_a_target(logs: p.Store) -> None:
    target = logs.query("errors/total", hide=True, raw={"dataset": "x", "editorMode": None}).to_json_data()
    assert (target["dataset"], target["hide"]) == ("x", True)
    assert "editorMode" not in target


def test_an_unknown_query_is_named_with_the_nearest(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match=r"no query errors/totl.*did you mean errors/total\?"):
        logs.query("errors/totl")
    with pytest.raises(LogloomError, match=r"did you mean releases/list\?"):
        logs.annotation("release/list")


def test_a_query_without_a_twin_fails_at_the_panel_that_shows_it(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match="query cloud/only has no twin for postgres") as caught:
        p.stat(logs.query("cloud/only"))
    assert "only=" in caught.value.hint
    assert caught.value.location is not None
    assert caught.value.location.path.name == "test_store.py"


def test_a_panel_for_another_store_is_left_out_and_its_neighbours_are_wider(logs: p.Store) -> None:
    panels = dashboard_json(
        [p.stat(logs.query("errors/total")), p.stat(logs.query("cloud/only"), only=("cloudwatch",))],
        [p.table(logs.query("cloud/only"), only=["cloudwatch", "loki"])],
        p.row("R", [[p.text("Here", title="Text"), p.table(logs.query("cloud/only"), only=["loki"])]]),
        [p.table(logs.query("errors/by_category"), only=("postgres",))],
    )["panels"]
    assert [panel["title"] for panel in panels] == ["Errors total", "R", "Text", "Errors by_category"]
    assert [panel["gridPos"]["w"] for panel in panels] == [24, 24, 24, 24]
    assert [panel["gridPos"]["y"] for panel in panels][:3] == [0, 4, 5]


def test_a_panel_meant_for_this_store_needs_the_query_all_the_same(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match="no twin"):
        p.stat(logs.query("cloud/only"), only=("postgres",))


def test_only_takes_names_not_one_text(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match=r"only='postgres' is no list of texts.*only=\['postgres'\]"):
        p.stat(logs.query("errors/total"), only="postgres")


@pytest.mark.parametrize(
    "make",
    [
        lambda logs: p.stat(logs.query("errors/total"), only=("postgre",)),
        lambda logs: p.stat(logs.query("cloud/only"), only=("postgre",)),
        lambda logs: logs.variable("level", only=("postgre",)),
    ],
)
def test_a_store_that_the_contract_has_not_is_no_reason_to_leave_something_out(
    make: Callable[[p.Store], object], logs: p.Store
) -> None:
    with pytest.raises(LogloomError, match=r"there is no store 'postgre' \(did you mean postgres\?\)"):
        make(logs)


def test_an_annotation_from_the_library(logs: p.Store) -> None:
    built_in, annotation = dashboard_json(
        annotations=[
            logs.annotation("releases/list", color="purple", hide=True, raw={"filter": {"ids": [1]}})
        ]
    )["annotations"]["list"]
    assert built_in == {
        "builtIn": 1,
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
        "name": "Annotations & Alerts",
        "type": "dashboard",
    }
    assert annotation == {
        "name": "Releases list",
        "datasource": {"type": "grafana-postgresql-datasource", "uid": "logs-postgres"},
        "enable": True,
        "hide": True,
        "iconColor": "purple",
        "filter": {"ids": [1]},
        "target": {
            "refId": "Anno",
            "editorMode": "code",
            "format": "table",
            "rawQuery": True,
            "rawSql": LIBRARY.queries["releases/list"].text,
        },
    }


def test_an_annotation_needs_a_twin(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match="cloud/only has no twin for postgres"):
        logs.annotation("cloud/only")


def test_x_ray_stands_beside_the_store(logs: p.Store) -> None:
    panel = panel_json(p.traces(logs.xray("${xray_id}"), title="Trace"))
    assert panel["datasource"] == {"type": "grafana-x-ray-datasource", "uid": "xray"}
    assert panel["targets"] == [
        {
            "refId": "A",
            "datasource": {"type": "grafana-x-ray-datasource", "uid": "xray"},
            "queryMode": "X-Ray",
            "queryType": "getTrace",
            "query": "${xray_id}",
            "region": "default",
            "columns": ["all"],
        }
    ]


def test_a_store_that_is_none_is_named_with_the_nearest(contract: Contract) -> None:
    with pytest.raises(LogloomError, match=r"no store postgre.*did you mean postgres\?"):
        p.Store(contract, LIBRARY, "postgre")


def test_a_store_without_a_backend_says_so(contract: Contract) -> None:
    with pytest.raises(LogloomError, match="no dashboards can be built for the store loki yet"):
        p.Store(contract, LIBRARY, "loki")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda logs: untyped.stat("errors/total"),
            r"a panel asks targets, not str 'errors/total'.*logs\.query",
        ),
        (
            lambda logs: untyped.stat(logs.query("errors/total"), titel="T"),
            r"takes titel=.*did you mean title\?",
        ),
        (lambda logs: untyped.text("x", unit="ms"), "no panel of this type takes unit="),
        (lambda logs: untyped.text("x", only=("postgres",)), "takes only="),
        (
            lambda logs: untyped.override("errors", colour="red"),
            r"no field takes colour=.*did you mean color\?",
        ),
        (lambda logs: untyped.column("errors", titel="E"), r"no field takes titel=.*did you mean title\?"),
    ],
)
def test_what_no_panel_takes_is_said_at_the_authors_line(logs: p.Store, make: Any, message: str) -> None:
    with pytest.raises(LogloomError, match=message) as caught:
        make(logs)
    assert caught.value.location is not None
    assert caught.value.location.path.name == "test_store.py"
