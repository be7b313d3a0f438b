"""From the rows of a query to the frame that Grafana's PostgreSQL datasource returns.

Source: pkg/tsdb/grafana-postgresql-datasource/sqleng of Grafana 12.2, recorded 701-708, 713-716, 731 and 737.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from generator.alerting.evaluation.fill import Fill, fill_gaps
from generator.alerting.evaluation.frames import Cell, Field, Frame
from generator.alerting.evaluation.long_to_wide import long_to_wide
from generator.alerting.evaluation.values import StepError
from generator.languages.grafana.gotime import EPOCH
from generator.languages.grafana.model import TimeRange
from generator.queries.moments import from_epoch

TIME_COLUMN = "time"
METRIC_COLUMN = "metric"
_MILLISECOND = timedelta(milliseconds=1)


def formatted(frame: Frame, format_: str, time_range: TimeRange, fill: Fill | None) -> Frame:
    """The frame in the format that a query asks for; without rows it has no fields, whatever the fill.

    Raises StepError for what Grafana cannot make a time series of.
    """
    if not frame.rows:
        return Frame()
    names = [field.name for field in frame.fields]
    frame = Frame(tuple(_as_time(field) if field.name == TIME_COLUMN else field for field in frame.fields))
    if format_ == "table":
        return frame
    if format_ != "time_series":
        raise StepError(f'Unrecognized query model format: "{format_}"')
    if TIME_COLUMN not in names:
        raise StepError(
            "db has no time column: time column is missing; make sure your data includes a time column for "
            "time series format or switch to a table format that doesn't require it"
        )
    time_index = names.index(TIME_COLUMN)
    frame = Frame(
        tuple(
            attrs.evolve(field, name="Time") if index == time_index else _as_number(field)
            for index, field in enumerate(frame.fields)
        )
    )
    if frame.shape == "long":
        frame = _wide(frame, fill)
    return frame if fill is None else fill_gaps(frame, fill, time_range)


def _wide(frame: Frame, fill: Fill | None) -> Frame:
    """Series as columns. A lone text column called `metric` names them, and is no label any more."""
    try:
        wide = long_to_wide(frame, fill)
    except StepError as error:
        raise StepError(
            f"failed to convert long to wide series when converting from dataframe: {error.message}"
        ) from None
    if len(frame.fields) != 3:
        return wide
    return Frame(
        tuple(
            attrs.evolve(field, name=field.labels[METRIC_COLUMN], labels={})
            if list(field.labels) == [METRIC_COLUMN]
            else field
            for field in wide.fields
        )
    )


def _as_time(field: Field) -> Field:
    """A column called `time` with its numbers as moments, to the millisecond."""
    if field.kind == "time":
        return field
    if field.kind != "number":
        raise StepError(
            "converting time columns failed: failed to convert time column: "
            "unable to convert data to a time field"
        )
    return attrs.evolve(field, kind="time", values=tuple(_moment(cell) for cell in field.values))


def _moment(cell: Cell) -> datetime | None:
    number = _number(cell)
    if number is None:
        return None
    moment = from_epoch(number)
    if moment is None:
        raise StepError(f"converting time columns failed: {cell} is no moment")
    return EPOCH + (moment - EPOCH) // _MILLISECOND * _MILLISECOND


def _as_number(field: Field) -> Field:
    """A value column as numbers: truth is 1 and 0, a second time is milliseconds; text stays."""
    if field.kind in {"number", "string"}:
        return field
    return attrs.evolve(field, kind="number", values=tuple(_number(cell) for cell in field.values))


def _number(cell: Cell) -> float | None:
    if isinstance(cell, datetime):
        return float((cell - EPOCH) // _MILLISECOND)
    return None if cell is None else float(cell)
