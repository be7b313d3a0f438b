"""Each rule about a whole dashboard or all of them: what it finds, and the nearest thing that is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.checks.dashboard_rules.conftest import Bench

Json = dict[str, Any]

POSTGRES = {"type": "grafana-postgresql-datasource", "uid": "pg"}

UIDS = [
    ("a" * 40, True),
    ("a" * 41, False),
    ("logs-by_category-2", True),
    ("logs/errors", False),
    ("logs errors", False),
    ("überblick", False),
    ("", False),
]


@pytest.mark.parametrize(("uid", "legal"), UIDS)
def test_a_uid_is_one_that_grafana_takes(bench: Bench, uid: str, legal: bool) -> None:
    assert ("dashboard-uid" not in bench.rules(bench.dashboard(uid=uid))) is legal


OVERLAPS = [
    # x, y, w, h of two panels
    ((0, 0, 12, 8), (12, 0, 12, 8), False),
    ((0, 0, 12, 8), (0, 8, 12, 8), False),
    ((0, 0, 12, 8), (11, 7, 12, 8), True),
    ((0, 0, 24, 8), (4, 2, 4, 2), True),
    ((0, 0, 12, 8), (0, 0, 12, 8), True),
]


def _grid(x: int, y: int, w: int, h: int) -> Json:
    return {"x": x, "y": y, "w": w, "h": h}


@pytest.mark.parametrize(("first", "second", "overlap"), OVERLAPS)
def test_panels_do_not_lie_over_each_other(bench: Bench, first: Any, second: Any, overlap: bool) -> None:
    panels = [bench.panel(gridPos=_grid(*first)), bench.panel(id=2, gridPos=_grid(*second))]
    findings = bench.findings(bench.dashboard(panels=panels))
    assert [(finding.rule, finding.line) for finding in findings] == [("panel-overlap", 20)] * overlap


def test_a_collapsed_row_keeps_its_panels_over_what_is_below_it(bench: Bench) -> None:
    row: Json = {
        "id": 5,
        "type": "row",
        "title": "Detail",
        "collapsed": True,
        "gridPos": _grid(0, 0, 24, 1),
        "panels": [bench.panel(gridPos=_grid(0, 1, 12, 8))],
    }
    below = bench.panel(id=2, gridPos=_grid(0, 1, 12, 8))
    assert bench.findings(bench.dashboard(panels=[row, below])) == []
    row["panels"].append(bench.panel(id=3, gridPos=_grid(11, 1, 12, 8)))
    assert bench.rules(bench.dashboard(panels=[row, below])) == {"panel-overlap"}


def test_two_panels_have_two_ids(bench: Bench) -> None:
    panels = [bench.panel(), bench.panel(gridPos={"y": 8})]
    assert bench.rules(bench.dashboard(panels=panels)) == {"panel-id"}
    panels[1]["id"] = 2
    assert bench.findings(bench.dashboard(panels=panels)) == []
    del panels[1]["id"]
    assert bench.rules(bench.dashboard(panels=panels)) == {"panel-id"}


DATASOURCES: list[tuple[Any, bool]] = [
    (POSTGRES, True),
    ({"type": "postgres", "uid": "pg"}, True),
    ({"type": "grafana-postgresql-datasource", "uid": "pgg"}, False),
    ({"type": "loki", "uid": "pg"}, False),
    ({"uid": "pg"}, False),
    ("pg", False),
    ({"type": "datasource", "uid": "-- Mixed --"}, True),
    ({"type": "datasource", "uid": "-- Dashboard --"}, True),
    ({"type": "grafana", "uid": "-- Grafana --"}, True),
    ({"type": "__expr__", "uid": "__expr__"}, True),
    ({"type": "grafana-postgresql-datasource", "uid": "$source"}, True),
    ({"type": "grafana-postgresql-datasource", "uid": "${source}"}, True),
]


@pytest.mark.parametrize(("datasource", "known"), DATASOURCES)
@pytest.mark.parametrize("where", ["panel", "target", "variable", "annotation"])
def test_a_datasource_is_one_of_the_project_or_of_grafana(
    bench: Bench, where: str, datasource: Any, known: bool
) -> None:
    panel, variables = bench.panel(), [bench.variable()]
    annotations: list[Json] = []
    if where == "panel":
        panel["datasource"] = datasource
    elif where == "target":
        panel["targets"][0]["datasource"] = datasource
    elif where == "variable":
        variables.append({"type": "query", "name": "v", "query": "x", "datasource": datasource})
    else:
        annotations.append({"name": "Deployments", "datasource": datasource})
    dashboard = bench.dashboard(
        panels=[panel], templating={"list": variables}, annotations={"list": annotations}
    )
    assert ("dashboard-datasource" not in bench.rules(dashboard)) is known


def test_a_target_without_a_datasource_takes_the_panels(bench: Bench) -> None:
    target = bench.target(datasource=None)
    assert bench.findings(bench.dashboard(panels=[bench.panel(targets=[target])])) == []
    bare = bench.panel(targets=[target], datasource=None)
    assert "dashboard-datasource" in bench.rules(bench.dashboard(panels=[bare]))


VARIABLES: list[tuple[Json, bool]] = [
    # the dashboard's variable, and whether it is the one that the query's params describe (multi all)
    ({}, True),
    ({"name": "categories"}, False),
    ({"multi": False}, False),
    ({"includeAll": False}, False),
    ({"allValue": ".*"}, False),
    ({"allValue": ""}, True),
    ({"type": "textbox"}, False),
]


@pytest.mark.parametrize(("changes", "same"), VARIABLES)
def test_a_variable_is_what_the_query_was_proven_with(bench: Bench, changes: Json, same: bool) -> None:
    dashboard = bench.dashboard(templating={"list": [bench.variable(**changes)]})
    assert ("target-variables" not in bench.rules(dashboard)) is same


def test_a_variable_that_nothing_uses_is_a_warning(bench: Bench) -> None:
    variables = [bench.variable(), bench.variable(name="user")]
    (finding,) = bench.findings(bench.dashboard(templating={"list": variables}))
    assert (finding.rule, finding.severity) == ("dashboard-unused", "warning")
    assert "$user" in finding.message


USES: list[Json] = [
    {"title": "Errors of $user"},
    {"title": "Errors of [[user]]"},
    {"repeat": "user"},
    {"links": [{"title": "Timeline", "url": "/d/errors?var-category=${user:percentencode}"}]},
]


@pytest.mark.parametrize("use", USES)
def test_a_variable_may_be_used_in_many_ways(bench: Bench, use: Json) -> None:
    variables = [bench.variable(), bench.variable(name="user")]
    dashboard = bench.dashboard(templating={"list": variables}, panels=[bench.panel(**use)])
    assert "dashboard-unused" not in bench.rules(dashboard)


def test_a_variable_may_be_used_by_another_but_not_by_itself(bench: Bench) -> None:
    def variables(user: str, category: str) -> Json:
        query = {"type": "query", "datasource": POSTGRES}
        return {
            "list": [
                bench.variable(name="user", **query | {"query": user}),
                bench.variable(**query | {"query": category}),
            ]
        }

    chained = variables("SELECT 1", "SELECT $user")
    assert "dashboard-unused" not in bench.rules(bench.dashboard(templating=chained))
    circular = variables("SELECT $user", "SELECT 1")
    assert "dashboard-unused" in bench.rules(bench.dashboard(templating=circular))


NAMES = [("user", True), ("user_2", True), ("__user", False), ("user name", False), ("", False)]


@pytest.mark.parametrize(("name", "legal"), NAMES)
def test_a_variable_has_a_name_that_can_be_written_after_a_dollar(
    bench: Bench, name: str, legal: bool
) -> None:
    dashboard = bench.dashboard(templating={"list": [bench.variable(), bench.variable(name=name)]})
    assert ("dashboard-variable-names" not in bench.rules(dashboard)) is legal


def test_two_variables_have_two_names(bench: Bench) -> None:
    dashboard = bench.dashboard(templating={"list": [bench.variable(), bench.variable()]})
    assert "dashboard-variable-names" in bench.rules(dashboard)


UNDECLARED: list[tuple[Json, bool]] = [
    ({"title": "Errors of $category"}, False),
    ({"title": "Errors of $kategory"}, True),
    ({"title": "Errors of ${kategory:csv}"}, True),
    ({"title": "Errors over $5"}, False),
    ({"title": "Errors every $__interval"}, False),
    ({"links": [{"title": "All", "url": "/d/errors?${__url_time_range}&var-category=${category}"}]}, False),
    ({"links": [{"title": "All", "url": "/d/errors?${__all_variables}&x=${who}"}]}, True),
    ({"links": [{"title": "All of $who", "url": "/d/errors"}]}, True),
]


@pytest.mark.parametrize(("changes", "undeclared"), UNDECLARED)
def test_a_text_names_declared_variables_only(bench: Bench, changes: Json, undeclared: bool) -> None:
    dashboard = bench.dashboard(panels=[bench.panel(**changes)])
    assert ("dashboard-undeclared" in bench.rules(dashboard)) is undeclared


def test_a_target_of_another_language_names_declared_variables_only(bench: Bench) -> None:
    def rules(query: str) -> set[str]:
        target = {
            "refId": "A",
            "datasource": {"type": "grafana-x-ray-datasource", "uid": "xray"},
            "query": query,
        }
        panel = bench.panel(id=2, gridPos={"x": 12}, targets=[target])
        return bench.rules(bench.dashboard(panels=[bench.panel(), panel]))

    assert rules("$trace") == {"dashboard-undeclared"}
    assert rules("$category") == set()


def test_dashboards_have_uids_and_titles_of_their_own(bench: Bench) -> None:
    first, same = bench.dashboard(), bench.dashboard()
    findings = bench.findings(first, same)
    assert sorted((finding.rule, str(finding.path)) for finding in findings) == [
        ("duplicate-title", "dashboards/d1.py"),
        ("duplicate-uid", "dashboards/d1.py"),
    ]
    assert bench.findings(first, bench.dashboard(uid="other", title="Other")) == []


@pytest.mark.parametrize("title", ["", " ", None])
def test_a_dashboard_has_a_title(bench: Bench, title: str | None) -> None:
    assert "duplicate-title" in bench.rules(bench.dashboard(title=title))
