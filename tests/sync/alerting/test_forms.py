"""Canonical forms of alerting: what Grafana makes of a body is no difference, and all else is one."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.sync.forms.alert_rule import canonical, from_history
from generator.sync.forms.notifications import contact_point, message_template, mute_timing, route
from tests.grafana.server import GrafanaStandIn
from tests.shared import RECORDED, needs_shared

Json = dict[str, Any]


LABELS = st.text("abcdefgh_", min_size=1, max_size=5)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
MAPPINGS = st.dictionaries(LABELS, TEXTS, max_size=3)
DURATIONS = st.sampled_from(["0s", "30s", "60s", "1m", "90s", "5m", "1h", "3600s", "1d", "24h", "8d"])
NUMBERS = st.one_of(st.integers(-(2**40), 2**40), st.floats(-1e6, 1e6))

QUERY = st.fixed_dictionaries(
    {
        "refId": st.just("A"),
        "relativeTimeRange": st.one_of(
            st.just({"from": 600}),
            st.fixed_dictionaries({"from": st.integers(60, 600), "to": st.integers(0, 59)}),
        ),
        "datasourceUid": st.just("pg"),
        "model": st.fixed_dictionaries(
            {"refId": st.just("A"), "rawSql": TEXTS},
            optional={
                "intervalMs": st.sampled_from([1000, 5000]),
                "maxDataPoints": st.just(43200),
                "x": st.none(),
            },
        ),
    },
    optional={"queryType": st.just("")},
)
THRESHOLD = st.builds(
    lambda number: {
        "refId": "B",
        "datasourceUid": "__expr__",
        "model": {
            "refId": "B",
            "type": "threshold",
            "expression": "A",
            "conditions": [{"evaluator": {"type": "gt", "params": [number]}}],
        },
    },
    NUMBERS,
)
RULES = st.fixed_dictionaries(
    {
        "uid": st.just("r"),
        "title": st.text("abc ", min_size=1).filter(str.strip),
        "folderUID": st.just("f"),
        "ruleGroup": st.just("g"),
        "condition": st.just("B"),
        "data": st.tuples(QUERY, THRESHOLD).map(list),
        "noDataState": st.sampled_from(["NoData", "OK", "Alerting", "KeepLast"]),
        "execErrState": st.sampled_from(["Error", "OK", "Alerting", "KeepLast"]),
        "for": DURATIONS,
    },
    optional={
        "keep_firing_for": DURATIONS,
        "labels": MAPPINGS,
        "annotations": MAPPINGS,
        "isPaused": st.booleans(),
        "notification_settings": st.one_of(st.none(), st.just({"receiver": "grafana-default-email"})),
        "missingSeriesEvalsToResolve": st.integers(1, 9),
    },
)


def grafana_with_folder() -> GrafanaStandIn:
    """One that is asked past the network, and so need not be started."""
    server = GrafanaStandIn()
    server.call("POST", "/api/folders", {"uid": "f", "title": "f"})
    return server


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(RULES)
def test_a_rule_comes_back_as_it_was_sent(rule: Json) -> None:
    server = grafana_with_folder()
    server.call("POST", "/api/v1/provisioning/alert-rules", rule)

    answer = server.call("GET", "/api/v1/provisioning/alert-rules/r")
    versions = server.call("GET", "/api/ruler/grafana/api/v1/rule/r/versions")

    assert canonical(answer, 60, "api") == canonical(rule, 60, "api")
    assert from_history(versions[0], "api") == canonical(rule, 60, "api")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(RULES)
def test_the_canonical_form_is_what_grafana_takes(rule: Json) -> None:
    server = grafana_with_folder()
    body = canonical(rule, 60, "api")
    server.call("POST", "/api/v1/provisioning/alert-rules", body)

    answer = server.call("GET", "/api/v1/provisioning/alert-rules/r")

    assert canonical(answer, 60, "api") == body
    assert canonical(body, 60, "api") == body


@given(RULES, st.data())
def test_each_change_of_a_rule_is_a_difference(rule: Json, data: st.DataObject) -> None:
    before = canonical(rule, 60, "api")
    path = data.draw(st.sampled_from(list(leaves(before))))
    changed = copy.deepcopy(before)
    change(changed, path)

    assert canonical(changed, changed["interval"], changed["provenance"]) != before


def test_interval_and_provenance_are_differences() -> None:
    rule = {"uid": "r"}
    assert canonical(rule, 60, "api") != canonical(rule, 30, "api")
    assert canonical(rule, 60, "api") != canonical(rule, 60, "")


def test_our_mark_is_none() -> None:
    marked = {"annotations": {"__logloom__": "logloom app 0: r 1", "summary": "s"}}
    assert canonical(marked, 60, "api") == canonical({"annotations": {"summary": "s"}}, 60, "api")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"for": "60s"}, {"for": "1m"}),
        ({"for": "0"}, {}),
        ({"keep_firing_for": "1h30m"}, {"keep_firing_for": "90m"}),
        ({"notification_settings": None}, {}),
        (
            {"notification_settings": {"receiver": "r", "group_wait": "60s", "mute_time_intervals": []}},
            {"notification_settings": {"receiver": "r", "group_wait": "1m"}},
        ),
        (
            {"data": [{"refId": "A", "model": {"queryType": "range"}, "queryType": ""}]},
            {"data": [{"refId": "A", "model": {"queryType": "range"}, "queryType": "range"}]},
        ),
        (
            {"data": [{"refId": "A", "model": {"params": [1.0], "intervalMs": 0}}]},
            {"data": [{"refId": "A", "model": {"params": [1], "intervalMs": 1000}}]},
        ),
    ],
)
def test_the_same_to_grafana_is_the_same(one: Json, other: Json) -> None:
    assert canonical(one, 60, "api") == canonical(other, 60, "api")


def recordings(method: str, part: str) -> Iterator[tuple[str, Json, Json]]:
    """The recorded writes that Grafana took and answered with what it made of them."""
    for path in sorted(RECORDED.glob("*.json")) if RECORDED.is_dir() else ():
        recorded = json.loads(path.read_text())
        sent, got = recorded.get("request", {}), recorded.get("response", {})
        answer = got.get("body")
        if sent.get("method") != method or part not in sent.get("path", "") or got.get("status", 500) >= 300:
            continue
        if isinstance(sent.get("body"), dict) and isinstance(answer, dict):
            yield path.stem, sent["body"], answer


@needs_shared
def test_recorded_rules_come_back_as_they_were_sent() -> None:
    checked = 0
    for method in ("POST", "PUT"):
        for name, sent, answer in recordings(method, "/provisioning/alert-rules"):
            if "data" in answer and not sent.get("record"):
                assert canonical(answer, 60, "api") == canonical(sent | {"uid": answer["uid"]}, 60, "api"), (
                    name
                )
                checked += 1
    assert checked > 3


@needs_shared
def test_recorded_groups_come_back_as_they_were_sent() -> None:
    checked = 0
    for name, sent, answer in recordings("PUT", "/rule-groups/"):
        for one, other in zip(sent["rules"], answer.get("rules", ()), strict=False):
            if isinstance(other, dict) and "data" in other:
                assert canonical(other, 60, "api") == canonical(one, 60, "api") | {
                    key: other.get(key) or "" for key in ("uid", "folderUID", "ruleGroup")
                }, name
                checked += 1
    assert checked > 3


@needs_shared
def test_recorded_mute_timings_and_templates_come_back_as_they_were_sent() -> None:
    checked = 0
    for method in ("POST", "PUT"):
        for name, sent, answer in recordings(method, "/provisioning/mute-timings"):
            assert mute_timing(answer, "") == mute_timing(sent, ""), name
            checked += 1
        for name, sent, answer in recordings(method, "/provisioning/templates/"):
            assert message_template(answer, "") == message_template({**sent, "name": answer["name"]}, ""), (
                name
            )
            checked += 1
        for name, sent, answer in recordings(method, "/provisioning/contact-points"):
            if "settings" in answer and "[REDACTED]" not in json.dumps(answer):
                sent = sent | {"uid": answer["uid"]}
                assert contact_point(answer, "") == contact_point(sent, ""), name
                checked += 1
    assert checked > 8


@needs_shared
def test_a_recorded_tree_comes_back_as_it_was_sent() -> None:
    sent = json.loads((RECORDED / "582-policies-put.json").read_text())["request"]["body"]
    answer = json.loads((RECORDED / "583-policies-get-after.json").read_text())["response"]["body"]

    assert route(answer) == route(sent)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"weekdays": ["Monday:Friday"]}, {"weekdays": ["monday:friday"]}),
        ({"weekdays": ["sunday:sunday"]}, {"weekdays": ["sunday"]}),
        ({"months": ["1:3", "december"]}, {"months": ["january:march", "12"]}),
        ({"days_of_month": ["-1", "1:1"]}, {"days_of_month": ["-1", "1"]}),
        ({"years": [], "location": ""}, {}),
    ],
)
def test_one_time_interval_in_other_words_is_the_same(one: Json, other: Json) -> None:
    assert mute_timing({"time_intervals": [one]}, "") == mute_timing({"time_intervals": [other]}, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group_wait": "60s"}, {"group_wait": "1m"}),
        ({"continue": False, "routes": [], "mute_time_intervals": None}, {}),
        (
            {"object_matchers": [["b", "=", "1"], ["a", "=", "2"]]},
            {"object_matchers": [["a", "=", "2"], ["b", "=", '"1"']]},
        ),
        ({"routes": [{"group_interval": "120s", "receiver": ""}]}, {"routes": [{"group_interval": "2m"}]}),
        ({"provenance": "api"}, {}),
    ],
)
def test_one_route_in_other_words_is_the_same(one: Json, other: Json) -> None:
    assert route(one) == route(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"continue": True}, {}),
        ({"group_by": ["a", "b"]}, {"group_by": ["b", "a"]}),
        (
            {"routes": [{"receiver": "a"}, {"receiver": "b"}]},
            {"routes": [{"receiver": "b"}, {"receiver": "a"}]},
        ),
        ({"object_matchers": [["a", "=", ""]]}, {"object_matchers": [["a", "!=", ""]]}),
        ({"repeat_interval": "1h"}, {"repeat_interval": "2h"}),
    ],
)
def test_another_route_is_another(one: Json, other: Json) -> None:
    assert route(one) != route(other)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all texts, numbers and truths."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if items is None:
        yield path
        return
    for key, value in items:
        yield from leaves(value, (*path, key))


def change(node: Any, path: tuple[Any, ...]) -> None:
    """Put another value of the same kind there."""
    for key in path[:-1]:
        node = node[key]
    old = node[path[-1]]
    if isinstance(old, bool):
        new: Any = not old
    elif isinstance(old, int | float):
        new = old + 7
    elif path[-1] in ("for", "keep_firing_for"):
        new = "77s"
    else:
        new = f"{old}x"
    node[path[-1]] = new
