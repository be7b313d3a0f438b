"""Panels on CloudWatch: targets as Grafana's editor writes them, and results in the shape of PostgreSQL's."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from logloom import Contract

from generator import alerting as a
from generator import panels as p
from generator.errors import LogloomError
from generator.queries.header import parse_header
from generator.queries.library import Library
from generator.queries.model import Query
from tests.grafana_format import SCHEMAS, faults, schema
from tests.panels.examples import dashboard_json, panel_json
from tests.shared import GRAFANA, needs_shared

TEXTS = {
    "count.cwli": "# unit: short\nstats count(*) as errors\n",
    "course.cwli": """\
# format: time_series
# params: level=ERROR,INFO multi all
filter level in [${level:doublequote}]  # 'as "is"' \u00e4 {} %s
| stats count(*) as errors by bin($__interval) as time, category as metric
| sort time, metric
""",
    "unnamed.cwli": "# format: time_series\nstats count(*) by bin($__interval), level\n",
    "labelled.cwli": """\
# format: time_series
stats count(*) as n, avg(extra.duration_ms) as ms by bin(5m) as time, category
""",
    "total.cwli": "# format: time_series\nstats count(*) as errors by bin(5m) as time\n| sort time\n",
    "by_category.cwli": """\
stats count(*) as errors, max(@timestamp) as last by category
| sort errors desc, category
""",
    "untimed.cwli": "stats count(*) as errors by category | sort errors desc\n",
    "records.cwli": "sort @timestamp desc | limit 9 | display @timestamp as time, message, level\n",
    "oldest.cwli": "sort @timestamp | display @timestamp as time, message\n",
    "lines.cwli": "# format: logs\nfields @timestamp, @message\n| sort @timestamp desc\n",
    "users.cwli": "display user_id\n",
    "only_sql.sql": "SELECT 1",
}

GROUP = {
    "arn": "arn:aws:logs:us-east-1:123456789012:log-group:/drawing-agent/app:*",
    "name": "/drawing-agent/app",
    "accountId": "123456789012",
}


def library() -> Library:
    queries = []
    for name, text in TEXTS.items():
        path = Path("queries") / name
        header, wrong = parse_header(text, path, marker="#" if path.suffix == ".cwli" else "--")
        assert not wrong
        queries.append(Query(path.stem, path, text, header))
    return Library.of(queries)


@pytest.fixture(scope="session")
def logs(contract: Contract) -> p.Store:
    return p.Store(contract, library(), "cloudwatch")


def target(logs: p.Store, name: str, **options: Any) -> dict[str, Any]:
    (found,) = panel_json(p.table(logs.query(name, **options), title="T"))["targets"]
    return dict(found)


def steps(panel: Any) -> list[dict[str, Any]]:
    return list(panel_json(panel).get("transformations", ()))


def test_a_target_is_what_grafanas_editor_keeps(logs: p.Store) -> None:
    assert target(logs, "course") == {
        "refId": "A",
        "datasource": {"type": "cloudwatch", "uid": "logs-cloudwatch"},
        "id": "",
        "queryMode": "Logs",
        "queryLanguage": "CWLI",
        "region": "us-east-1",
        "logGroups": [GROUP],
        "expression": TEXTS["course.cwli"],
        "statsGroups": ["time", "metric"],
    }


@needs_shared
@pytest.mark.parametrize("name", [name.partition(".")[0] for name in TEXTS if name.endswith(".cwli")])
def test_a_target_passes_grafanas_schema(logs: p.Store, name: str) -> None:
    within = schema(SCHEMAS / "cloudwatch.jsonschema.json")
    assert faults(target(logs, name), within, "LogsQuery") == []


@needs_shared
def test_a_target_has_the_keys_of_a_recorded_one(logs: p.Store) -> None:
    recorded = json.loads((GRAFANA / "examples/dashboard-cloudwatch-loki.json").read_text())
    (example,) = next(panel for panel in recorded["panels"] if panel["title"] == "CW logs")["targets"]
    made = target(logs, "lines")
    assert made.keys() == example.keys()
    assert made["logGroups"][0].keys() == example["logGroups"][0].keys()


def test_a_target_is_what_grafanas_own_builder_makes(logs: p.Store) -> None:
    with warnings.catch_warnings():
        # They say that they would rather be those of the next format.
        warnings.simplefilter("ignore", DeprecationWarning)
        from grafana_foundation_sdk.builders.cloudwatch import LogGroup, LogsQuery
        from grafana_foundation_sdk.cog.encoder import JSONEncoder
        from grafana_foundation_sdk.models.cloudwatch import LogsQueryLanguage
    group = LogGroup().arn(GROUP["arn"]).name(GROUP["name"]).account_id(GROUP["accountId"])
    built = (
        LogsQuery()
        .id("")
        .region("us-east-1")
        .expression(TEXTS["course.cwli"])
        .stats_groups(["time", "metric"])
        .log_groups([group])
        .query_language(LogsQueryLanguage.CWLI)
        .ref_id("A")
        .build()
    )
    theirs = json.loads(JSONEncoder().encode(built))
    ours = target(logs, "course")
    del ours["datasource"]
    assert ours == theirs


def test_a_group_without_a_name_is_kept_as_it_is_written(logs: p.Store) -> None:
    """Grafana's editor reads it off the text, before it puts the interval in."""
    assert target(logs, "unnamed")["statsGroups"] == ["bin($__interval)", "level"]


def test_other_log_groups_may_be_asked(logs: p.Store) -> None:
    named = ["/drawing-agent/errors", "/drawing-agent/agent", "/drawing-agent/errors"]
    asked = target(logs, "count", log_groups=named)["logGroups"]
    assert [group["name"] for group in asked] == named[:2]
    with pytest.raises(LogloomError, match=r"no log group /drawing-agent/error.*did you mean /drawing-a"):
        logs.query("count", log_groups=["/drawing-agent/error"])


def test_an_alert_names_its_log_groups_the_old_way_too(logs: p.Store) -> None:
    rule = a.rule("R", uid="r", query=logs.query("count"), expressions=[a.threshold("A", ">", 1)])
    model = rule.to_json_data()["data"][0]["model"]
    assert model["logGroupNames"] == ["/drawing-agent/app"]
    assert model.items() > target(logs, "count").items()


BY_METRIC = [
    {"id": "merge", "options": {}},
    {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": "time", "desc": False}]}},
    {
        "id": "groupingToMatrix",
        "options": {
            "columnField": "metric",
            "rowField": "time",
            "valueField": "errors",
            "emptyValue": "null",
        },
    },
]


def test_series_are_named_by_their_metric(logs: p.Store) -> None:
    assert steps(p.timeseries(logs.query("course"), title="T")) == BY_METRIC


def test_other_groups_are_labels(logs: p.Store) -> None:
    *_, last = steps(p.timeseries(logs.query("labelled"), title="T"))
    assert last == {
        "id": "partitionByValues",
        "options": {"fields": ["category"], "keepFields": False, "naming": {"asLabels": True}},
    }


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("total", []),  # one series: Grafana parts by nothing but a time
        ("untimed", []),  # nor where there is no time
        ("count", []),
        ("by_category", ["merge", ("errors", True)]),
        ("records", [("time", True)]),  # under the name that it has in the end
        ("oldest", []),  # as Grafana sorts by itself
        ("lines", []),  # a logs panel sorts
    ],
)
def test_rows_come_whole_and_in_the_order_of_the_query(logs: p.Store, name: str, done: list[Any]) -> None:
    found = [
        (step["options"]["sort"][0]["field"], step["options"]["sort"][0]["desc"])
        if step["id"] == "sortBy"
        else step["id"]
        for step in steps(p.table(logs.query(name), title="T"))
    ]
    assert found == done


def test_an_authors_own_transformations_come_after(logs: p.Store) -> None:
    panel = p.timeseries(logs.query("course"), title="T", transformations=[p.limit(5)])
    assert steps(panel) == [*BY_METRIC, {"id": "limit", "options": {"limitField": 5}}]


def test_what_several_targets_return_is_left_as_it_comes(logs: p.Store) -> None:
    assert steps(p.timeseries([logs.query("course"), logs.query("labelled")], title="T")) == []


def variable(made: Any) -> dict[str, Any]:
    (found,) = dashboard_json(variables=[made])["templating"]["list"]
    return dict(found)


def test_choices_come_from_the_contract(logs: p.Store, contract: Contract) -> None:
    tool = variable(logs.variable("tool", query="users", refresh="time"))
    assert (tool["type"], tool["multi"], tool["includeAll"]) == ("custom", True, True)
    assert tool["query"].split(",") == list(contract.extra["tool"].values)
    assert "code_monet.auth" in variable(logs.variable("logger"))["query"]


def test_where_the_contract_has_none_a_viewer_types(logs: p.Store) -> None:
    box = variable(logs.variable("user", query="users", label="User", hide="variable"))
    assert (box["type"], box["label"], box["hide"]) == ("textbox", "User", 0)
    with pytest.raises(LogloomError, match="no query user"):
        logs.variable("user", query="user")
    with pytest.raises(LogloomError, match=r"the contract has no choices for tol.*did you mean tool"):
        logs.variable("tol")


def test_grafana_fills_no_variable_from_cloudwatch(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match=r"cannot fill variable user.*logs\.variable"):
        p.query_variable("user", logs.query("users"))


def test_a_variable_for_another_store_is_left_out(logs: p.Store) -> None:
    offered = [logs.variable("level", only=("postgres",)), logs.variable("category", only=("cloudwatch",))]
    (kept,) = dashboard_json(variables=offered)["templating"]["list"]
    assert kept["name"] == "category"


def test_annotations_are_left_out(logs: p.Store) -> None:
    (built_in,) = dashboard_json(annotations=[logs.annotation("records")])["annotations"]["list"]
    assert built_in["builtIn"]
    with pytest.raises(LogloomError, match="no query record"):
        logs.annotation("record")


def test_a_store_that_does_not_say_where_it_is_cannot_be_asked(contract: Contract) -> None:
    nowhere = replace(contract.stores["cloudwatch"], aws=None)
    without = replace(contract, stores={**contract.stores, "cloudwatch": nowhere})
    with pytest.raises(LogloomError, match="does not say where store cloudwatch is"):
        p.Store(without, library(), "cloudwatch").query("count")
