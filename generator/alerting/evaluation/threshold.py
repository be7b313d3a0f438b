"""The expression `threshold`, with and without a recovery threshold: 1 for what passes, else 0.

Source: grafana pkg/expr/threshold.go and hysteresis.go. NaN passes no comparison but `ne`; null stays null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from typing import Any

import attrs

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.values import (
    Float,
    NoData,
    Number,
    Scalar,
    Series,
    StepError,
    Value,
    Values,
)

Test = Callable[[float], bool]
Fingerprint = frozenset[tuple[str, str]]
"""The labels of a result, to look an instance up by."""

_LIMITS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": lambda value, limit: value > limit,
    "lt": lambda value, limit: value < limit,
    "eq": lambda value, limit: value == limit,
    "ne": lambda value, limit: value != limit,
    "gte": lambda value, limit: value >= limit,
    "lte": lambda value, limit: value <= limit,
}
_RANGES: Mapping[str, Callable[[float, float, float], bool]] = {
    "within_range": lambda value, low, high: low < value < high,
    "outside_range": lambda value, low, high: value < low or value > high,
    "within_range_included": lambda value, low, high: low <= value <= high,
    "outside_range_included": lambda value, low, high: value <= low or value >= high,
}


def fingerprint(labels: Labels) -> Fingerprint:
    return frozenset(labels.items())


@attrs.frozen
class ThresholdCommand:
    """`recovers` is the test that lets an instance go that fires; without it `fires` decides alone."""

    input: str
    fires: Test
    recovers: Test | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.input,)

    def execute(self, inputs: Mapping[str, Values], firing: Set[Fingerprint] = frozenset()) -> Values:
        """`firing` are the results that are pending or firing already."""
        return tuple(self._judge(value, firing) for value in inputs[self.input])

    def _judge(self, value: Value, firing: Set[Fingerprint]) -> Value:
        if isinstance(value, NoData):
            return value
        test = self.fires
        if self.recovers is not None and fingerprint(value.labels) in firing:
            test = partial(_fails, self.recovers)
        if isinstance(value, Series):
            return Series(tuple((time, _verdict(test, point)) for time, point in value.points), value.labels)
        if isinstance(value, Scalar):
            return Scalar(_verdict(test, value.value))
        return Number(_verdict(test, value.value), value.labels)


def threshold_command(model: Mapping[str, Any]) -> ThresholdCommand:
    """The command of an expression's model. Raises StepError for what Grafana does not take."""
    expression = str(model.get("expression", ""))
    if not expression:
        raise StepError(f"no variable specified to reference for refId {model.get('refId', '')}")
    conditions: Sequence[Mapping[str, Any]] = model.get("conditions") or []
    if len(conditions) != 1:
        raise StepError("threshold expression requires exactly one condition")
    try:
        fires = test_of(conditions[0].get("evaluator") or {})
    except StepError as error:
        raise StepError(f"invalid condition: {error.message}") from None
    recovery = conditions[0].get("unloadEvaluator")
    if recovery is None:
        return ThresholdCommand(expression, fires)
    try:
        return ThresholdCommand(expression, fires, test_of(recovery))
    except StepError as error:
        raise StepError(f"invalid unloadCondition: {error.message}") from None


def test_of(evaluator: Mapping[str, Any]) -> Test:
    """The test that `{type, params}` stands for. Raises StepError for an unknown one, or too few numbers."""
    name: str = evaluator.get("type", "")
    params: Sequence[float] = evaluator.get("params") or ()
    known = {**_LIMITS, **_RANGES}
    if name not in known:
        raise StepError(f"expected threshold function to be one of [{', '.join(known)}], got {name}")
    wanted = 2 if name in _RANGES else 1
    if len(params) < wanted:
        raise StepError(
            f"incorrect number of arguments for threshold function '{name}': "
            f"got {len(params)} but need {wanted}"
        )
    if name in _RANGES:
        compare, (low, high) = _RANGES[name], params[:2]
        return lambda value: compare(value, low, high)
    limit = params[0]
    return partial(_against, _LIMITS[name], limit)


def _against(compare: Callable[[float, float], bool], limit: float, value: float) -> bool:
    return compare(value, limit)


def _fails(test: Test, value: float) -> bool:
    return not test(value)


def _verdict(test: Test, value: Float) -> Float:
    return None if value is None else float(test(value))
