"""Whatever stands in an argument: it is refused in one line, or what is made of it can be written."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generator import alerting as untyped_module
from generator import panels as p
from generator.datasources import EnvironmentVariable
from generator.errors import LogloomError
from generator.folders import folder
from generator.provisioning.documents import yaml_text
from generator.provisioning.interpolation import interpolated

a: Any = untyped_module  # for what mypy would refuse

VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2**70, 1.5, float("nan"), float("inf"), decimal.Decimal(1)),
    *(
        "",
        " ",
        "x",
        "A",
        "$A",
        "1m",
        "-1m",
        "1w",
        "$",
        "${X}",
        "{{",
        "a\nb",
        "\x00",
        "\ud800",
        "🔥",
        "x" * 300,
    ),
    *(b"x", [], [None], ["x"], [1], ["A"], (), ("1d", "1h"), ("<", 5), {}, {"x": 1}, {1: "x"}, {"x": None}),
    *({"x"}, object(), len, datetime.timedelta(minutes=1), EnvironmentVariable("X")),
]

Factory = tuple[Callable[..., Any], dict[str, Any]]


def factories(logs: p.Store) -> Iterator[Factory]:
    """Each with arguments that are right; a name with a digit stands for a positional one."""
    query = logs.query("errors/total")
    rule = a.rule("R", uid="r", query=query)
    interval = a.time_interval(weekdays=["monday"])
    mail = a.email(uid="m", addresses=["a@b"])
    route = a.route("T", matchers=["a = b"])
    yield (
        a.rule,
        {
            **{"0": "R", "uid": "r", "query": query, "time_range": "10m", "interval": "1m", "condition": "B"},
            **{
                "expressions": [a.threshold("A", ">", 1)],
                "for_": "1m",
                "keep_firing_for": "1m",
                "labels": {},
            },
            **{"summary": "s", "description": "d", "runbook": "r.md", "annotations": {}, "panel": None},
            **{"no_data": "OK", "error": "OK", "notification": None, "paused": False, "allow": {}},
            "missing_series_evals_to_resolve": 1,
        },
    )
    yield a.query, {"0": query, "time_range": "10m", "interval": "1m", "ref_id": "A"}
    yield a.group, {"0": "G", "1": [rule], "interval": "1m", "folder": ""}
    yield a.PanelLink, {"0": "d", "1": "p"}
    yield a.math, {"0": "$A", "ref_id": ""}
    yield a.reduce, {"0": "A", "1": "last", "mode": "replaceNN", "replace_with": 0, "ref_id": ""}
    yield a.threshold, {"0": "A", "1": ">", "2": 1, "recovery": None, "ref_id": ""}
    yield a.resample, {"0": "A", "1": "1m", "downsampler": "mean", "upsampler": "pad", "ref_id": ""}
    yield a.classic_condition, {"0": "A", "1": "avg", "2": ">", "3": 1, "operator": "and"}
    yield a.classic_conditions, {"0": a.classic_condition("A", "avg", ">", 1), "ref_id": ""}
    shared = {"uid": "u", "disable_resolve_message": False, "raw": None}
    yield a.email, {**shared, "addresses": ["a@b"], "single": True, "subject": "s", "message": "m"}
    slack = {"url": a.env("X"), "recipient": "", "token": None, "title": "", "text": "", "mentionUsers": ""}
    yield a.slack, {**shared, **slack}
    webhook: dict[str, Any] = {
        "url": "u",
        "http_method": "POST",
        "username": "",
        "password": None,
        "headers": {},
    }
    yield a.webhook, {**shared, **webhook}
    yield a.pagerduty, {**shared, "integration_key": a.env("X"), "severity": "", "summary": "", "details": {}}
    yield a.other, {**shared, "type": "teams", "settings": {"url": "u"}, "secure_settings": None}
    yield a.env, {"0": "X"}
    yield a.contact_point, {"0": "T", "1": mail}
    timing: dict[str, Any] = {"group_by": [], "group_wait": "", "group_interval": "", "repeat_interval": ""}
    yield a.policy, {"0": "T", "routes": [route], "whole_tree": False, **timing}
    timings: dict[str, Any] = {"mute_timings": [], "active_timings": []}
    yield a.route, {"0": "T", "matchers": ["a = b"], "continue_": False, "routes": [], **timings, **timing}
    yield a.notification_settings, {"0": "T", **timings, **timing}
    yield a.mute_timing, {"0": "W", "1": [interval]}
    moments = {"times": ["00:00-01:00"], "days_of_month": [], "months": [], "years": []}
    yield a.time_interval, {"weekdays": ["monday"], "location": "", **moments}
    yield a.message_template, {"0": "t", "1": '{{ define "t" }}{{ end }}'}
    yield folder, {"0": "f", "1": "F", "parent": ""}


def call(factory: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    positional = [value for name, value in arguments.items() if name.isdecimal()]
    return factory(*positional, **{name: value for name, value in arguments.items() if not name.isdecimal()})


def used(made: Any, logs: p.Store) -> Any:
    """A whole thing that Grafana is given, with what was made in its place."""
    query = logs.query("errors/total")
    match made:
        case a.PanelLink():
            return a.rule("R", uid="r", query=query, panel=made)
        case a.AlertQuery():
            return a.rule("R", uid="r", query=made)
        case a.Expression():
            return a.rule("R", uid="r", query=query, expressions=[made])
        case a.ClassicCondition():
            return a.rule("R", uid="r", query=query, expressions=[a.classic_conditions(made)])
    return made


def outcome(factory: Callable[..., Any], arguments: dict[str, Any], logs: p.Store) -> Any:
    try:
        return used(call(factory, arguments), logs)
    except LogloomError as error:
        return error


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_any_value_is_refused_in_one_line_or_can_be_written(value: Any, logs: p.Store) -> None:
    for factory, arguments in factories(logs):
        assert call(factory, arguments) is not None
        for name in arguments:
            made = outcome(factory, {**arguments, name: value}, logs)
            if isinstance(made, LogloomError):
                assert "\n" not in str(made)
                assert made.location is not None
            elif hasattr(made, "to_json_data"):
                body = made.to_json_data()
                text = yaml_text({"body": interpolated(body)})
                assert text.encode()
                assert "!!" not in text
                json.dumps(body, default=lambda it: {"env": it.name}, allow_nan=False)
