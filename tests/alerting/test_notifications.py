"""Contact points, the policy, mute timings and templates: the JSON of Grafana's API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import alerting as a
from generator.alerting.calendar import WEEKDAYS
from generator.alerting.integration_types import INTEGRATION_TYPES
from generator.datasources import EnvironmentVariable
from generator.errors import LogloomError
from tests.grafana_format import SCHEMAS, faults, schema
from tests.shared import RECORDED, needs_shared


def test_a_contact_point_is_listed_as_its_integrations() -> None:
    point = a.contact_point(
        "On call",
        a.email(uid="mail", addresses=["a@example.com", "b@example.com"], single=True, subject="S"),
        a.slack(uid="slack", recipient="#ops", token=a.env("SLACK_TOKEN"), mentionChannel="here"),
        a.webhook(uid="hook", url=a.env("HOOK"), maxAlerts=5, tlsConfig={"clientKey": a.env("KEY")}),
        a.pagerduty(uid="pd", integration_key=a.env("PD"), disable_resolve_message=True),
    )
    assert point.to_json_data() == [
        {
            "uid": "mail",
            "name": "On call",
            "type": "email",
            "settings": {"addresses": "a@example.com;b@example.com", "singleEmail": True, "subject": "S"},
            "disableResolveMessage": False,
        },
        {
            "uid": "slack",
            "name": "On call",
            "type": "slack",
            "settings": {
                "recipient": "#ops",
                "token": EnvironmentVariable("SLACK_TOKEN"),
                "mentionChannel": "here",
            },
            "disableResolveMessage": False,
        },
        {
            "uid": "hook",
            "name": "On call",
            "type": "webhook",
            "settings": {
                "url": EnvironmentVariable("HOOK"),
                "httpMethod": "POST",
                "maxAlerts": 5,
                "tlsConfig": {"clientKey": EnvironmentVariable("KEY")},
            },
            "disableResolveMessage": False,
        },
        {
            "uid": "pd",
            "name": "On call",
            "type": "pagerduty",
            "settings": {"integrationKey": EnvironmentVariable("PD")},
            "disableResolveMessage": True,
        },
    ]
    assert {each.uid: each.secrets for each in point.integrations} == {
        "mail": {},
        "slack": {"token": EnvironmentVariable("SLACK_TOKEN")},
        "hook": {"url": EnvironmentVariable("HOOK"), "tlsConfig.clientKey": EnvironmentVariable("KEY")},
        "pd": {"integrationKey": EnvironmentVariable("PD")},
    }


@needs_shared
@pytest.mark.parametrize("name", ["562-cp-create-slack", "563-cp-create-webhook", "561-cp-create-email"])
def test_what_grafana_took_for_a_contact_point_can_be_said(name: str) -> None:
    body: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text())["request"]["body"]
    secure = INTEGRATION_TYPES[body["type"]].secure
    settings = {key: a.env("X") if key in secure else value for key, value in body["settings"].items()}
    made = a.contact_point(body["name"], a.other(uid=body["uid"], type=body["type"], settings=settings))
    (said,) = made.to_json_data()
    assert said == {"disableResolveMessage": False, **body, "settings": settings}


@needs_shared
def test_what_grafana_hides_is_what_takes_only_a_reference() -> None:
    """The settings that Grafana answers with [REDACTED] are the secure ones of our table."""
    for path in sorted(RECORDED.glob("5*-cp-*.json")):
        answer = json.loads(path.read_text())["response"]["body"]
        for integration in answer if isinstance(answer, list) else []:
            if "settings" not in integration:
                continue  # a recording that keeps only what it is about
            hidden = {key for key, value in integration["settings"].items() if value == "[REDACTED]"}
            assert hidden == integration["settings"].keys() & INTEGRATION_TYPES[integration["type"]].secure


def test_what_a_newer_grafana_knows_goes_in_raw() -> None:
    made = a.webhook(uid="w", url="http://example.com", raw={"brandNew": {"key": 1}, "httpMethod": None})
    assert made.settings == {"url": "http://example.com", "brandNew": {"key": 1}}


@pytest.mark.parametrize("name", sorted(INTEGRATION_TYPES))
def test_each_type_can_be_made_from_what_it_requires(name: str) -> None:
    kind = INTEGRATION_TYPES[name]
    for alternative in kind.required:
        assert set(alternative) <= kind.settings
        settings = {key: a.env("SECRET") if key in kind.secure else "x" for key in alternative}
        assert a.other(uid="u", type=name, settings=settings).settings == settings


def test_a_map_of_free_keys_takes_any() -> None:
    headers = {"X-Scope": "logs", "X-Other": "y"}
    assert a.webhook(uid="w", url="u", headers=headers).settings["headers"] == headers


def policy(*, whole_tree: bool = False) -> a.Policy:
    return a.policy(
        "Team",
        group_by=["alertname"],
        group_wait="60s",
        repeat_interval="24h",
        whole_tree=whole_tree,
        routes=[
            a.route(
                "On call",
                matchers=["severity = critical", 'team =~ "a|b"', "env!=dev"],
                continue_=True,
                mute_timings=["weekends"],
                routes=[a.route(matchers=["x=1"], active_timings=["office"], group_by=["..."])],
            )
        ],
    )


ROUTES = [
    {
        "receiver": "On call",
        "object_matchers": [["severity", "=", "critical"], ["team", "=~", "a|b"], ["env", "!=", "dev"]],
        "mute_time_intervals": ["weekends"],
        "continue": True,
        "routes": [
            {
                "object_matchers": [["x", "=", "1"]],
                "group_by": ["..."],
                "active_time_intervals": ["office"],
            }
        ],
    }
]
TIMES = {"group_by": ["alertname"], "group_wait": "1m", "repeat_interval": "1d"}


def test_the_whole_tree_is_the_policy_itself() -> None:
    tree = policy(whole_tree=True).to_json_data()
    assert tree == {"receiver": "Team", **TIMES, "routes": ROUTES}


def test_only_our_alerts_enter_our_route_of_a_shared_tree() -> None:
    """Pain 10: one tree is everybody's."""
    route = policy().marked_route("code_monet").to_json_data()
    assert route == {
        "receiver": "Team",
        "object_matchers": [["logloom", "=", "code_monet"]],
        **TIMES,
        "routes": ROUTES,
    }


@needs_shared
def test_the_policy_passes_grafanas_schema() -> None:
    within = schema(SCHEMAS / "alerting.jsonschema.json")
    assert faults(policy().to_json_data(), within, "NotificationPolicy") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("severity = critical", ["severity", "=", "critical"]),
        ("severity=critical", ["severity", "=", "critical"]),
        ("a!=b", ["a", "!=", "b"]),
        ("a =~ b.*$", ["a", "=~", "b.*$"]),
        ("a !~ b|c", ["a", "!~", "b|c"]),
        ('a = "b c"', ["a", "=", "b c"]),
        ("a = ", ["a", "=", ""]),
        ('"my label" = x', ["my label", "=", "x"]),
        ("a = b=c", ["a", "=", "b=c"]),
        (r"a =~ \p{Greek}+\z", ["a", "=~", r"\p{Greek}+\z"]),
        ("a =~ [[:alpha:]]+", ["a", "=~", "[[:alpha:]]+"]),
    ],
)
def test_a_matcher_is_read(text: str, parts: list[str]) -> None:
    assert a.route("T", matchers=[text]).matchers[0].to_json_data() == parts


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ({"weekdays": ["Monday:Friday", "sunday:sunday"]}, {"weekdays": ["monday:friday", "sunday"]}),
        ({"months": ["1:3", "12", "june"]}, {"months": ["january:march", "december", "june"]}),
        ({"days_of_month": ["1:7", "-3:-1", "5:-1"]}, {"days_of_month": ["1:7", "-3:-1", "5:-1"]}),
        ({"years": ["2026", "2026:2030"]}, {"years": ["2026", "2026:2030"]}),
        (
            {"times": ["00:00-08:00", "18:00 - 24:00"], "location": "Europe/Berlin"},
            {
                "times": [
                    {"start_time": "00:00", "end_time": "08:00"},
                    {"start_time": "18:00", "end_time": "24:00"},
                ],
                "location": "Europe/Berlin",
            },
        ),
    ],
)
def test_moments_are_written_as_grafana_keeps_them(given_: dict[str, Any], kept: dict[str, Any]) -> None:
    assert a.time_interval(**given_).to_json_data() == kept


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_range_of_weekdays_is_taken_exactly_if_it_stays_in_one_week(first: int, last: int) -> None:
    text = f"{WEEKDAYS[first]}:{WEEKDAYS[last]}"
    try:
        (written,) = a.time_interval(weekdays=[text]).weekdays
    except LogloomError:
        assert first > last
    else:
        assert written == (WEEKDAYS[first] if first == last else text)


@needs_shared
def test_a_mute_timing_is_what_grafana_took() -> None:
    recorded = json.loads((RECORDED / "601-mt-create.json").read_text())
    made = a.mute_timing(
        "weekends",
        [a.time_interval(weekdays=["saturday", "sunday"], times=["00:00-24:00"], location="Europe/Berlin")],
    )
    assert made.to_json_data() == recorded["request"]["body"]


@pytest.mark.parametrize(
    "text",
    [
        '{{ define "t" }}x{{ end }}',
        '{{ define "t" -}}{{ "}}" }}{{ end }}',
        "{{ define `t` }}{{ `{{` }}{{ end }}",
        '{{/* }} { */}}{{ define "t" }}$5 "{{ .A }}" 6"{{ .B "x" }}{{ end }}',
        '{{ define "t" }}\n{{ range .Alerts }}{{ .Labels.a }}{{ end }}\n{{ end }}\n',
    ],
)
def test_a_template_is_kept_byte_for_byte(text: str) -> None:
    assert a.message_template("t", text).to_json_data() == {"name": "t", "template": text}


def test_each_knows_the_line_that_made_it() -> None:
    whole = policy()
    template = a.message_template("t", '{{ define "t" }}{{ end }}')
    locations = [whole.location, whole.routes[0].location, template.location]
    assert {each.path for each in locations} == {Path(__file__)}
    assert len({each.line for each in locations}) == len(locations)
