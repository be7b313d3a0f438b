"""The third argument of `$__timeGroup`: what stands where a bucket has no rows.

Source: SetupFillmode in Grafana's sqleng, ResampleWideFrame of grafana-plugin-sdk-go; recorded 705, 706.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import attrs

from generator.alerting.evaluation.frames import Cell, Frame
from generator.languages.grafana.gotime import EPOCH, NANOSECONDS, parse_interval
from generator.languages.grafana.model import TimeRange
from generator.languages.grafana_sql.macros import MACRO, split_arguments

_SECOND = timedelta(seconds=1)
_GROUPS = frozenset(["__timeGroup", "__timeGroupAlias", "__unixEpochGroup", "__unixEpochGroupAlias"])


@attrs.frozen
class Fill:
    """`value` counts in the mode of that name. `interval` is the width of a bucket."""

    mode: Literal["null", "previous", "value"]
    interval: timedelta
    value: float = 0.0

    def value_for(self, before: Cell) -> Cell:
        """What fills a gap behind `before`."""
        return {"null": None, "previous": before, "value": self.value}[self.mode]


def fill_of(text: str, now: datetime) -> Fill | None:
    """The fill that a query's text asks for, before its macros are expanded: the last one counts."""
    found = None
    for match in MACRO.finditer(text):
        arguments = [argument.text for argument in split_arguments(text, match.start(2), match.end(2))]
        if match[1] in _GROUPS and len(arguments) == 3:
            nanoseconds = parse_interval(arguments[1].strip("'"), now)
            found = _fill(arguments[2], timedelta(seconds=nanoseconds / NANOSECONDS["s"]))
    return found


def _fill(argument: str, interval: timedelta) -> Fill:
    if argument == "NULL":
        return Fill("null", interval)
    if argument == "previous":
        return Fill("previous", interval)
    value = float.fromhex(argument) if "x" in argument.lower() else float(argument)
    return Fill("value", interval, value)


def fill_gaps(frame: Frame, fill: Fill, time_range: TimeRange) -> Frame:
    """The wide frame with one row a bucket over the whole range, the last row of each bucket counting.

    A frame that is no time series, or has a row without a time, stays as it is.
    """
    times = [cell for cell in frame.fields[frame.time_index or 0].values if isinstance(cell, datetime)]
    if frame.shape == "not" or len(times) < frame.rows or not fill.interval:
        return frame
    moment = _aligned(time_range.start, fill.interval)
    rows: list[tuple[datetime, int | None, int]] = []
    last = -1
    while moment <= time_range.end:
        row, inside = last + 1 if last > 0 else 0, None
        while row < len(times) and times[row] <= moment:
            if times[row] > moment - fill.interval:
                inside = row
            last = row
            row += 1
        rows.append((moment, inside, last))
        moment += fill.interval
    filled = []
    for index, field in enumerate(frame.fields):
        if index == frame.time_index:
            cells: tuple[Cell, ...] = tuple(moment for moment, _, _ in rows)
        else:
            cells = tuple(
                field.values[inside]
                if inside is not None
                else fill.value_for(field.values[last] if last >= 0 else None)
                for _, inside, last in rows
            )
        filled.append(attrs.evolve(field, values=cells))
    return Frame(tuple(filled))


def _aligned(start: datetime, interval: timedelta) -> datetime:
    """The start of the range on the grid; Grafana counts in whole seconds here."""
    seconds, width = (start - EPOCH) // _SECOND, interval // _SECOND
    return EPOCH + (seconds // width * width if width else seconds) * _SECOND
