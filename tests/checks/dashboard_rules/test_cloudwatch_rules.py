"""The rules for dashboards where a panel asks CloudWatch: what they find, and the nearest right thing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from logloom import Contract

from generator.checks.inline import inline_queries
from generator.checks.walk import dashboard_findings
from generator.queries.header import parse_header
from generator.queries.library import Library
from generator.queries.model import Query

if TYPE_CHECKING:
    from tests.checks.dashboard_rules.conftest import Bench

Json = dict[str, Any]

CLOUDWATCH = {"type": "cloudwatch", "uid": "cw"}
GROUP = {"arn": "arn:aws:logs:eu-west-1:123456789012:log-group:/app:*", "name": "/app"}

BY_CATEGORY = """\
# params: category=auth,agent multi all
filter category in [${category:doublequote}]
| stats count(*) as errors, max(@timestamp) as last by category
"""
MERGE = [{"id": "merge", "options": {}}]


@attrs.frozen
class Insights:
    """The good dashboard, its panel asking CloudWatch."""

    bench: Bench
    contract: Contract

    def rules(self, panel: Json | None = None, library: str = BY_CATEGORY, **changes: Any) -> set[str]:
        """What is found with a panel changed so, and the target of it."""
        good = {
            "refId": "A",
            "datasource": CLOUDWATCH,
            "id": "",
            "queryMode": "Logs",
            "queryLanguage": "CWLI",
            "region": "eu-west-1",
            "logGroups": [GROUP],
            "expression": BY_CATEGORY,
            "statsGroups": ["category"],
        }
        target = {key: value for key, value in {**good, **changes}.items() if value is not None}
        shown = self.bench.panel(
            **{"datasource": CLOUDWATCH, "transformations": MERGE, **(panel or {}), "targets": [target]}
        )
        return {finding.rule for finding in self._findings(shown, library)}

    def inline(self, expression: str) -> Query:
        target = {"refId": "A", "datasource": CLOUDWATCH, "queryMode": "Logs", "expression": expression}
        panel = self.bench.panel(datasource=CLOUDWATCH, targets=[target])
        (found,) = inline_queries(self._project(panel, BY_CATEGORY))
        return found.query

    def _findings(self, panel: Json, library: str) -> list[Any]:
        return list(dashboard_findings(self._project(panel, library)))

    def _project(self, panel: Json, library: str) -> Any:
        path = Path("queries/by_category.cwli")
        header, wrong = parse_header(library, path, marker="#")
        assert not wrong
        return attrs.evolve(
            self.bench.project(self.bench.dashboard(panels=[panel])),
            library=Library.of([Query("by_category", path, library, header)]),
            datasources={"cw": "cloudwatch"},
            contract=self.contract,
        )


@pytest.fixture
def insights(bench: Bench, contract: Contract) -> Insights:
    return Insights(bench, contract)


def test_a_sound_panel_has_no_findings(insights: Insights) -> None:
    assert insights.rules() == set()


def other(name: str) -> Json:
    return {"arn": GROUP["arn"].replace("/app", name), "name": name}


MISTAKES: list[tuple[str, Json, Json]] = [
    # rule, what is wrong with the target, and what is right
    ("panel-targets", {"expression": " "}, {}),
    ("panel-targets", {"expression": None}, {"expression": None, "queryMode": "Metrics"}),
    ("target-log-groups", {"logGroups": []}, {"logGroups": [], "logGroupNames": ["/app"]}),
    ("target-log-groups", {"logGroups": None}, {"logGroups": [other("/a"), other("/b")]}),
    ("target-log-groups", {"logGroups": [{"name": "/app"}]}, {}),
    ("target-log-groups", {"logGroups": [{**GROUP, "arn": "/app"}]}, {}),
    ("target-log-groups", {"logGroups": [GROUP, GROUP]}, {"logGroups": [GROUP, other("/b")]}),
    (
        "target-log-groups",
        {"logGroups": [other(f"/{number}") for number in range(51)]},
        {"logGroups": [other(f"/{number}") for number in range(50)]},
    ),
    ("target-log-groups", {"region": "us-east-1"}, {"region": "default"}),
    ("target-stats-groups", {"statsGroups": []}, {"statsGroups": ["category", "more"]}),
    ("target-stats-groups", {"statsGroups": None}, {}),
    (
        "target-stats-groups",
        {"expression": "stats count(*) by bin(5m), level", "statsGroups": ["bin(5m)"]},
        {"expression": "stats count(*) by bin(5m)", "statsGroups": []},
    ),
    (
        "target-stats-groups",
        {"expression": "stats count(*) by level, bin(5m)", "statsGroups": []},
        {"expression": "stats count(*) by level", "statsGroups": []},  # without a time it is one table
    ),
    ("dashboard-datasource", {"datasource": {"type": "cloudwatch", "uid": "other"}}, {}),
    ("dashboard-undeclared", {"region": "$region"}, {"expression": BY_CATEGORY}),
]


@pytest.mark.parametrize(("rule", "bad", "good"), MISTAKES)
def test_a_mistake_in_a_target_is_found_and_its_neighbour_is_not(
    insights: Insights, rule: str, bad: Json, good: Json
) -> None:
    assert rule in insights.rules(**bad)
    assert rule not in insights.rules(**good)


FITS: list[tuple[str, str, bool]] = [
    # panel type, text, whether the panel can show the result
    ("timeseries", "stats count(*) by bin(5m)", True),
    ("timeseries", "stats count(*) by datefloor(@timestamp, 1h) as hour", True),
    ("timeseries", "stats count(*) by level", False),
    ("stat", "stats count(*)", True),
    ("state-timeline", "stats count(*)", False),
    ("logs", "fields @timestamp, @message", True),
    ("logs", "fields message", True),  # Grafana itself asks for the time
    ("logs", "filter level = 'ERROR'", False),  # and thereby for nothing else
    ("logs", "display message", False),
    ("logs", "display @timestamp, extra.duration_ms", False),
    ("logs", "display @timestamp as time, message", True),
    # What a command does that is not modelled is not known.
    ("logs", "relevantfields", True),
]


@pytest.mark.parametrize(("panel_type", "text", "fits"), FITS)
def test_a_panel_gets_a_result_of_the_shape_it_draws(
    insights: Insights, panel_type: str, text: str, fits: bool
) -> None:
    found = insights.rules({"type": panel_type, "transformations": None}, expression=text)
    assert ("target-format" not in found) is fits


def overriding(name: str) -> Json:
    override = {"matcher": {"id": "byName", "options": name}, "properties": []}
    return {"fieldConfig": {"defaults": {"unit": "short"}, "overrides": [override]}}


def linking(name: str) -> Json:
    link = {"title": "More", "url": f"/d/errors?var-category=${{__data.fields.{name}}}"}
    return {"fieldConfig": {"defaults": {"unit": "short", "links": [link]}, "overrides": []}}


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        ("panel-field", overriding("eror"), overriding("errors")),
        ("panel-field", overriding("level"), overriding("last")),
        ("link-field", linking("level"), linking("category")),
        # Where Grafana parts the result, fields are called by their group as well.
        ("panel-field", overriding("auth"), {**overriding("auth"), "transformations": None}),
    ],
)
def test_fields_are_those_that_the_query_returns(
    insights: Insights, rule: str, bad: Json, good: Json
) -> None:
    assert rule in insights.rules(bad)
    assert rule not in insights.rules(good)


def test_a_variable_must_be_as_the_querys_header_says(insights: Insights) -> None:
    for params in ("category=auth multi", "category=auth textbox", "other=x"):
        text = BY_CATEGORY.replace("category=auth,agent multi all", params)
        assert "target-variables" in insights.rules(library=text, expression=text)


def test_an_unused_variable_is_found(insights: Insights) -> None:
    assert "dashboard-unused" in insights.rules(expression="stats count(*) as errors")


def test_a_text_that_no_file_has_is_a_query_of_its_own(insights: Insights) -> None:
    query = insights.inline("filter category = '$category' | stats count(*)")
    assert query.path.suffix == ".cwli"
    assert [variable.name for variable in query.header.params] == ["category"]
