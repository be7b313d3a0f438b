"""From the rows of a Logs Insights query to the frames that Grafana's CloudWatch datasource makes for a rule.

Source: `logsResultsToDataframes` and `groupResults` of `log_query.go`. On the wire every value is text, and a
field that a record lacks is not there. A column is typed by its first value: a time, text where the query is
grouped by it, a number, else text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import attrs

from generator.alerting.evaluation.frames import Cell, Field, Frame
from generator.alerting.evaluation.gofloat import plain

_NUMBER = re.compile(
    r"[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)", re.IGNORECASE | re.ASCII
)
"""What Go's ParseFloat takes, but for hexadecimal numbers."""

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def insights_frames(frame: Frame, groups: Sequence[str]) -> tuple[Frame, ...]:
    """The frames: one, or one for each group of texts where the query is grouped."""
    kept = [row for row in range(frame.rows) if not _is_empty(frame, row)]
    fields = [_typed(_picked(field, kept), field.name in groups) for field in frame.fields]
    found = _by_time(
        Frame(tuple(field for field in fields if any(cell is not None for cell in field.values)))
    )
    return _grouped(found, groups) if groups and found.fields else (found,)


def _is_empty(frame: Frame, row: int) -> bool:
    """A row without a value, or with nothing but a time."""
    given = [field for field in frame.fields if field.values[row] is not None]
    return not given or (len(given) == 1 and given[0].kind == "time")


def _picked(field: Field, rows: Sequence[int]) -> Field:
    return attrs.evolve(field, values=tuple(field.values[row] for row in rows))


def _typed(field: Field, is_group: bool) -> Field:
    if field.kind == "time":
        return field
    texts = tuple(None if cell is None else _text(cell) for cell in field.values)
    given = [text for text in texts if text is not None]
    # Where the first is a number and a later one is none, all become text again.
    if is_group or not all(_NUMBER.fullmatch(text) for text in given):
        return attrs.evolve(field, kind="string", values=texts)
    return attrs.evolve(
        field, kind="number", values=tuple(None if text is None else float(text) for text in texts)
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return plain(cell) if isinstance(cell, float) else str(cell)


def _by_time(frame: Frame) -> Frame:
    if frame.time_index is None:
        return frame
    times = frame.fields[frame.time_index].values
    order = sorted(
        range(frame.rows), key=lambda row: moment if isinstance(moment := times[row], datetime) else _EARLIEST
    )
    return Frame(tuple(_picked(field, order) for field in frame.fields))


def _grouped(frame: Frame, groups: Sequence[str]) -> tuple[Frame, ...]:
    """A frame for each combination of texts, which become the labels of all that is no time."""
    keys = [field for field in frame.fields if field.name in groups and field.kind == "string"]
    rows: dict[str, list[int]] = {}
    for row in range(frame.rows):
        # Joined as Grafana joins them: "a" and "bc" is "ab" and "c".
        rows.setdefault("".join(str(key.values[row] or "") for key in keys), []).append(row)
    rest = [field for field in frame.fields if field not in keys]
    return tuple(
        Frame(tuple(_labelled(_picked(field, picked), _labels(keys, picked[0])) for field in rest))
        for picked in rows.values()
    )


def _labels(keys: Sequence[Field], row: int) -> Mapping[str, str]:
    return {key.name: str(key.values[row]) for key in keys if key.values[row] is not None}


def _labelled(field: Field, labels: Mapping[str, str]) -> Field:
    return field if field.kind == "time" else attrs.evolve(field, labels=labels)
