"""The expression `resample`: series on a regular grid over the expression's own time range.

Source: grafana pkg/expr/mathexp/resample.go. A grid point takes the values since the one before it:
several by the downsampler, none by the upsampler.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from generator.alerting.evaluation.reducers import DOWNSAMPLERS
from generator.alerting.evaluation.values import Float, NoData, Point, Series, StepError, Values
from generator.languages.grafana.gotime import EPOCH, parse_interval

UPSAMPLERS = ("pad", "backfilling", "fillna")


@attrs.frozen
class ResampleCommand:
    """`begin` and `end` are how long before an evaluation the grid starts and ends."""

    input: str
    window: timedelta
    downsampler: str
    upsampler: str
    begin: timedelta
    end: timedelta

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.input,)

    def execute(self, inputs: Mapping[str, Values], now: datetime) -> Values:
        resampled: list[Series | NoData] = []
        for value in inputs[self.input]:
            if isinstance(value, NoData):
                return (*resampled, value)
            if not isinstance(value, Series):
                raise StepError(f"can only resample type series, got type {value.type}")
            resampled.append(self._resample(value, now))
        return tuple(resampled)

    def _resample(self, series: Series, now: datetime) -> Series:
        start, end = now - self.begin, now - self.end
        if end - start < self.window:
            raise StepError(
                "the series cannot be sampled further; the time range is shorter than the interval"
            )
        points: list[Point] = []
        used = 0
        last: Float = None
        moment = start
        while moment <= end:
            fresh: list[Float] = []
            while used < len(series.points) and series.points[used][0] <= moment:
                last = series.points[used][1]
                fresh.append(last)
                used += 1
            following = series.points[used][1] if used < len(series.points) else None
            points.append((moment, self._value(fresh, last, following)))
            moment += self.window
        return Series(tuple(points), series.labels)

    def _value(self, fresh: list[Float], last: Float, following: Float) -> Float:
        if len(fresh) == 1:
            return fresh[0]
        if fresh:
            if self.downsampler not in DOWNSAMPLERS:
                raise StepError(f"downsampling {self.downsampler} not implemented")
            return DOWNSAMPLERS[self.downsampler](fresh)
        if self.upsampler not in UPSAMPLERS:
            raise StepError(f"upsampling {self.upsampler} not implemented")
        return {"pad": last, "backfilling": following, "fillna": None}[self.upsampler]


def resample_command(model: Mapping[str, Any], begin: timedelta, end: timedelta) -> ResampleCommand:
    """The command of an expression's model and its relative time range. Raises StepError as Grafana does."""
    text = str(model.get("window", ""))
    try:
        window = timedelta(microseconds=parse_interval(text, EPOCH) // 1000)
    except ValueError:
        raise StepError(f'failed to parse resample "window" duration field "{text}"') from None
    if window <= timedelta():
        raise StepError(f"the window {text} of a resampling is no length of time")
    return ResampleCommand(
        str(model.get("expression", "")).removeprefix("$"),
        window,
        str(model.get("downsampler", "")),
        str(model.get("upsampler", "")),
        begin,
        end,
    )
