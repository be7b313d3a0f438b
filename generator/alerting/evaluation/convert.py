"""From a frame to what expressions work on: numbers, series, or no data.

Source: grafana pkg/expr/converter.go; recorded 661. A table is numbers where exactly one column is a
number and all others are text; whatever else has no column of times is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from generator.alerting.evaluation.frames import Cell, Field, Frame
from generator.alerting.evaluation.values import NoData, Number, Point, Series, StepError, Values


def converted(frames: Sequence[Frame]) -> Values:
    """The values of all frames. Raises StepError for frames that Grafana cannot read.

    A table of numbers is read where it is the only frame.
    """
    if len(frames) == 1:
        if not frames[0].fields:
            return (NoData(),)
        if frames[0].shape == "not" and _is_number_table(frames[0]):
            return _numbers(frames[0])
    return tuple(value for frame in frames for value in _all_series(frame)) or (NoData(),)


def _all_series(frame: Frame) -> Values:
    if frame.shape != "wide":
        raise StepError(f"input data must be a wide series but got type {frame.shape} (input refid)")
    values = frame.value_indices
    if len(values) == 1 and len(frame.fields) != 2:
        raise StepError(f"frame must have exactly two fields to be a series, has {len(frame.fields)}")
    return tuple(_series(frame, frame.fields[index]) for index in values)


def _is_number_table(frame: Frame) -> bool:
    kinds = [field.kind for field in frame.fields]
    return kinds.count("number") == 1 and kinds.count("number") + kinds.count("string") == len(kinds)


def _numbers(frame: Frame) -> Values:
    """A number a row, the texts as its labels. A NULL is NaN here, and fires: recorded."""
    texts = [field for field in frame.fields if field.kind == "string"]
    number = next(field for field in frame.fields if field.kind == "number")
    return tuple(
        Number(
            float(cell) if isinstance(cell, float) else math.nan,
            {field.name: str(field.values[row] or "") for field in texts},
        )
        for row, cell in enumerate(number.values)
    )


def _series(frame: Frame, field: Field) -> Series:
    if field.kind != "number":
        raise StepError("no float64 value column found in frame ")
    times = frame.fields[frame.time_index or 0].values
    return Series(
        tuple(_point(time, value) for time, value in zip(times, field.values, strict=True)), field.labels
    )


def _point(time: Cell, value: Cell) -> Point:
    if not isinstance(time, datetime):
        raise StepError("time series with null time stamps are not supported")
    return time, value if isinstance(value, float) else None
