"""Series out of rows, held to what grafana-plugin-sdk-go itself made of the same rows.

sdk_frames.json was written by data.LongToWide and sqlutil.ResampleWideFrame of its version 0.277.1.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.alerting.evaluation.fill import Fill, fill_gaps
from generator.alerting.evaluation.frames import Cell, Field, Frame, Kind
from generator.alerting.evaluation.long_to_wide import long_to_wide
from generator.alerting.evaluation.values import StepError
from generator.languages.grafana.model import TimeRange

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "sdk_frames.json").read_text())


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _kind(name: str) -> Kind:
    return "time" if name == "Time" else "string" if name.startswith("s") else "number"


def _frame(case: dict[str, Any]) -> Frame:
    fields = []
    for index, name in enumerate(case["columns"]):
        cells = [row[index] for row in case["rows"]]
        if name == "Time":
            cells = [None if cell is None else _moment(cell) for cell in cells]
        fields.append(Field(name, _kind(name), tuple(cells)))
    return Frame(tuple(fields))


def _plain(cell: Cell) -> Cell:
    return cell.timestamp() if isinstance(cell, datetime) else cell


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_series_are_those_of_the_sdk(case: dict[str, Any]) -> None:
    frame = _frame(case)
    fill = Fill(case["fill"], timedelta(seconds=case["interval"]), case["value"]) if case["fill"] else None
    if "error" in case["frame"]:
        with pytest.raises(StepError) as caught:
            long_to_wide(frame, fill)
        assert caught.value.message == case["frame"]["error"]
        return
    if frame.shape == "long":
        frame = long_to_wide(frame, fill)
    if fill is not None:
        frame = fill_gaps(frame, fill, TimeRange(_moment(case["from"]), _moment(case["to"])))
    made = [
        {"name": field.name, "labels": dict(field.labels), "values": [_plain(cell) for cell in field.values]}
        for field in frame.fields
    ]
    assert made == case["frame"]


def test_the_cases_are_of_each_kind() -> None:
    fills = {case["fill"] for case in CASES}
    failed = {case["frame"]["error"].split(",")[0] for case in CASES if isinstance(case["frame"], dict)}
    assert fills == {"", "null", "previous", "value"}
    assert len(failed) == 2
