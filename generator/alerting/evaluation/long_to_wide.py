"""Series told apart by text, made into one column each.

Source: grafana-plugin-sdk-go, data.LongToWide.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from generator.alerting.evaluation.fill import Fill
from generator.alerting.evaluation.frames import Cell, Field, Frame
from generator.alerting.evaluation.values import StepError

Key = tuple[int, tuple[str, ...]]
"""A value column of the long frame, and the texts that tell the series apart."""


def long_to_wide(frame: Frame, fill: Fill | None) -> Frame:
    """The frame with a row for each moment and a column for each value and combination of texts.

    Where a moment lacks a series its cell is null, or as `fill` says. Raises StepError for rows that are
    not in order of time, and for one without a time.
    """
    times: list[datetime] = []
    columns: dict[Key, list[Cell]] = {}
    time_index = frame.time_index or 0
    for row in range(frame.rows):
        moment = frame.fields[time_index].values[row]
        if not isinstance(moment, datetime):
            raise StepError(
                "unable to process the data to wide series because input has null time values, "
                "make sure all time values are not null"
            )
        if times and moment < times[-1]:
            raise StepError(
                "unable to process the data because it is not sorted in ascending order by time, "
                "please updated your query to sort the data by time if possible"
            )
        if not times or moment > times[-1]:
            for cells in columns.values():
                cells.append(_gap(fill, cells))
            times.append(moment)
        texts = tuple(_text(frame.fields[index].values[row]) for index in frame.factor_indices)
        for index in frame.value_indices:
            if (index, texts) not in columns:
                columns[index, texts] = [*[_gap(fill, [])] * (len(times) - 1), None]
            columns[index, texts][-1] = frame.fields[index].values[row]
    return Frame((Field(frame.fields[time_index].name, "time", tuple(times)), *_sorted(frame, columns)))


def _sorted(frame: Frame, columns: Mapping[Key, list[Cell]]) -> list[Field]:
    names = [frame.fields[index].name for index in frame.factor_indices]
    fields = [
        Field(
            frame.fields[index].name,
            frame.fields[index].kind,
            tuple(cells),
            dict(zip(names, texts, strict=True)),
        )
        for (index, texts), cells in columns.items()
    ]
    return sorted(fields, key=lambda field: (field.name, *field.labels.values()))


def _gap(fill: Fill | None, before: list[Cell]) -> Cell:
    return None if fill is None else fill.value_for(before[-1] if before else None)


def _text(cell: Cell) -> str:
    """A label's value: that of NULL is empty."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
