"""Reducers: one number of many.

Source: grafana pkg/expr/mathexp/reduce.go. A null or a NaN among the values makes all but `count` and
`last` NaN; of no values at all the sum and the count are 0, and the rest is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from generator.alerting.evaluation.values import Float, divide

Reducer = Callable[[Sequence[Float]], Float]


def _of_numbers(reduce: Callable[[Sequence[float]], float]) -> Reducer:
    """A reducer that a null or a NaN spoils."""

    def reduced(values: Sequence[Float]) -> Float:
        numbers = [value for value in values if value is not None and not math.isnan(value)]
        return reduce(numbers) if len(numbers) == len(values) else math.nan

    return reduced


def _or_nan(reduce: Callable[[Sequence[float]], float]) -> Callable[[Sequence[float]], float]:
    return lambda numbers: reduce(numbers) if numbers else math.nan


def _sum(numbers: Sequence[float]) -> float:
    """In order, as Grafana adds: Python's own sum is more exact."""
    total = 0.0
    for number in numbers:
        total += number
    return total


REDUCERS: Mapping[str, Reducer] = {
    "sum": _of_numbers(_sum),
    "mean": _of_numbers(lambda numbers: divide(_sum(numbers), len(numbers))),
    "min": _of_numbers(_or_nan(min)),
    "max": _of_numbers(_or_nan(max)),
    "count": lambda values: float(len(values)),
    "last": lambda values: values[-1] if values else math.nan,
    "median": _of_numbers(_or_nan(median)),
}

DOWNSAMPLERS: Mapping[str, Reducer] = {
    name: reducer for name, reducer in REDUCERS.items() if name not in {"count", "median"}
}
"""Those that resampling takes."""
