"""Arithmetic on intervals: whatever two numbers give, the intervals that they are in say so."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.alert_flow import ALWAYS, NEVER, passes
from generator.checks.interval import Interval

NUMBERS = st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 3))
ENDS = st.one_of(NUMBERS, st.sampled_from([-math.inf, 0.0, 1.0, math.inf]))


@st.composite
def numbers_in_intervals(draw: st.DrawFn) -> tuple[float, Interval]:
    number = draw(NUMBERS)
    low, high = draw(ENDS), draw(ENDS)
    return number, Interval(min(low, number), max(high, number))


OPERATIONS: list[Callable[..., object]] = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=["+", "-", "*", "/"])
@given(left=numbers_in_intervals(), right=numbers_in_intervals())
def test_a_result_is_in_the_interval_of_the_results(
    operation: Callable[..., object], left: tuple[float, Interval], right: tuple[float, Interval]
) -> None:
    try:
        number = operation(left[0], right[0])
    except ZeroDivisionError:
        return
    found = operation(left[1], right[1])
    assert isinstance(number, float)
    assert isinstance(found, Interval)
    slack = 1e-9 * (1 + abs(number))
    assert found.low - slack <= number <= found.high + slack


@given(numbers_in_intervals())
def test_absolute_and_negative(value: tuple[float, Interval]) -> None:
    number, interval = value
    assert interval.absolute().holds(abs(number))
    assert (-interval).holds(-number)


HOLDS: dict[str, Callable[[float, float, float], bool]] = {
    "gt": lambda value, first, _: value > first,
    "lt": lambda value, first, _: value < first,
    "gte": lambda value, first, _: value >= first,
    "lte": lambda value, first, _: value <= first,
    "eq": lambda value, first, _: value == first,
    "ne": lambda value, first, _: value != first,
    "within_range": lambda value, first, last: first < value < last,
    "outside_range": lambda value, first, last: value < first or value > last,
    "within_range_included": lambda value, first, last: first <= value <= last,
    "outside_range_included": lambda value, first, last: value <= first or value >= last,
}


@given(
    value=numbers_in_intervals(),
    limits=st.tuples(NUMBERS, NUMBERS).map(sorted),
    name=st.sampled_from(sorted(HOLDS)),
)
def test_what_never_passes_does_not_and_what_always_passes_does(
    value: tuple[float, Interval], limits: list[float], name: str
) -> None:
    from generator.alerting.evaluators import Evaluator

    number, interval = value
    passed = HOLDS[name](number, limits[0], limits[1])
    found = passes(Evaluator(name, (limits[0], limits[1])), interval)
    assert found != (NEVER if passed else ALWAYS)
