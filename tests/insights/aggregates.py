"""The functions of `stats`, from what AWS says of each ("stats", "Functions to use with stats")."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tests.insights.values import Value, natural, number, text

Row = dict[str, Value]
Aggregate = Callable[..., Value]
"""Of the values of an expression in the rows of a group, those rows, and the other arguments' values."""


def present(values: Sequence[Value]) -> list[Value]:
    return [value for value in values if text(value) is not None]


def numbers(values: Sequence[Value]) -> list[float]:
    return [found for value in values if (found := number(value)) is not None]


def of_numbers(function: Callable[[list[float]], Value], least: int = 1) -> Aggregate:
    """An aggregate of what looks like a number; absent where that is fewer than `least`."""

    def aggregate(values: Sequence[Value], _: Sequence[Row]) -> Value:
        found = numbers(values)
        return function(found) if len(found) >= least else None

    return aggregate


def percentile(values: Sequence[Value], _: Sequence[Row], percent: Value) -> Value:
    """Between the two values that are nearest to that share of the others, in proportion."""
    found, share = sorted(numbers(values)), number(percent)
    if not found or share is None:
        return None
    place = (len(found) - 1) * share / 100
    below, above = found[math.floor(place)], found[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def extreme(pick: Callable[..., Value]) -> Aggregate:
    """The least or greatest number or moment; of texts where nothing is or looks like one."""

    def aggregate(values: Sequence[Value], _: Sequence[Row]) -> Value:
        moments = [value for value in values if isinstance(value, datetime)]
        return pick(moments or numbers(values) or map(text, present(values)), default=None)

    return aggregate


def in_time(pick: Callable[..., int]) -> Aggregate:
    """The value in the event with the least or greatest @timestamp; @ptr is in the order of arrival."""

    def aggregate(values: Sequence[Value], rows: Sequence[Row]) -> Value:
        def place(index: int) -> tuple[Value, Value]:
            return rows[index]["@timestamp"], rows[index]["@ptr"]

        return values[pick(range(len(rows)), key=place)] if rows else None

    return aggregate


def in_order(pick: Callable[..., Value]) -> Aggregate:
    return lambda values, _: pick(present(values), key=natural, default=None)


AGGREGATES: Mapping[str, Aggregate] = {
    "count": lambda values, _: len(present(values)),
    "count_distinct": lambda values, _: len({text(value) for value in present(values)}),
    "sum": of_numbers(math.fsum),
    "avg": of_numbers(statistics.fmean),
    "min": extreme(min),
    "max": extreme(max),
    "stddev": of_numbers(statistics.stdev, least=2),
    "variance": of_numbers(statistics.variance, least=2),
    "median": lambda values, rows: percentile(values, rows, 50),
    "pct": percentile,
    "percentile": percentile,
    "earliest": in_time(min),
    "latest": in_time(max),
    "sortsfirst": in_order(min),
    "sortslast": in_order(max),
}
