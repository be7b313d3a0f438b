"""Rules that a real Grafana 12.2 evaluated, evaluated here: recorded 650, 655, 660 and 661.

The recording's records are not ours, so the two rules that count them are held to our own counts.
"""

from __future__ import annotations

import json
import math
from datetime import timedelta
from typing import Any

import attrs
import psycopg
import pytest

from generator.alerting.durations import parse_duration
from generator.alerting.evaluation.gofloat import shortest
from generator.alerting.evaluation.instances import Instances
from generator.alerting.evaluation.outcome import Outcome, State, failed, outcomes
from generator.alerting.evaluation.pipeline import build
from generator.alerting.evaluation.state import Instance, Policy
from generator.alerting.evaluation.texts import texts
from generator.alerting.evaluation.values import StepError
from generator.postgres.sampled import SAMPLE_END
from tests.shared import RECORDED, needs_shared

pytestmark = needs_shared

COUNTING = {"st-multi": ("level", 600), "st-multistr": ("level, category", 100)}
INTERVAL = timedelta(seconds=10)


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text())


def rules() -> list[dict[str, Any]]:
    return recorded("660-state-group-put")["request"]["body"]["rules"] if RECORDED.is_dir() else []


def evaluate(rule: dict[str, Any], connection: psycopg.Connection) -> tuple[Outcome, ...]:
    try:
        pipeline = build(rule)
    except StepError as error:
        return failed(error)
    return outcomes(pipeline, pipeline.run(connection, SAMPLE_END))


def instances_of(rule: dict[str, Any], connection: psycopg.Connection) -> tuple[Instance, ...]:
    sources = {step["refId"]: step["datasourceUid"] for step in rule["data"]}
    policy = Policy(
        for_=parse_duration(rule["for"]) or timedelta(),
        no_data=rule["noDataState"],
        error=rule["execErrState"],
        datasources=sources,
    )
    made = texts(rule, "Alerts F")
    return Instances().after(evaluate(rule, connection), policy, INTERVAL, SAMPLE_END, made.instance).current


def shown(instance: Instance) -> list[Any]:
    """An instance as the API shows it; the value is that of the condition where it fires."""
    state = f"{instance.state} ({instance.reason})" if instance.reason else str(instance.state)
    labels = {name: value for name, value in instance.labels.items() if not name.startswith("__")}
    fires = instance.state in {State.ALERTING, State.PENDING}
    value = instance.captures["B"].value if fires else None
    if value is not None and not math.isnan(value):
        return [state, labels, f"{value:.0e}"]
    return [state, labels, shortest(value) if value is not None else ""]


@pytest.mark.parametrize(
    "rule", [r for r in rules() if r["uid"] not in COUNTING], ids=lambda rule: rule["uid"]
)
def test_a_rule_comes_to_the_recorded_instances(
    rule: dict[str, Any], sampled_connection: psycopg.Connection
) -> None:
    answers = {each["uid"]: each for each in recorded("661-state-group-rules")["response"]["body"]}
    assert [shown(each) for each in instances_of(rule, sampled_connection)] == answers[rule["uid"]]["alerts"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_an_error_is_in_the_recorded_words(
    rule: dict[str, Any], sampled_connection: psycopg.Connection
) -> None:
    answers = {each["uid"]: each for each in recorded("661-state-group-rules")["response"]["body"]}
    found = instances_of(rule, sampled_connection)
    errors = {each.annotations.get("Error") for each in found if each.state is State.ERROR} - {None}
    assert errors == {answers[rule["uid"]]["lastError"]} - {None}


def test_the_alert_of_an_error_goes_by_grafanas_name() -> None:
    """Recorded 655 and 654: the same instance as it is sent, and as the state says it."""
    sent = recorded("655-am-alerts")["response"]["body"][1]["labels"]
    told = recorded("654-prom-alerts")["response"]["body"]["data"]["alerts"][1]["labels"]
    instance = Instance(told, {}, SAMPLE_END, SAMPLE_END, state=State.ERROR)
    assert instance.sent == {name: value for name, value in sent.items() if not name.startswith("__")}
    assert attrs.evolve(instance, state=State.ALERTING).sent == told


@pytest.mark.parametrize("rule", [r for r in rules() if r["uid"] in COUNTING], ids=lambda rule: rule["uid"])
def test_each_row_of_a_table_is_an_instance_with_its_texts_as_labels(
    rule: dict[str, Any], sampled_connection: psycopg.Connection
) -> None:
    columns, limit = COUNTING[rule["uid"]]
    names = columns.split(", ")
    rows = sampled_connection.execute(
        f"SELECT {columns}, count(*) FROM app_logs GROUP BY {columns}"
    ).fetchall()
    expected = {
        tuple(sorted(zip(names, row[:-1], strict=True))): State.ALERTING if row[-1] > limit else State.NORMAL
        for row in rows
    }
    found = {
        tuple(sorted((name, each.labels[name]) for name in names)): each.state
        for each in instances_of(rule, sampled_connection)
    }
    assert found == expected
    assert set(found.values()) == {State.ALERTING, State.NORMAL}


def test_the_numbers_are_told_as_in_the_recorded_notification(
    sampled_connection: psycopg.Connection,
) -> None:
    """__value_string__ of recorded 655: a table, reduced though nothing is to be reduced, and a threshold."""
    query = {"refId": "A", "datasourceUid": "pg-logs", "relativeTimeRange": {"from": 3600, "to": 0}}
    reduce = {"type": "reduce", "expression": "A", "reducer": "last", "settings": {"mode": "dropNN"}}
    above = {
        "type": "threshold",
        "expression": "B",
        "conditions": [{"evaluator": {"type": "gt", "params": [5]}}],
    }
    rule = {
        "uid": "rule-1",
        "title": "Errors high",
        "condition": "C",
        "labels": {"severity": "critical", "team": "billing"},
        "annotations": {"summary": "Errors {{ $values.B }}"},
        "for": "0s",
        "noDataState": "NoData",
        "execErrState": "Error",
        "data": [
            {**query, "model": {"rawSql": "SELECT 80 AS value", "format": "table"}},
            {"refId": "B", "datasourceUid": "__expr__", "model": {**reduce, "refId": "B"}},
            {"refId": "C", "datasourceUid": "__expr__", "model": {**above, "refId": "C"}},
        ],
    }
    alert = recorded("655-am-alerts")["response"]["body"][0]
    (outcome,) = evaluate(rule, sampled_connection)
    assert outcome.text == alert["annotations"]["__value_string__"]
    (instance,) = instances_of(rule, sampled_connection)
    assert instance.annotations["summary"] == alert["annotations"]["summary"]
    assert {**instance.labels, "__alert_rule_namespace_uid__": ""} == {
        **alert["labels"],
        "__alert_rule_namespace_uid__": "",
    }
