"""Every way from one dashboard to another leads somewhere, with the filters that it promises to set."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from generator.project import BuiltDashboard
from tests.dashboards.built import DASHBOARDS, strings, variables

every_dashboard = pytest.mark.parametrize(
    ("store", "dashboard"),
    [(name.partition("/")[0], dashboard) for name, dashboard in DASHBOARDS.items()],
    ids=DASHBOARDS,
)

VARIABLES = {
    name: {variable["name"] for variable in variables(dashboard.json)}
    for name, dashboard in DASHBOARDS.items()
}


def led_to(store: str, url: str) -> str:
    """The dashboard that a link leads to: of the same store, since a Grafana has one."""
    return f"{store}/{re.split('[/?]', url)[2]}"


def links(dashboard: BuiltDashboard) -> list[str]:
    return [text for text in strings(dashboard.json) if text.startswith("/d/")]


@every_dashboard
def test_every_link_leads_to_a_dashboard_that_exists(store: str, dashboard: BuiltDashboard) -> None:
    assert links(dashboard)
    assert {led_to(store, url) for url in links(dashboard)} <= VARIABLES.keys()


@every_dashboard
def test_every_link_sets_variables_that_exist_there(store: str, dashboard: BuiltDashboard) -> None:
    lost = [
        (url, name)
        for url in links(dashboard)
        for name in re.findall(r"(?:var-([^=&]+)=|\$\{(\w+):queryparam\})", url)
        if unquote("".join(name)) not in VARIABLES[led_to(store, url)]
    ]
    assert lost == []


@every_dashboard
def test_what_a_link_takes_along_is_a_variable_here(store: str, dashboard: BuiltDashboard) -> None:
    own = VARIABLES[f"{store}/{dashboard.uid}"]
    unknown = [
        (url, name)
        for url in links(dashboard)
        for name in re.findall(r"\$\{(\w+)(?::\w+)?\}", url)
        if not name.startswith("__") and name not in own
    ]
    assert unknown == []


@every_dashboard
def test_the_time_range_goes_along_on_every_way(store: str, dashboard: BuiltDashboard) -> None:
    assert [url for url in links(dashboard) if "${__url_time_range}" not in url] == []
    assert all(link["keepTime"] and link["includeVars"] for link in dashboard.json["links"])


@every_dashboard
def test_each_dashboard_leads_to_all_others_by_their_tag(store: str, dashboard: BuiltDashboard) -> None:
    tags = {tag for link in dashboard.json["links"] for tag in link["tags"]}
    assert tags
    assert all(tags <= set(other.json["tags"]) for other in DASHBOARDS.values())
