"""The expression `reduce`: one number of each series.

Source: grafana pkg/expr/commands.go, ReduceCommand. What is a number already stays one: the reducer plays no
part, but the mode does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs

from generator.alerting.evaluation.reducers import REDUCERS, Reducer
from generator.alerting.evaluation.values import (
    Float,
    NoData,
    Number,
    Series,
    StepError,
    Value,
    Values,
    not_number,
)


@attrs.frozen
class ReduceCommand:
    """`mode` is Grafana's: "" (strict), dropNN or replaceNN (by `replacement`)."""

    input: str
    reducer: Reducer
    mode: str = ""
    replacement: float = 0.0

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.input,)

    def execute(self, inputs: Mapping[str, Values]) -> Values:
        return tuple(reduced for value in inputs[self.input] for reduced in self._reduce(value))

    def _reduce(self, value: Value) -> Values:
        if isinstance(value, Series):
            kept = [each for point in value.values for each in self._kept(point)]
            return (Number(self._result(self.reducer(kept)), value.labels),)
        if isinstance(value, Number):
            return tuple(Number(each, value.labels) for each in self._kept(value.value))
        if isinstance(value, NoData):
            return (value,)
        raise StepError(f"can only reduce type series, got type {value.type}")

    def _kept(self, value: Float) -> tuple[Float, ...]:
        """The value as the mode lets it through: as it is, replaced, or not at all."""
        if not self.mode or not not_number(value):
            return (value,)
        return (self.replacement,) if self.mode == "replaceNN" else ()

    def _result(self, value: Float) -> Float:
        """The modes deal with a result that is NaN (of no values) as with a value."""
        if not self.mode or value is None or not math.isnan(value):
            return value
        return self.replacement if self.mode == "replaceNN" else None


def reduce_command(model: Mapping[str, Any]) -> ReduceCommand:
    """The command of an expression's model. Raises StepError for what Grafana does not take."""
    name = str(model.get("reducer", "")).lower()
    if name not in REDUCERS:
        raise StepError(f"reduction {name} not implemented")
    settings = model.get("settings") or {}
    mode = settings.get("mode") or ""
    if mode not in {"", "dropNN", "replaceNN"}:
        raise StepError(f"reducer mode '{mode}' is not supported. Supported only: [dropNN,replaceNN]")
    if mode == "replaceNN" and "replaceWithValue" not in settings:
        raise StepError("setting replaceWithValue must be specified when mode is 'replaceNN'")
    return ReduceCommand(
        str(model.get("expression", "")).removeprefix("$"),
        REDUCERS[name],
        mode,
        float(settings.get("replaceWithValue") or 0.0),
    )
