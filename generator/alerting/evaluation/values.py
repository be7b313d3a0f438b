"""What expressions work on: numbers and series with labels, plain scalars, and no data.

Source: grafana pkg/expr/mathexp/types.go. A value is None where it is null, which is not NaN.
"""

from __future__ import annotations

import math
from datetime import datetime

import attrs

from generator.alerting.evaluation.frames import Labels

Float = float | None
Point = tuple[datetime, Float]


@attrs.frozen
class Number:
    """One value with labels: one alert instance."""

    value: Float
    labels: Labels = attrs.field(factory=dict)
    type = "numberSet"


@attrs.frozen
class Series:
    """Values over time, with labels."""

    points: tuple[Point, ...]
    labels: Labels = attrs.field(factory=dict)
    type = "seriesSet"

    @property
    def values(self) -> tuple[Float, ...]:
        return tuple(value for _, value in self.points)


@attrs.frozen
class Scalar:
    """A number of a formula itself."""

    value: Float
    type = "scalar"

    @property
    def labels(self) -> Labels:
        return {}


@attrs.frozen
class NoData:
    """That there was nothing."""

    type = "noData"

    @property
    def labels(self) -> Labels:
        return {}


Value = Number | Series | Scalar | NoData
Values = tuple[Value, ...]


class StepError(Exception):
    """Why a step has no values, in Grafana's words. `ref_id` names the query whose answer is to blame."""

    def __init__(self, message: str, ref_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.ref_id = ref_id


def is_nothing(value: Float) -> bool:
    """Null or NaN."""
    return value is None or math.isnan(value)


def not_number(value: Float) -> bool:
    """What reductions and `is_number` mean by no number: null, NaN and the infinities."""
    return value is None or not math.isfinite(value)


def divide(dividend: float, divisor: float) -> float:
    """Go's division, which knows infinities and NaN where Python raises."""
    if divisor:
        return dividend / divisor
    if not dividend or math.isnan(dividend) or math.isnan(divisor):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)
