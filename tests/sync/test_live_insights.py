"""What a running Grafana is asked of CloudWatch, step by step as a panel asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.finding import Finding
from generator.project import Project, load_project
from generator.sync import live_insights
from generator.sync.live_check import check_live
from tests.contracts import write_contract
from tests.grafana.queries import QueryError, Table
from tests.grafana.server import GrafanaStandIn
from tests.sync.in_process import in_process

Json = dict[str, Any]

QUERY = """\
# title: Errors by category
# description: Errors of each category.
# format: table
# unit: short
# params: category=auth,agent multi all
filter level = "ERROR" and category in [${category:doublequote}]
| stats count(*) as errors by category
"""

ALERT = """\
# title: Errors
# description: Errors.
# format: table
stats count(*) as errors by category
"""

MODULE = """\
from generator import alerting as a
from generator import panels as p


def dashboard(logs):
    panel = p.table(logs.query("errors/by_category"))
    return p.dashboard("Errors", [[panel]], uid="errors", variables=[logs.variable("category")])


def alert_rules(logs):
    rule = a.rule("Many", uid="many", query=logs.query("errors/all"), expressions=[a.threshold("A", ">", 1)])
    return [a.group("Errors", [rule])]
"""

ROWS = Table([("category", "string"), ("errors", "int64")], [["auth", 3]])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in {
        "queries/errors/by_category.cwli": QUERY,
        "queries/errors/all.cwli": ALERT,
        "dashboards/errors.py": MODULE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write_contract(tmp_path, "cloudwatch")
    return load_project(tmp_path)


@pytest.fixture
def server(grafana: GrafanaStandIn, monkeypatch: pytest.MonkeyPatch) -> GrafanaStandIn:
    monkeypatch.setattr(live_insights, "_PAUSE", 0)
    body = {"uid": "logs-cloudwatch", "name": "CloudWatch", "type": "cloudwatch", "access": "proxy"}
    grafana.call("POST", "/api/datasources", body)
    grafana.answer_queries(lambda query: ROWS)
    return grafana


def check(server: GrafanaStandIn, project: Project) -> list[Finding]:
    with in_process(server, "") as grafana:
        return check_live(grafana, project, "cloudwatch")


def steps(server: GrafanaStandIn, subtype: str) -> list[Json]:
    """The queries of this step, with the time range that they are asked for."""
    return [
        {**query, "from": request.json["from"]}
        for request in server.requests
        if request.path == "/api/ds/query"
        for query in request.json["queries"]
        if query["subtype"] == subtype
    ]


def test_each_query_is_begun_and_asked_about_until_it_is_done(
    server: GrafanaStandIn, project: Project
) -> None:
    assert check(server, project) == []
    assert len(steps(server, "StartQuery")) == 2
    assert len(steps(server, "GetQueryResults")) == 4
    assert server.errors == []


def test_a_query_is_begun_as_a_browser_does(server: GrafanaStandIn, project: Project) -> None:
    check(server, project)
    by_range = {query["from"]: query for query in steps(server, "StartQuery")}
    panel, rule = by_range["now-6h"], by_range["now-600s"]
    assert panel["queryString"] == QUERY.replace("${category:doublequote}", '"auth"')
    assert rule["queryString"] == ALERT
    assert panel["datasource"] == {"type": "cloudwatch", "uid": "logs-cloudwatch"}
    assert (panel["type"], panel["region"], panel["queryLanguage"]) == ("logAction", "us-east-1", "CWLI")
    assert [group["name"] for group in panel["logGroups"]] == ["/drawing-agent/app"]
    groups = {query["from"]: query["statsGroups"] for query in steps(server, "GetQueryResults")}
    assert groups == {"now-6h": ["category"], "now-600s": []}  # a rule takes the table whole


def test_what_cloudwatch_refuses_is_named_where_it_is_asked(server: GrafanaStandIn, project: Project) -> None:
    def refuse(query: Json) -> Table:
        raise QueryError("MalformedQueryException: unexpected symbol found stats at line 2")

    server.answer_queries(refuse)
    findings = check(server, project)
    assert [(each.rule, each.path.name, each.line) for each in findings] == [
        ("live-error", "errors.py", 6),
        ("live-error", "errors.py", 11),
    ]
    assert all("MalformedQueryException" in each.message for each in findings)


def test_nothing_found_is_a_warning(server: GrafanaStandIn, project: Project) -> None:
    server.answer_queries(lambda query: Table())
    assert {each.rule for each in check(server, project)} == {"live-no-data"}


def test_a_query_that_does_not_end_is_stopped(
    server: GrafanaStandIn, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_insights, "LONGEST", 0.0)
    server.state.insights.asks = 10**6
    findings = check(server, project)
    assert {each.rule for each in findings} == {"live-error"}
    assert all("CloudWatch: the query is not done after 0 s" in each.message for each in findings)
    assert all(query.stopped for query in server.state.insights.queries.values())


@pytest.mark.parametrize("status", ["Cancelled", "Failed", "Timeout"])
def test_a_query_that_ends_otherwise_is_an_error(
    server: GrafanaStandIn, project: Project, status: str
) -> None:
    server.state.insights.ends = status
    findings = check(server, project)
    assert len(findings) == 2
    assert all(f"CloudWatch: the query is {status.lower()}" in each.message for each in findings)
