"""Reduce, threshold, resample and the classic conditions.

The tables are after Grafana's own tests (pkg/expr: threshold_test.go, hysteresis_test.go, and reduce_test.go,
resample_test.go and classic_test.go below it); the properties are held to a second computation.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.alerting.evaluation.classic import Match, classic_command
from generator.alerting.evaluation.reduce import reduce_command
from generator.alerting.evaluation.resample import resample_command
from generator.alerting.evaluation.threshold import fingerprint, threshold_command
from generator.alerting.evaluation.values import Float, NoData, Number, Scalar, Series, StepError, Values

NAN, INF = math.nan, math.inf
T0 = datetime(2026, 1, 15, 10, tzinfo=UTC)
A = {"id": "a"}


def series(*values: Float, **labels: str) -> Series:
    return Series(tuple((T0 + timedelta(minutes=i), value) for i, value in enumerate(values)), labels)


def same(one: Float, other: Float) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12)


def reduced(reducer: str, values: Values, mode: str = "", replace: float | None = None) -> Values:
    settings = {"mode": mode} | ({} if replace is None else {"replaceWithValue": replace})
    model = {"expression": "A", "reducer": reducer, "settings": settings}
    return reduce_command(model).execute({"A": values})


def number(values: Values) -> Float:
    (only,) = values
    assert isinstance(only, Number)
    return only.value


@pytest.mark.parametrize(
    ("reducer", "of_numbers", "with_null", "of_none"),
    [
        ("sum", 6, NAN, 0),
        ("mean", 2, NAN, NAN),
        ("min", 1, NAN, NAN),
        ("max", 3, NAN, NAN),
        ("count", 3, 4, 0),
        ("last", 2, None, NAN),
        ("median", 2, NAN, NAN),
    ],
)
def test_a_reducer_in_strict_mode(reducer: str, of_numbers: Float, with_null: Float, of_none: Float) -> None:
    assert same(number(reduced(reducer, (series(3, 1, 2),))), of_numbers)
    assert same(number(reduced(reducer, (series(3, 1, 2, None),))), with_null)
    assert same(number(reduced(reducer, (series(),))), of_none)


@pytest.mark.parametrize(
    ("reducer", "of_mixed", "of_none"),
    [
        ("sum", 4, 0),
        ("mean", 2, None),
        ("count", 2, 0),
        ("last", 1, None),
        ("median", 2, None),
        ("max", 3, None),
    ],
)
def test_what_is_no_number_is_dropped(reducer: str, of_mixed: Float, of_none: Float) -> None:
    assert same(number(reduced(reducer, (series(3, None, NAN, INF, 1, -INF),), "dropNN")), of_mixed)
    assert same(number(reduced(reducer, (series(None, NAN),), "dropNN")), of_none)


def test_what_is_no_number_is_replaced() -> None:
    assert number(reduced("sum", (series(3, None, NAN, INF),), "replaceNN", 10)) == 33
    assert number(reduced("last", (series(),), "replaceNN", 10)) == 10
    assert number(reduced("min", (series(3, None),), "replaceNN", 0)) == 0


def test_a_number_is_not_reduced_but_the_mode_counts() -> None:
    values = (Number(5, A), Number(NAN, {"id": "b"}), NoData())
    assert reduced("count", (Number(5, A),)) == (Number(5, A),)
    assert reduced("count", values, "dropNN") == (Number(5, A), NoData())
    assert reduced("last", values, "replaceNN", 1) == (Number(5, A), Number(1, {"id": "b"}), NoData())


def test_labels_stay_and_scalars_are_refused() -> None:
    assert reduced("last", (series(1, id="a"), series(2, id="b"))) == (Number(1, A), Number(2, {"id": "b"}))
    with pytest.raises(StepError, match="can only reduce type series, got type scalar"):
        reduced("last", (Scalar(1),))


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        ({"reducer": "avg"}, "reduction avg not implemented"),
        ({"reducer": "last", "settings": {"mode": "strict"}}, r"Supported only: \[dropNN,replaceNN\]"),
        (
            {"reducer": "last", "settings": {"mode": "replaceNN"}},
            "setting replaceWithValue must be specified",
        ),
    ],
)
def test_a_reduction_that_grafana_does_not_know_is_refused(model: dict[str, Any], fault: str) -> None:
    with pytest.raises(StepError, match=fault):
        reduce_command({"expression": "A", **model})


floats = st.floats(-1e9, 1e9)
SECOND: dict[str, Callable[[list[float]], float]] = {
    "sum": math.fsum,
    "mean": statistics.fmean,
    "min": lambda values: sorted(values)[0],
    "max": lambda values: sorted(values)[-1],
    "count": len,
    "last": lambda values: values[len(values) - 1],
    "median": statistics.median,
}


@given(
    st.sampled_from(sorted(SECOND)), st.lists(floats, min_size=1), st.lists(st.sampled_from([None, NAN, INF]))
)
def test_reducers_come_to_what_a_second_computation_does(
    reducer: str, numbers: list[float], noise: list[Float]
) -> None:
    expected = SECOND[reducer](numbers)
    scale = max(map(abs, numbers)) * len(numbers)
    strict = number(reduced(reducer, (series(*numbers),)))
    dropped = number(reduced(reducer, (series(*noise, *numbers),), "dropNN"))
    assert strict is not None
    assert math.isclose(strict, expected, rel_tol=1e-9, abs_tol=1e-12 * scale)
    assert dropped == strict


# Thresholds ------------------------------------------------------------------------------------------


def threshold(kind: str, *params: float, recovery: dict[str, Any] | None = None) -> dict[str, Any]:
    condition: dict[str, Any] = {"evaluator": {"type": kind, "params": list(params)}}
    if recovery is not None:
        condition["unloadEvaluator"] = recovery
    return {"refId": "C", "expression": "A", "conditions": [condition]}


def judged(model: dict[str, Any], *values: Float) -> list[Float]:
    found = threshold_command(model).execute({"A": tuple(Number(value) for value in values)})
    return [each.value for each in found if isinstance(each, Number)]


@pytest.mark.parametrize(
    ("kind", "params", "expected"),
    [
        ("gt", (2,), [0, 0, 1, 0, None]),
        ("lt", (2,), [1, 0, 0, 0, None]),
        ("eq", (2,), [0, 1, 0, 0, None]),
        ("ne", (2,), [1, 0, 1, 1, None]),
        ("gte", (2,), [0, 1, 1, 0, None]),
        ("lte", (2,), [1, 1, 0, 0, None]),
        ("within_range", (1, 3), [0, 1, 0, 0, None]),
        ("outside_range", (1, 3), [0, 0, 0, 0, None]),
        ("within_range_included", (1, 3), [1, 1, 1, 0, None]),
        ("outside_range_included", (1, 3), [1, 0, 1, 0, None]),
        ("outside_range", (2, 2), [1, 0, 1, 0, None]),
    ],
)
def test_a_threshold_on_one_two_three_nan_and_null(
    kind: str, params: tuple[float, ...], expected: list[Float]
) -> None:
    assert judged(threshold(kind, *params), 1, 2, 3, NAN, None) == expected


def test_a_threshold_goes_through_series_and_no_data() -> None:
    values = (series(1, None, 5, id="a"), NoData(), Scalar(5))
    found = threshold_command(threshold("gt", 2)).execute({"A": values})
    assert found == (series(0, None, 1, id="a"), NoData(), Scalar(1))


def test_what_fires_goes_on_until_it_has_recovered() -> None:
    command = threshold_command(threshold("gt", 100, recovery={"type": "lt", "params": [50]}))
    values = (Number(75, A), Number(75, {"id": "b"}), Number(40, {"id": "c"}), Number(NAN, {"id": "d"}))
    firing = {fingerprint({"id": name}) for name in "acd"}
    judged_values = [
        each.value for each in command.execute({"A": values}, firing) if isinstance(each, Number)
    ]
    assert judged_values == [1, 0, 0, 1]  # NaN is not below 50 either: it does not recover


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (threshold("between", 1), "invalid condition: expected threshold function to be one of"),
        (threshold("gt"), "incorrect number of arguments for threshold function 'gt': got 0 but need 1"),
        (threshold("within_range", 1), "got 1 but need 2"),
        (threshold("gt", 1, recovery={"type": "lt", "params": []}), "invalid unloadCondition"),
        ({"expression": "A", "conditions": []}, "threshold expression requires exactly one condition"),
        ({"refId": "C", "conditions": [{}]}, "no variable specified to reference for refId C"),
    ],
)
def test_a_threshold_that_grafana_does_not_know_is_refused(model: dict[str, Any], fault: str) -> None:
    with pytest.raises(StepError, match=fault):
        threshold_command(model)


# Resampling ------------------------------------------------------------------------------------------


def resampled(
    values: Values,
    *,
    window: str = "2m",
    downsampler: str = "mean",
    upsampler: str = "fillna",
    minutes: int = 6,
) -> Values:
    model = {"expression": "A", "window": window, "downsampler": downsampler, "upsampler": upsampler}
    command = resample_command(model, timedelta(minutes=minutes), timedelta())
    return command.execute({"A": values}, T0 + timedelta(minutes=minutes))


def points(values: Values) -> list[tuple[float, Float]]:
    (only,) = values
    assert isinstance(only, Series)
    return [((time - T0) / timedelta(minutes=1), value) for time, value in only.points]


@pytest.mark.parametrize(
    ("downsampler", "expected"),
    [
        ("sum", [(0, 1), (2, 5), (4, 9), (6, 6)]),
        ("mean", [(0, 1), (2, 2.5), (4, 4.5), (6, 6)]),
        ("min", [(0, 1), (2, 2), (4, 4), (6, 6)]),
        ("max", [(0, 1), (2, 3), (4, 5), (6, 6)]),
        ("last", [(0, 1), (2, 3), (4, 5), (6, 6)]),
    ],
)
def test_several_values_in_a_window(downsampler: str, expected: list[tuple[float, Float]]) -> None:
    assert points(resampled((series(1, 2, 3, 4, 5, 6),), downsampler=downsampler)) == expected


@pytest.mark.parametrize(
    ("upsampler", "expected"),
    [
        ("pad", [1, 1, 2, 2, 2, 2, 2]),
        ("backfilling", [1, 2, 2, None, None, None, None]),
        ("fillna", [1, None, 2, None, None, None, None]),
    ],
)
def test_no_value_in_a_window(upsampler: str, expected: list[Float]) -> None:
    sparse = Series(((T0, 1), (T0 + timedelta(minutes=2), 2)), A)
    found = points(resampled((sparse,), window="1m", upsampler=upsampler))
    assert [value for _, value in found] == expected


def test_a_resampling_needs_a_range_of_at_least_a_window() -> None:
    with pytest.raises(StepError, match="the time range is shorter than the interval"):
        resampled((series(1),), minutes=1)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"downsampler": "median"}, "downsampling median not implemented"),
        ({"upsampler": "guess"}, "upsampling guess not implemented"),
        ({"window": "soon"}, 'failed to parse resample "window" duration field'),
        ({"window": "0s"}, "no length of time"),
    ],
)
def test_a_resampling_that_grafana_does_not_know_is_refused(wrong: dict[str, str], fault: str) -> None:
    with pytest.raises(StepError, match=fault):
        resampled((Series(((T0 + timedelta(seconds=90), 1), (T0 + timedelta(seconds=100), 2))),), **wrong)  # type: ignore[arg-type]


def test_numbers_cannot_be_resampled_and_no_data_stays() -> None:
    assert resampled((NoData(),)) == (NoData(),)
    with pytest.raises(StepError, match="can only resample type series, got type numberSet"):
        resampled((Number(1),))


# Classic conditions ----------------------------------------------------------------------------------


def condition(
    reducer: str, kind: str, *params: float, operator: str = "and", query: str = "A"
) -> dict[str, Any]:
    return {
        "evaluator": {"type": kind, "params": list(params)},
        "operator": {"type": operator},
        "query": {"params": [query]},
        "reducer": {"type": reducer},
    }


def classic(*conditions: dict[str, Any], **inputs: Values) -> tuple[Float, tuple[Match, ...]]:
    found, matches = classic_command({"conditions": list(conditions)}).execute(inputs)
    return found.value, matches


@pytest.mark.parametrize(
    ("reducer", "expected"),
    [
        ("avg", 3),
        ("sum", 9),
        ("min", 1),
        ("max", 6),
        ("count", 5),
        ("last", 2),
        ("median", 2),
        ("diff", -4),
        ("diff_abs", 4),
        ("percent_diff", -4 / 6 * 100),
        ("percent_diff_abs", 4 / 6 * 100),
        ("count_non_null", 3),
    ],
)
def test_a_classic_reducer_passes_over_nulls(reducer: str, expected: float) -> None:
    value, matches = classic(condition(reducer, "gt", -1e9), A=(series(6, None, 1, NAN, 2, id="a"),))
    assert value == 1
    assert [(same(match.value, expected), match.labels) for match in matches] == [(True, A)]


def test_conditions_are_joined_from_left_to_right() -> None:
    yes, no = condition("last", "gt", 0), condition("last", "gt", 9)
    either = {**yes, "operator": {"type": "or"}}
    assert classic(yes, no, A=(series(1),))[0] == 0
    assert classic(no, either, A=(series(1),))[0] == 1
    assert classic(either, either, no, A=(series(1),))[0] == 0


def test_a_condition_fires_for_any_of_its_series_and_has_no_data_for_none() -> None:
    above = condition("last", "gt", 5)
    value, matches = classic(above, A=(series(1, id="a"), series(9, id="b")))
    assert (value, [dict(match.labels) for match in matches]) == (1, [{"id": "b"}])
    assert classic(above, A=(NoData(),)) == (None, (Match(None, "NoData"),))
    assert classic(above, A=(series(None, NAN), series()))[0] is None
    assert classic(above, A=(series(None), series(1)))[0] == 0
    assert classic(condition("last", "no_value"), A=(NoData(),))[0] == 1
    assert classic(condition("last", "no_value"), A=())[0] == 1
    assert classic(condition("last", "no_value"), A=(series(1),))[0] == 0


def test_a_classic_range_may_be_given_the_other_way_round() -> None:
    for params in ((1, 5), (5, 1)):
        assert classic(condition("last", "within_range", *params), A=(series(3),))[0] == 1
        assert classic(condition("last", "outside_range", *params), A=(series(7),))[0] == 1


@pytest.mark.parametrize(
    ("conditions", "fault"),
    [
        ([condition("mean", "gt", 1)], "invalid reducer 'mean' in condition 1"),
        ([condition("avg", "above", 1)], "evaluator invalid evaluator type: above"),
        ([condition("avg", "gt")], "evaluator 'gt' is missing the threshold parameter"),
        ([condition("avg", "within_range", 1)], "ranged evaluator requires 2 parameters"),
        ([condition("avg", "gt", 1, query="")], "condition 1 is missing the query RefID argument"),
        (
            [condition("avg", "gt", 1), condition("avg", "gt", 1, operator="xor")],
            "condition 2 operator must be",
        ),
    ],
)
def test_a_classic_condition_that_grafana_does_not_know_is_refused(
    conditions: list[dict[str, Any]], fault: str
) -> None:
    with pytest.raises(StepError, match=fault):
        classic_command({"conditions": conditions})
