"""The expression `classic_conditions`: conditions over whole series, as before Grafana 8, with one outcome.

Source: grafana pkg/expr/classic. Nulls and NaN of a series are passed over; a condition whose inputs are
all null has no data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import attrs

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.threshold import Test, test_of
from generator.alerting.evaluation.values import (
    Float,
    NoData,
    Number,
    Scalar,
    Series,
    StepError,
    Value,
    Values,
    divide,
    is_nothing,
)

_RANGES = frozenset(["within_range", "outside_range", "within_range_included", "outside_range_included"])
_NO_VALUE = "no_value"


@attrs.frozen
class Match:
    """A value that passed a condition; `metric` is NoData for a condition that had none."""

    value: Float
    metric: str = ""
    labels: Labels = attrs.field(factory=dict)


@attrs.frozen
class Condition:
    """`test` is None for the evaluator `no_value`. `operator` joins it to the conditions before it."""

    input: str
    reducer: str
    test: Test | None
    operator: str

    def judge(self, values: Values) -> tuple[bool, bool, tuple[Match, ...]]:
        """Whether it fires, whether it has no data, and what passed."""
        if not values and self.test is None:
            return True, False, (Match(None),)
        matches: list[Match] = []
        nothing = 0
        for value in values:
            number = self._reduced(value)
            fires = number is None if self.test is None else number is not None and self.test(number)
            if fires:
                matches.append(Match(number, labels=value.labels))
            elif number is None:
                nothing += 1
        no_data = nothing == len(values)
        return bool(matches), no_data, (*matches, *((Match(None, "NoData"),) if no_data else ()))

    def _reduced(self, value: Value) -> Float:
        if isinstance(value, NoData):
            return None
        if isinstance(value, Number):
            return value.value
        if isinstance(value, Scalar):
            raise StepError(f"can only reduce type series, got type {value.type}")
        return _reduced(self.reducer, value)


@attrs.frozen
class ClassicCommand:
    conditions: tuple[Condition, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(condition.input for condition in self.conditions))

    def execute(self, inputs: Mapping[str, Values]) -> tuple[Number, tuple[Match, ...]]:
        """1, 0 or null, and what passed."""
        fires = no_data = False
        matches: list[Match] = []
        for index, condition in enumerate(self.conditions):
            also_fires, also_no_data, passed = condition.judge(inputs[condition.input])
            matches += passed
            if index == 0:
                fires, no_data = also_fires, also_no_data
            elif condition.operator == "or":
                fires, no_data = fires or also_fires, no_data or also_no_data
            else:
                fires, no_data = fires and also_fires, no_data and also_no_data
        return Number(None if no_data else float(fires)), tuple(matches)


def classic_command(model: Mapping[str, Any]) -> ClassicCommand:
    """The command of an expression's model. Raises StepError for what Grafana does not take."""
    return ClassicCommand(
        tuple(_condition(each, number) for number, each in enumerate(model.get("conditions") or (), 1))
    )


def _condition(model: Mapping[str, Any], number: int) -> Condition:
    operator = (model.get("operator") or {}).get("type", "")
    if number > 1 and operator not in {"and", "or"}:
        raise StepError(f"condition {number} operator must be `and` or `or`")
    inputs: Sequence[str] = (model.get("query") or {}).get("params") or ()
    if not inputs or not inputs[0]:
        raise StepError(f"condition {number} is missing the query RefID argument")
    reducer = (model.get("reducer") or {}).get("type", "")
    if reducer not in _REDUCERS:
        raise StepError(f"invalid reducer '{reducer}' in condition {number}")
    return Condition(inputs[0], reducer, _test(model.get("evaluator") or {}), operator)


def _test(evaluator: Mapping[str, Any]) -> Test | None:
    """The evaluator's test; unlike those of `threshold`, a range may be given with its limits swapped."""
    name = evaluator.get("type", "")
    if name == _NO_VALUE:
        return None
    params: Sequence[float] = evaluator.get("params") or ()
    if name in _RANGES:
        if len(params) != 2:
            raise StepError("ranged evaluator requires 2 parameters")
        return test_of({"type": name, "params": sorted(params)})
    try:
        return test_of(evaluator)
    except StepError:
        if not params:
            raise StepError(f"evaluator '{name}' is missing the threshold parameter") from None
        raise StepError(f"evaluator invalid evaluator type: {name}") from None


def _reduced(reducer: str, series: Series) -> Float:
    """The number of a series by a classic reducer; null for a series without numbers."""
    numbers = [value for value in series.values if value is not None and not is_nothing(value)]
    if reducer == "count":
        return float(len(series.points)) if series.points else None
    return _REDUCERS[reducer](numbers) if numbers else None


def _difference(of: Callable[[float, float], float]) -> Callable[[Sequence[float]], float]:
    """From the oldest number to the newest; of a single one it is 0."""
    return lambda numbers: of(numbers[-1], numbers[0]) if len(numbers) > 1 else 0.0


_REDUCERS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "avg": lambda numbers: sum(numbers) / len(numbers),
    "sum": sum,
    "min": min,
    "max": max,
    "count": lambda numbers: float(len(numbers)),
    "last": lambda numbers: numbers[-1],
    "median": median,
    "diff": _difference(lambda newest, oldest: newest - oldest),
    "diff_abs": _difference(lambda newest, oldest: math.fabs(newest - oldest)),
    "percent_diff": _difference(lambda newest, oldest: divide(newest - oldest, math.fabs(oldest)) * 100),
    "percent_diff_abs": _difference(lambda newest, oldest: math.fabs(divide(newest - oldest, oldest) * 100)),
    "count_non_null": lambda numbers: float(len(numbers)),
}
