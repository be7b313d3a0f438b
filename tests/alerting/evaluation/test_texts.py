"""The numbers that belong to an instance, and its labels and annotations made of them.

After Grafana's own tests (ngalert: eval/eval_test.go, state/cache_test.go, state/template/template_test.go).
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from generator.alerting.evaluation.ask import SqlQuery
from generator.alerting.evaluation.mathexp.command import math_command
from generator.alerting.evaluation.outcome import Capture, Outcome, State, outcomes
from generator.alerting.evaluation.pipeline import Answers, Pipeline
from generator.alerting.evaluation.state import Instance
from generator.alerting.evaluation.texts import texts
from generator.alerting.evaluation.values import NoData, Number, Scalar, Series, StepError, Values

NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)
AUTH, AUTH_ON_X = {"category": "auth"}, {"category": "auth", "host": "x"}


def results(
    condition: str, errors: dict[str, StepError] | None = None, /, **values: Values
) -> tuple[Outcome, ...]:
    """The results of a rule with the queries A and D of two datasources; all other steps are expressions."""
    names: tuple[str, ...] = ("A", "D")
    queries = {
        name: SqlQuery(name, f"source-{name}", "", "table", 1000, timedelta(), timedelta())
        for name in names
        if name in values or name in (errors or {})
    }
    commands = {name: math_command({"expression": "1"}) for name in values if name not in queries}
    return outcomes(Pipeline(condition, queries, commands), Answers(values, errors or {}))


def test_numbers_of_other_steps_belong_to_an_instance_where_the_labels_agree() -> None:
    values: dict[str, Values] = {
        "A": (Number(7, AUTH_ON_X), Number(8, {"category": "auth", "host": "y"})),
        "B": (Number(3, AUTH), Number(4, {"category": "web"})),
        "C": (Number(1, AUTH_ON_X),),
        "E": (Number(9),),
        "F": (Series(((NOW, 1.0),), AUTH_ON_X),),
        "G": (Scalar(5),),
    }
    (outcome,) = results("C", None, **values)
    assert {name: capture.value for name, capture in outcome.captures.items()} == {
        "A": 7,  # the same labels
        "B": 3,  # some of them
        "C": 1,
        "E": 9,  # none
        "G": 5,
    }
    assert outcome.text.startswith("[ var='A' labels={category=auth, host=x} value=7 ], [ var='B' ")


def test_the_same_labels_come_before_labels_that_only_agree() -> None:
    (outcome,) = results("C", A=(Number(1), Number(2, AUTH), Number(3, AUTH_ON_X)), C=(Number(1, AUTH),))
    assert outcome.captures["A"] == Capture("A", 2, AUTH, of_query=True)


def test_no_data_of_any_query_is_no_data_of_the_rule_by_datasource() -> None:
    found = results("C", A=(NoData(),), D=(Number(1),), C=(Number(1),))
    assert [(each.state, each.labels) for each in found] == [
        (State.NO_DATA, {"datasource_uid": "source-A", "ref_id": "A"})
    ]
    assert len(results("C", A=(NoData(),), D=(NoData(),), C=(Number(1),))) == 2


def test_only_an_error_on_the_way_to_the_condition_is_an_error_of_the_rule() -> None:
    broken = StepError("broken", "D")
    assert [each.state for each in results("D", {"D": broken}, A=(Number(1),))] == [State.ERROR]
    assert [each.labels for each in results("A", {"D": broken}, A=(Number(1),))] == [
        {"datasource_uid": "source-D", "ref_id": "D"}
    ]


def test_what_a_condition_comes_to() -> None:
    states = {
        0.0: State.NORMAL,
        1.0: State.ALERTING,
        -3.0: State.ALERTING,
        math.nan: State.ALERTING,
        None: State.NO_DATA,
    }
    for value, state in states.items():
        assert [each.state for each in results("C", C=(Number(value),))] == [state]
    assert [each.state for each in results("C", C=())] == [State.NO_DATA]
    assert [each.state for each in results("C", C=(NoData(),))] == [State.NO_DATA]
    assert [each.state for each in results("C", C=(Scalar(1),))] == [State.ALERTING]


def instance(outcome: Outcome, labels: dict[str, str], **annotations: str) -> Instance:
    rule: dict[str, Any] = {"uid": "u", "title": "Title", "folderUID": "f", "labels": labels}
    return texts({**rule, "annotations": annotations}, "Folder").instance(outcome, NOW)


def outcome(*captures: Capture, **labels: str) -> Outcome:
    return Outcome(State.ALERTING, labels, {each.ref_id: each for each in captures}, "all of them")


def test_grafanas_labels_come_before_the_rules_and_these_before_the_querys() -> None:
    made = instance(
        outcome(category="auth", severity="from query", alertname="query", host="x"),
        {"severity": "{{ $labels.severity }}!", "alertname": "rule", "team": "{{ $labels.alertname }}"},
    )
    assert made.labels == {
        "category": "auth",
        "host": "x",
        "severity": "from query!",
        "team": "Title",
        "alertname": "Title",
        "grafana_folder": "Folder",
        "__alert_rule_uid__": "u",
        "__alert_rule_namespace_uid__": "f",
    }
    assert dict(made.result)["severity"] == "from query"


def test_value_is_the_number_of_the_only_query_or_all_as_text() -> None:
    one, other = Capture("A", 12.5, {}, of_query=True), Capture("B", 3.0, {}, of_query=True)
    expression = Capture("C", 1.0, {})
    for captures, expected in (
        ([one, expression], "12.5 12.50"),
        ([one, other], "all of them %!f(string=al)"),
        ([expression], "all of them %!f(string=al)"),
        ([Capture("A", None, {}, of_query=True)], "NaN NaN"),
    ):
        made = instance(outcome(*captures), {}, summary='{{ $value }} {{ printf "%.2f" $value }}')
        assert made.annotations == {"summary": expected}


def test_what_is_not_there_is_told_as_no_value() -> None:
    made = instance(outcome(), {}, summary="{{ $labels.nope }} {{ $values.B }} {{ .Values.B.Value }}")
    assert made.annotations == {"summary": "[no value] [no value] [no value]"}


def test_a_text_that_fails_stays_as_it_is_written_and_says_why() -> None:
    made = instance(outcome(), {"team": "{{ nope }}"}, summary="{{ humanize $values.B.Value }}", other="x")
    assert made.annotations == {"summary": "{{ humanize $values.B.Value }}", "other": "x"}
    assert made.labels["team"] == "{{ nope }}"
    assert made.unrendered == {
        "summary": "error calling humanize: can't convert <nil> to float",
        "team": 'function "nope" not defined',
    }
