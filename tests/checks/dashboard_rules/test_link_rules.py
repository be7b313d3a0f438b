"""Links: to dashboards, with variables, taking fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.checks.dashboard_rules.conftest import Bench

Json = dict[str, Any]

URLS = [
    # url, the rule that finds something
    ("/d/errors", None),
    ("/d/errors/errors-by-category?var-category=auth", None),
    ("d/errors", None),
    ("/d/erors", "link-dashboard"),
    ("/d/gone/slug?orgId=1", "link-dashboard"),
    ("/d/${other}", "dashboard-undeclared"),
    ("https://grafana.example/d/gone", None),
    ("/explore?left=1", None),
    ("/d/errors?var-category=$category&var-kind=x", "link-variable"),
    ("/d/errors?var-categori=auth", "link-variable"),
    ("/d/errors?${category:queryparam}&${__url_time_range}", None),
    ("/d/errors?${__all_variables}", None),
]


def _with_link(bench: Bench, where: str, url: str) -> Json:
    link = {"title": "More", "url": url}
    panel = bench.panel()
    if where == "dashboard":
        return dict(bench.dashboard(links=[{"type": "link", **link}]))
    if where == "panel":
        panel["links"] = [link]
    elif where == "data":
        panel["fieldConfig"]["defaults"]["links"] = [link]
    else:
        panel["fieldConfig"]["overrides"] = [
            {
                "matcher": {"id": "byName", "options": "errors"},
                "properties": [{"id": "links", "value": [link]}],
            }
        ]
    return dict(bench.dashboard(panels=[panel]))


@pytest.mark.parametrize("where", ["dashboard", "panel", "data", "override"])
@pytest.mark.parametrize(("url", "rule"), URLS)
def test_a_link_leads_to_a_dashboard_and_variables_that_exist(
    bench: Bench, where: str, url: str, rule: str | None
) -> None:
    assert bench.rules(_with_link(bench, where, url)) == ({rule} if rule else set())


FIELDS: list[tuple[str, str, str, bool]] = [
    # query, format, the field in the link, whether the result has it
    ("errors", "table", "${__data.fields.category}", True),
    ("errors", "table", "${__data.fields.categori}", False),
    ("errors", "table", '${__data.fields["category"]}', True),
    ("errors", "table", "${__data.fields['kind of it']}", False),
    ("errors", "table", "${__data.fields[0]}", True),
    ("errors", "table", "${__data.fields.category.text}", True),
    ("errors", "table", "${__data.fields.category:percentencode}", True),
    ("errors", "table", "${__value.raw}", True),
    # Grafana names the time column of a time series Time.
    ("over_time", "time_series", "${__data.fields.Time}", True),
    ("over_time", "time_series", "${__data.fields.time}", False),
    ("over_time", "time_series", "${__data.fields.seconds}", True),
    ("over_time", "time_series", "${__data.fields.second}", False),
    ("over_time", "table", "${__data.fields.time}", True),
    # Series are named by their metric: any name may come.
    ("by_metric", "time_series", "${__data.fields.auth}", True),
    # What a query does not declare is not known.
    ("undeclared_columns", "table", "${__data.fields.anything}", True),
]


@pytest.mark.parametrize(("query", "format_", "field", "there"), FIELDS)
def test_a_link_takes_fields_that_the_query_returns(
    bench: Bench, query: str, format_: str, field: str, there: bool
) -> None:
    panel = bench.panel(targets=[bench.target(query, format=format_)])
    panel["fieldConfig"]["defaults"]["links"] = [{"title": "More", "url": f"/d/errors?x={field}"}]
    findings = bench.findings(bench.dashboard(panels=[panel]))
    assert ("link-field" not in {finding.rule for finding in findings}) is there


TRANSFORMED: list[tuple[list[Json], str, bool]] = [
    ([{"id": "sortBy", "options": {}}], "kind", False),
    ([{"id": "organize", "options": {"renameByName": {"category": "kind"}}}], "kind", True),
    ([{"id": "organize", "options": {"excludeByName": {"category": True}}}], "category", False),
    ([{"id": "organize", "options": {"excludeByName": {"category": False}}}], "category", True),
    ([{"id": "groupBy", "disabled": True, "options": {}}], "category", True),
    # What another transformation makes of the fields is not known.
    ([{"id": "groupingToMatrix", "options": {}}], "kind", True),
]


@pytest.mark.parametrize(("transformations", "field", "there"), TRANSFORMED)
def test_a_transformation_may_rename_or_remove_fields(
    bench: Bench, transformations: list[Json], field: str, there: bool
) -> None:
    link = {"title": "More", "url": f"/d/errors?x=${{__data.fields.{field}}}"}
    panel = bench.panel(transformations=transformations, links=[link])
    assert ("link-field" not in bench.rules(bench.dashboard(panels=[panel]))) is there


TAGS: list[tuple[list[str], bool]] = [
    (["logs"], True),
    (["logs", "errors"], True),
    (["log"], False),
    (["logs", "auth"], False),
    ([], True),
]


@pytest.mark.parametrize(("tags", "full"), TAGS)
def test_a_list_of_dashboards_by_tags_is_not_empty(bench: Bench, tags: list[str], full: bool) -> None:
    menu = bench.dashboard(
        tags=["logs", "errors"], links=[{"type": "dashboards", "title": "More", "tags": tags}]
    )
    panel = bench.panel(
        id=2,
        type="dashlist",
        gridPos={"x": 12},
        targets=None,
        options={"showSearch": True, "tags": tags},
    )
    listed = bench.dashboard(tags=["logs", "errors"], panels=[bench.panel(), panel])
    for dashboard in (menu, listed):
        assert (bench.rules(dashboard) == set()) is full
