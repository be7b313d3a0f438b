"""What Grafana answers to a project's own queries is judged, at the line where their author wrote them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.errors import Location, ServerError
from generator.finding import Finding
from generator.languages.grafana.model import Quoting
from generator.sync.client.errors import Refused
from generator.sync.live_check import check_live, judge
from generator.sync.live_questions import Question, questions, quoting
from tests.cli.conftest import Logloom
from tests.grafana import faults
from tests.grafana.queries import QueryError, Table
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import PREFIX, Desk
from tests.sync.project import MODULES, TestProject
from tests.sync.pushing import wired
from tests.sync.site import Site

Json = dict[str, Any]

UID = f"{PREFIX}-pg"
NOW = datetime(2026, 1, 9, 12, tzinfo=UTC)
ROWS = Table([("category", "string"), ("errors", "int64")], [["auth", 3]])

BY_CATEGORY = """\
-- title: In some categories
-- format: table
-- params: category=auth,agent multi all
SELECT category, count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp) AND category IN (${category:sqlstring})
GROUP BY category
"""


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    """A project with a dashboard and a rule, and a Grafana that has its datasource."""
    desk = Desk.at(grafana, tmp_path, {name: MODULES[name] for name in ("errors", "alerts")})
    body = {"uid": UID, "name": "Logs", "type": "postgres", "access": "proxy"}
    grafana.call("POST", "/api/datasources", body)
    grafana.answer_queries(lambda query: ROWS)
    return desk


def check(desk: Desk, **settings: Any) -> list[Finding]:
    with desk.grafana() as grafana:
        return check_live(grafana, desk.source.project, "postgres", **settings)


def asked(desk: Desk) -> list[Json]:
    return [request.json for request in desk.server.requests if request.path == "/api/ds/query"]


def words(findings: list[Finding]) -> list[str]:
    return [f"{each.path.name}:{each.line} {each.rule} {each.message}" for each in findings]


def test_a_project_whose_queries_are_answered_has_no_findings(desk: Desk) -> None:
    assert check(desk) == []


def test_equal_queries_are_asked_once_and_others_each(desk: Desk) -> None:
    """Two panels show one query; the rule asks it over another range of time."""
    check(desk)

    asked_for = sorted((each["from"], each["to"]) for each in asked(desk))
    assert asked_for == [("now-600s", "now"), ("now-6h", "now")]


def test_what_is_sent_is_what_the_panel_sends_with_macros_for_grafana(desk: Desk) -> None:
    check(desk)
    (query,) = next(each["queries"] for each in asked(desk) if each["from"] == "now-6h")

    assert query["rawSql"] == (desk.project.root / "queries/errors/by_category.sql").read_text()
    assert query["datasource"] == {"type": "grafana-postgresql-datasource", "uid": UID}
    assert (query["format"], query["refId"], query["intervalMs"]) == ("table", "A", 60_000)


def test_variables_are_filled_in_as_a_browser_does(desk: Desk) -> None:
    (desk.project.root / "queries/errors/in_some.sql").write_text(BY_CATEGORY)
    desk.project.change(
        "errors", 'logs.query("errors/by_category"), width', 'logs.query("errors/in_some"), width'
    )
    check(desk)
    sent = [each["queries"][0]["rawSql"] for each in asked(desk)]
    (text,) = [text for text in sent if "In some categories" in text]

    assert "WHERE $__timeFilter(timestamp) AND category IN ('auth')" in text


def test_each_failure_is_named_at_the_line_of_the_panel_and_of_the_rule(desk: Desk) -> None:
    def refuse(query: Json) -> Table:
        raise QueryError('db query error: pq: relation\n "app_logs" does not exist')

    desk.server.answer_queries(refuse)
    modules = {
        name: (desk.project.root / f"dashboards/{name}.py").read_text() for name in ("errors", "alerts")
    }
    findings = check(desk)

    assert [each.rule for each in findings] == ["live-error"] * 3
    assert {each.severity for each in findings} == {"error"}
    said = 'db query error: pq: relation "app_logs" does not exist'
    assert sorted(each.message for each in findings) == [
        f"panel 'Errors by category', query A: {said}",
        f"panel 'Once more', query A: {said}",
        f"rule 'Many errors', query A: {said}",
    ]
    for finding in findings:
        line = modules[finding.path.stem].splitlines()[finding.line - 1]
        assert "p.table" in line or "a.rule(" in line


def test_nothing_is_a_warning_that_names_the_time(desk: Desk) -> None:
    desk.server.answer_queries(lambda query: Table())
    findings = check(desk)

    assert {(each.rule, each.severity) for each in findings} == {("live-no-data", "warning")}
    assert "panel 'Once more', query A: nothing from now-6h to now" in [each.message for each in findings]


def test_what_may_be_empty_says_so_in_its_header(desk: Desk) -> None:
    desk.server.answer_queries(lambda query: Table())
    desk.project.change_query(
        "-- format: table", "-- format: table\n-- allow: live-no-data no errors is good news"
    )

    assert check(desk) == []


def test_a_slow_answer_is_a_warning_beside_whatever_else_is_wrong(desk: Desk) -> None:
    ticks = iter(range(0, 1000, 7))
    desk.server.answer_queries(lambda query: Table())
    findings = check(desk, slow=5, clock=lambda: next(ticks))

    assert {each.rule for each in findings} == {"live-no-data", "live-slow"}
    assert any("longer than 5 s" in each.message for each in findings)


def test_an_answer_that_does_not_come_is_not_asked_for_again(desk: Desk) -> None:
    desk.server.faults.append(faults.CutBefore(where=faults.to("POST", "/api/ds/query")))
    findings = check(desk)

    assert "live-error" in {each.rule for each in findings}
    assert len(asked(desk)) == 2


def test_a_datasource_that_is_not_well_is_named_once_and_not_asked(desk: Desk) -> None:
    ill = {"status": "ERROR", "message": "Database error: Failed to connect"}
    desk.server.state.health[UID] = (400, ill)
    (finding,) = check(desk)

    assert (finding.rule, finding.message) == (
        "live-datasource",
        f"datasource {UID}: Database error: Failed to connect",
    )
    assert finding.line
    assert asked(desk) == []


def test_a_datasource_that_is_not_there_is_to_be_pushed_first(desk: Desk) -> None:
    desk.server.call("DELETE", f"/api/datasources/uid/{UID}")
    (finding,) = check(desk)

    assert (finding.rule, finding.hint) == ("live-datasource", "push it first")


def test_a_token_that_may_not_ask_is_no_finding(desk: Desk) -> None:
    desk.server.faults.append(
        faults.LostRights(where=faults.to("POST", "/api/ds/query"), permission="datasources:query")
    )

    with pytest.raises(Refused, match="it takes datasources:query"):
        check(desk)


def test_a_grafana_that_is_gone_is_no_finding(desk: Desk) -> None:
    desk.server.stop()

    with wired(desk.server) as grafana, pytest.raises(ServerError, match="cannot be reached"):
        check_live(grafana, desk.source.project, "postgres")


def test_all_queries_of_the_projects_own_dashboards_are_asked_without_a_variable_left() -> None:
    from generator.project import load_project

    project = load_project(Path(__file__).parents[2])
    found = list(questions(project, "postgres", (12, 2, 0), NOW))

    assert {each.place.split()[0] for each in found} >= {"panel", "annotation", "rule"}
    for each in found:
        for name in ("$category", "${category", "$level", "${level", "$__interval,", "[["):
            assert name not in str(each.query.get("rawSql", ""))


QUESTION = Question(
    "panel 'P', query A",
    Location(Path("p.py"), 1),
    {"from": "a", "to": "b", "queries": [{"refId": "A", "rawSql": "S"}]},
)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"results": {}}, "live-empty"),
        ({"results": {"A": {"status": 200, "frames": []}}}, "live-no-data"),
        (
            {"results": {"A": {"frames": [{"schema": {"fields": []}, "data": {"values": []}}]}}},
            "live-no-data",
        ),
        ({"results": {"A": {"frames": [{"data": {"values": [[], []]}}]}}}, "live-no-data"),
        ({"results": {"A": {"frames": [{"data": {"values": [[], []]}}, {"data": {"values": [[1]]}}]}}}, None),
        (
            {"results": {"A": {"error": "bad", "status": 500, "frames": [{"data": {"values": [[1]]}}]}}},
            "live-error",
        ),
        ({"results": {"B": {"frames": []}}}, "live-error"),
        ({"message": "Data source not found"}, "live-error"),
        (None, "live-error"),
        ([], "live-error"),
    ],
)
def test_how_an_answer_is_judged(answer: Any, rule: str | None) -> None:
    fault = judge(answer, QUESTION)

    assert (fault.rule if fault else None) == rule


def test_a_query_without_text_is_told_from_one_without_rows() -> None:
    """Grafana answers it with 200 and nothing (recorded: 724)."""
    empty = attrs.evolve(QUESTION, body={**QUESTION.body, "queries": [{"refId": "A", "rawSql": "  "}]})
    fault = judge({"results": {}}, empty)

    assert fault is not None
    assert "asks nothing" in fault.message


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((10, 4), Quoting.MULTI_OR_ALL),
        ((12, 0, 7), Quoting.MULTI_OR_ALL),
        ((12, 0, 8), Quoting.ARRAYS_ONLY),
        ((12, 2, 0), Quoting.MULTI_OR_ALL),
        ((12, 2, 3), Quoting.ARRAYS_ONLY),
        ((12, 3), Quoting.MULTI_OR_ALL),
        ((12, 4, 0), Quoting.ARRAYS_ONLY),
        ((13, 0), Quoting.ARRAYS_ONLY),
    ],
)
def test_values_are_quoted_as_the_servers_release_does(version: tuple[int, ...], expected: Quoting) -> None:
    assert quoting(version) is expected


# The command


def test_13_check_live_reports_like_any_check(
    tool: Logloom, site: Site, project: TestProject, grafana: GrafanaStandIn
) -> None:
    """A broken query or datasource fails in Grafana without a word: peers' pain 13."""
    assert tool("push").exit_code == 0
    grafana.answer_queries(lambda query: ROWS)
    assert tool("check", "--live", "--postgres", "off").exit_code == 0

    def refuse(query: Json) -> Table:
        raise QueryError("pq: no")

    grafana.answer_queries(refuse)
    outcome = tool("check", "--live", "--postgres", "off", "--format", "json")
    found = json.loads(outcome.out)["findings"]

    live = [each for each in found if each["rule"].startswith("live-")]

    assert outcome.exit_code == 1
    assert {each["rule"] for each in live} == {"live-error"}
    assert {Path(each["path"]).name for each in live} == {"errors.py", "shared.py", "alerts.py"}
    assert {each["severity"] for each in found if each not in live} == {"warning"}


def test_check_live_takes_no_paths(tool: Logloom) -> None:
    outcome = tool("check", "--live", "queries")

    assert outcome.exit_code == 2
    assert "leave the paths out" in outcome.err
