"""Rules: the JSON of Grafana's API, and what the factories fill in."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator import alerting as a
from generator import panels as p
from generator.errors import LogloomError
from generator.panels.encode import panel_id
from tests.grafana_format import SCHEMAS, faults, lost, schema
from tests.shared import RECORDED, needs_shared

ADDED_BY_GRAFANA = {"id", "orgID", "updated", "provenance", "record"}


def full_rule(logs: p.Store) -> a.AlertRule:
    """A rule that says something about everything."""
    return a.rule(
        "Errors high",
        uid="rule-1",
        query=logs.query("errors/over_time"),
        time_range=("1d10m", "1d"),
        interval="30s",
        expressions=[
            a.reduce("A", "max", mode="replaceNN", replace_with=0),
            a.resample("A", "1m", downsampler="sum", upsampler="pad"),
            a.math("$B * 2 + ${B}"),
            a.threshold("D", "within", 1, 5, recovery=("<", 1)),
        ],
        condition="E",
        for_="90s",
        keep_firing_for="120s",
        labels={"severity": "critical"},
        summary="{{ $labels.metric }}: {{ $values.B }}",
        description="About errors.",
        annotations={"team": "logs"},
        panel=a.PanelLink("logs-errors", "Errors"),
        no_data="OK",
        error="KeepLast",
        notification=a.notification_settings(
            "On call",
            group_by=["grafana_folder", "alertname"],
            group_wait="30s",
            group_interval="300s",
            repeat_interval="4h",
            mute_timings=["weekends"],
            active_timings=["office"],
        ),
        missing_series_evals_to_resolve=2,
        paused=True,
    )


def test_a_rule_has_the_keys_of_the_api(logs: p.Store) -> None:
    made = full_rule(logs).to_json_data()
    query, reduce_, resample, math, threshold = made.pop("data")
    assert made == {
        "uid": "rule-1",
        "title": "Errors high",
        "condition": "E",
        "noDataState": "OK",
        "execErrState": "KeepLast",
        "for": "1m30s",
        "keep_firing_for": "2m",
        "annotations": {
            "summary": "{{ $labels.metric }}: {{ $values.B }}",
            "description": "About errors.",
            "team": "logs",
            "__dashboardUid__": "logs-errors",
            "__panelId__": str(panel_id("Errors")),
        },
        "labels": {"severity": "critical"},
        "isPaused": True,
        "notification_settings": {
            "receiver": "On call",
            "group_by": ["grafana_folder", "alertname"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "4h",
            "mute_time_intervals": ["weekends"],
            "active_time_intervals": ["office"],
        },
        "missingSeriesEvalsToResolve": 2,
    }
    assert query["relativeTimeRange"] == {"from": 87_000, "to": 86_400}
    # Grafana computes the grid of a resampling from its own range, and refuses an empty one.
    assert resample["relativeTimeRange"] == query["relativeTimeRange"]
    assert threshold["relativeTimeRange"] == {"from": 0, "to": 0}
    assert (query["model"]["intervalMs"], query["model"]["maxDataPoints"]) == (30_000, 43_200)
    settings = [{**each["model"]} for each in (reduce_, resample, math, threshold)]
    for each in settings:
        assert each.pop("datasource") == {"type": "__expr__", "uid": "__expr__"}
        assert (each.pop("intervalMs"), each.pop("maxDataPoints")) == (1000, 43_200)
    assert settings == [
        {
            "refId": "B",
            "type": "reduce",
            "expression": "A",
            "reducer": "max",
            "settings": {"mode": "replaceNN", "replaceWithValue": 0},
        },
        {
            "refId": "C",
            "type": "resample",
            "expression": "A",
            "window": "1m",
            "downsampler": "sum",
            "upsampler": "pad",
        },
        {"refId": "D", "type": "math", "expression": "$B * 2 + ${B}"},
        {
            "refId": "E",
            "type": "threshold",
            "expression": "D",
            "conditions": [
                {
                    "evaluator": {"type": "within_range", "params": [1, 5]},
                    "unloadEvaluator": {"type": "lt", "params": [1]},
                }
            ],
        },
    ]


@needs_shared
def test_a_group_has_no_key_that_grafana_does_not_give_back(logs: p.Store) -> None:
    """Or each plan would find a difference (pain 7)."""
    (rule,) = a.group("g", [full_rule(logs)], folder="f").to_json_data()["rules"]
    kept = recorded("560j-rule-notification-settings.json")  # what Grafana answered to a full rule
    assert rule.keys() == kept.keys() - ADDED_BY_GRAFANA | {"data"}
    assert rule.keys() | ADDED_BY_GRAFANA == recorded("502-rule-get.json").keys() | {
        "missingSeriesEvalsToResolve"
    }
    for step in recorded("502-rule-get.json")["data"]:
        same_type = next(
            each for each in rule["data"] if each["model"].get("type") == step["model"].get("type")
        )
        assert same_type.keys() == step.keys()
        assert same_type["model"].keys() - {"datasource"} == step["model"].keys()


def recorded(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((RECORDED / name).read_text())["response"]["body"]
    return body


@needs_shared
def test_a_rule_passes_grafanas_schemas(logs: p.Store) -> None:
    (rule,) = a.group("g", [full_rule(logs)], folder="f").to_json_data()["rules"]
    rule["orgID"] = 1
    # Two keys of the API that the schema, which is older, does not have.
    del rule["keep_firing_for"], rule["missingSeriesEvalsToResolve"]
    del rule["notification_settings"]["active_time_intervals"]
    assert faults(rule, schema(SCHEMAS / "alerting.jsonschema.json"), "Rule") == []
    expressions = schema(SCHEMAS / "expr.jsonschema.json")
    definitions = {
        "math": "TypeMath",
        "reduce": "TypeReduce",
        "resample": "TypeResample",
        "threshold": "TypeThreshold",
    }
    for step in rule["data"][1:]:
        assert faults(step["model"], expressions, definitions[step["model"]["type"]]) == []


def test_a_rule_survives_grafanas_own_model(logs: p.Store) -> None:
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.cog.plugins import register_default_plugins
    from grafana_foundation_sdk.models.alerting import Rule

    register_default_plugins()
    made = full_rule(logs).to_json_data()
    after = json.loads(JSONEncoder().encode(Rule.from_json(json.loads(json.dumps(made)))))
    assert list(lost(made, after)) == []


@needs_shared
def test_classic_conditions_pass_grafanas_schema() -> None:
    step = a.classic_conditions(
        a.classic_condition("A", "max", ">", 5),
        a.classic_condition("B", "percent_diff", "outside", 1, 2, operator="or"),
        ref_id="C",
    )
    assert step.reads == ("A", "B")
    model = step.to_json_data()["model"]
    assert faults(model, schema(SCHEMAS / "expr.jsonschema.json"), "TypeClassicConditions") == []


def test_the_target_reaches_grafana_byte_for_byte_and_its_steps_are_named(logs: p.Store) -> None:
    rule = a.rule(
        "R",
        uid="r",
        query=[
            a.query(logs.query("errors/total"), time_range="5m"),
            a.query(logs.query("errors/total"), time_range=("1h", "30m"), ref_id="before"),
            logs.query("errors/by_category", ref_id="A"),
        ],
        time_range="1h",
        expressions=[a.math("$B - $before - $A"), a.threshold("C", ">", 0)],
    )
    assert [step.ref_id for step in rule.data] == ["B", "before", "A", "C", "D"]
    assert rule.condition == "D"
    assert [(each.from_seconds, each.to_seconds) for each in rule.queries] == [
        (300, 0),
        (3600, 1800),
        (3600, 0),
    ]
    model = rule.queries[0].to_json_data()["model"]
    assert model["rawSql"] == logs.library.find("errors/total").text
    assert model["refId"] == "B"


def test_the_condition_may_be_a_query(logs: p.Store) -> None:
    assert a.rule("R", uid="r", query=logs.query("errors/total")).condition == "A"


def test_more_steps_than_letters_get_names(logs: p.Store) -> None:
    steps = [a.math("$A + 1") for _ in range(30)]
    rule = a.rule("R", uid="r", query=logs.query("errors/total"), expressions=steps)
    assert [step.ref_id for step in rule.data[24:]] == ["Y", "Z", "A1", "B1", "C1", "D1", "E1"]


@pytest.mark.parametrize(
    ("formula", "reads"),
    [
        ("$A", ("A",)),
        ("$A+$B*$A", ("A", "B")),
        ("${my step} > 0 && $B", ("my step", "B")),
        ("abs($A_1)", ("A_1",)),
    ],
)
def test_a_formula_knows_which_steps_it_reads(formula: str, reads: tuple[str, ...]) -> None:
    assert a.math(formula).reads == reads


def test_a_dollar_before_a_step_is_taken_off() -> None:
    assert a.reduce("$A").expression == a.threshold("$A", ">", 1).expression == "A"


@pytest.mark.parametrize(
    ("word", "name"),
    [(">", "gt"), ("gt", "gt"), ("==", "eq"), ("!=", "ne"), (">=", "gte"), ("<=", "lte"), ("<", "lt")],
)
def test_comparisons_have_grafanas_names(word: str, name: str) -> None:
    assert a.threshold("A", word, 1).evaluator == a.Evaluator(name, (1,))


def test_a_group_counts_its_interval_in_seconds(logs: p.Store) -> None:
    group = a.group("g", [a.rule("R", uid="r", query=logs.query("errors/total"))], interval="1m30s")
    assert (group.interval, group.every) == (90, timedelta(seconds=90))
    assert group.to_json_data() == {
        "title": "g",
        "folderUid": "",
        "interval": 90,
        "rules": [{**group.rules[0].to_json_data(), "folderUID": "", "ruleGroup": "g"}],
    }


def test_a_query_without_a_twin_is_named(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match="query cloud/only has no twin for postgres"):
        a.rule("R", uid="r", query=logs.query("cloud/only"))


def test_a_rule_knows_the_line_that_made_it(logs: p.Store) -> None:
    rule = a.rule("R", uid="r", query=logs.query("errors/total"))
    line = rule.location.line
    assert rule.location.path == Path(__file__)
    assert 'rule = a.rule("R"' in Path(__file__).read_text().splitlines()[line - 1]
