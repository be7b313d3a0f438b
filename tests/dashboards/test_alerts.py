"""The repository's own alert rules hang together with their panels, the contract and the notifications."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import psycopg
import pytest

from generator.alerting import AlertQuery, AlertRule, Threshold
from generator.languages.grafana.model import Scenario, TimeRange
from generator.languages.grafana.scenarios import releases
from generator.postgres.sampled import SAMPLE_END
from generator.queries.connection import connect_to_read
from generator.queries.run import Result, fetch
from tests.dashboards.built import DASHBOARDS, PROJECT, Json, panels

RULES: dict[str, tuple[str, AlertRule]] = {
    f"{store}/{rule.uid}": (store, rule)
    for store, groups in PROJECT.alert_groups.items()
    for group in groups
    for rule in group.rules
}

WORDS = {2: "two", 3: "three", 5: "five"}

each_rule = pytest.mark.parametrize(("store", "rule"), RULES.values(), ids=RULES)


def panel_of(store: str, rule: AlertRule) -> Json:
    """The panel that the rule's messages lead to."""
    assert rule.panel is not None
    dashboard = DASHBOARDS[f"{store}/{rule.panel.dashboard_uid}"].json
    found = [panel for panel in panels(dashboard) if panel["id"] == rule.panel.panel_id]
    assert len(found) == 1
    return found[0]


def asked(connection: psycopg.Connection, query: AlertQuery) -> Result:
    """What Grafana gets when it evaluates the rule at the end of the samples."""
    assert query.target.query is not None
    time_range = TimeRange(SAMPLE_END - timedelta(seconds=query.from_seconds), SAMPLE_END)
    scenario = Scenario(time_range, query.interval_ms, {}, next(iter(releases)))
    return fetch(connection, query.target.query, scenario, contract=PROJECT.contract)


def window_seconds(query: AlertQuery) -> int:
    """The length of the windows that a query parts the time into, as its text says it."""
    assert query.target.query is not None
    text = query.target.query.text
    minutes = re.search(r"INTERVAL '(\d+) minutes' AS time", text)
    milliseconds = re.search(r"/ (\d+)\) \* \1\s*\) as time", text)
    assert minutes or milliseconds
    return int(minutes[1]) * 60 if minutes else int(milliseconds[1]) // 1000 if milliseconds else 0


@each_rule
def test_the_panel_of_a_rule_shows_the_same_query_and_the_same_limit(store: str, rule: AlertRule) -> None:
    (query,) = rule.queries
    panel = panel_of(store, rule)
    (target,) = panel["targets"]
    asked_by_rule = query.to_json_data()["model"]
    assert {key: asked_by_rule[key] for key in target} == target
    (threshold,) = (step for step in rule.expressions if isinstance(step, Threshold))
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert tuple(step["value"] for step in steps[1:]) == threshold.evaluator.params
    bad_below = threshold.evaluator.type == "lt"
    assert [step["color"] == "red" for step in steps] == [bad_below, not bad_below]


@each_rule
def test_the_panel_of_a_rule_leads_to_its_page(store: str, rule: AlertRule) -> None:
    links = [link["url"] for link in panel_of(store, rule)["links"]]
    assert links == [rule.annotations["runbook_url"]]
    assert links[0].startswith(PROJECT.contract.grafana.runbook_url)


@each_rule
def test_a_rule_sees_one_whole_window_that_ends_now(
    store: str, rule: AlertRule, reader: psycopg.Connection
) -> None:
    (query,) = rule.queries
    result = asked(reader, query)
    names = [column.name for column in result.columns]
    assert result.rows
    if "time" in names:
        ends = {datetime.fromisoformat(str(row[names.index("time")])) for row in result.rows}
        assert max(ends) == SAMPLE_END
        seconds = window_seconds(query)
        assert (
            query.from_seconds == seconds or rule.uid == "logs-ingest-lag"
        )  # by arrival: looks back further
        assert query.from_seconds % seconds == 0


@each_rule
def test_the_page_of_a_rule_says_the_wait_and_the_limit_that_the_rule_has(
    store: str, rule: AlertRule
) -> None:
    page = " ".join((PROJECT.root / "docs/runbooks" / f"{rule.uid}.md").read_text(encoding="utf-8").split())
    waits = rule.for_ // timedelta(minutes=1)
    assert not waits or f"for {WORDS[waits]} minutes" in page, store
    (limit,) = (step.evaluator.params[0] for step in rule.expressions if isinstance(step, Threshold))
    if limit < 1:
        assert f"more than {limit * 100:g} %" in page


def test_silence_is_watched_for_each_category_that_production_logs(empty_database: str) -> None:
    contract = PROJECT.contract
    production = contract.environments["production"]
    levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    logged = {
        category.name
        for category in contract.categories
        if category.name in production.debug_categories
        or levels.index(category.level) >= levels.index(production.level)
    }
    _, rule = RULES["postgres/logs-silent-category"]
    (query,) = rule.queries
    with connect_to_read(empty_database) as connection:
        result = asked(connection, query)
    names = [column.name for column in result.columns]
    assert {row[names.index("category")] for row in result.rows} == logged
    assert all(float(str(row[names.index("silence")])) > 1 for row in result.rows), (
        "nothing at all is silence of each"
    )


def test_whoever_is_woken_is_woken_by_severity_alone() -> None:
    policy = PROJECT.notifications.policy
    assert policy is not None
    routed = {str(matcher) for route in policy.routes for matcher in route.matchers}
    assert {f"severity = {rule.labels['severity']}" for _, rule in RULES.values()} == routed
    assert [route.receiver for route in policy.routes if not route.mute_timings] == ["On call"]


def test_contact_points_use_the_texts_that_the_message_templates_define() -> None:
    notifications = PROJECT.notifications
    defined = set(re.findall(r'{{ define "([^"]+)"', "".join(each.text for each in notifications.templates)))
    used = {
        name
        for point in notifications.contact_points
        for integration in point.integrations
        for setting in integration.settings.values()
        for name in re.findall(r'{{ template "([^"]+)"', str(setting))
    }
    assert used
    assert used <= defined
