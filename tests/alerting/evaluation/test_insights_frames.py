"""Frames of CloudWatch's datasource: typed by the first value, parted by the groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from generator.alerting.evaluation.convert import converted
from generator.alerting.evaluation.frames import Cell, Field, Frame, Kind
from generator.alerting.evaluation.insights_frames import insights_frames
from generator.alerting.evaluation.values import NoData, Number, Series, StepError

FIRST = datetime(2026, 1, 15, 10, tzinfo=UTC)
SECOND = FIRST + timedelta(minutes=5)


def field(name: str, kind: Kind, *values: Cell) -> Field:
    return Field(name, kind, values)


TIMES = field("bin(5m)", "time", SECOND, FIRST, FIRST)
CATEGORIES = field("category", "string", "auth", "agent", "auth")
COUNTS = field("n", "number", 3.0, 2.0, 1.0)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (("1", "2.5", "-3e2"), "number", (1.0, 2.5, -300.0)),
        (("12", None, "7"), "number", (12.0, None, 7.0)),
        (("12", "many"), "string", ("12", "many")),
        (("many", "12"), "string", ("many", "12")),
        ((2.0, 2.5), "number", (2.0, 2.5)),
        ((True, False), "number", (1.0, 0.0)),
    ],
)
def test_a_column_is_typed_by_what_its_values_look_like(
    values: Sequence[Cell], kind: Kind, expected: Sequence[Cell]
) -> None:
    stored: Kind = "number" if isinstance(values[0], float) else "bool" if values[0] is True else "string"
    beside = field("n", "number", *range(len(values)))
    (frame,) = insights_frames(Frame((field("x", stored, *values), beside)), ())
    assert (frame.fields[0].kind, frame.fields[0].values) == (kind, tuple(expected))


def test_a_group_is_text_whatever_it_looks_like() -> None:
    frame = Frame(
        (field("bin(5m)", "time", FIRST), field("user_id", "number", 42.0), field("n", "number", 1.0))
    )
    (found,) = insights_frames(frame, ("bin(5m)", "user_id"))
    assert [each.name for each in found.fields] == ["bin(5m)", "n"]
    assert found.fields[1].labels == {"user_id": "42"}


def test_a_series_for_each_group_sorted_by_time() -> None:
    frames = insights_frames(Frame((TIMES, CATEGORIES, COUNTS)), ("bin(5m)", "category"))
    assert converted(frames) == (
        Series(((FIRST, 2.0),), {"category": "agent"}),
        Series(((FIRST, 1.0), (SECOND, 3.0)), {"category": "auth"}),
    )


def test_text_that_is_no_group_is_in_the_way_of_a_series() -> None:
    with pytest.raises(StepError, match="wide series but got type long"):
        converted(insights_frames(Frame((TIMES, CATEGORIES, COUNTS)), ()))


def test_without_a_time_a_table_is_read_only_ungrouped() -> None:
    frame = Frame((field("category", "string", "agent", "auth"), field("n", "number", 2.0, 1.0)))
    assert converted(insights_frames(frame, ())) == (
        Number(2.0, {"category": "agent"}),
        Number(1.0, {"category": "auth"}),
    )
    with pytest.raises(StepError, match="wide series but got type not"):
        converted(insights_frames(frame, ("category",)))


@pytest.mark.parametrize(
    "frame",
    [
        Frame(),
        Frame((field("n", "number"),)),
        Frame((field("n", "number", None),)),
        Frame((field("bin(5m)", "time", FIRST), field("n", "number", None))),
    ],
    ids=["no columns", "no rows", "an empty row", "a row with nothing but a time"],
)
def test_rows_without_a_value_are_no_data(frame: Frame) -> None:
    assert converted(insights_frames(frame, ("bin(5m)",))) == (NoData(),)


def test_what_no_record_has_is_no_column() -> None:
    (frame,) = insights_frames(Frame((field("a", "string", None, None), field("n", "number", 1.0, 2.0))), ())
    assert [each.name for each in frame.fields] == ["n"]


def test_groups_whose_texts_join_to_one_are_one() -> None:
    """As Grafana joins them: without anything in between."""
    one, other = field("a", "string", "x", "xy"), field("b", "string", "yz", "z")
    frame = Frame((field("t", "time", FIRST, SECOND), one, other, field("n", "number", 1.0, 2.0)))
    (found,) = insights_frames(frame, ("t", "a", "b"))
    assert found.fields[1].labels == {"a": "x", "b": "yz"}
