"""The numbers that a value may be: arithmetic on intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import product

import attrs


@attrs.frozen
class Interval:
    """All numbers from `low` to `high`, both included. What is not known to have an end has none."""

    low: float = -math.inf
    high: float = math.inf

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return _hull(_product(a, b) for a, b in product((self.low, self.high), (other.low, other.high)))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low < 0 < other.high:
            return ANYTHING
        # Where the divisor may be 0 the quotient has no end on the side it grows to.
        inverse = Interval(_inverse(other.high, -math.inf), _inverse(other.low, math.inf))
        return self * inverse

    def __or__(self, other: Interval) -> Interval:
        """What either of the two may be."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def mapped(self, function: Callable[[float], float]) -> Interval:
        """The values of a function that never falls."""
        return Interval(function(self.low), function(self.high))

    def absolute(self) -> Interval:
        if self.low >= 0:
            return self
        return Interval(max(0.0, -self.high), max(-self.low, self.high))

    def __str__(self) -> str:
        if self.low == self.high:
            return f"always {self.low:g}"
        if self.high == math.inf:
            return f"{self.low:g} or more"
        if self.low == -math.inf:
            return f"{self.high:g} or less"
        return f"between {self.low:g} and {self.high:g}"


ANYTHING = Interval()
COUNT = Interval(0)
SHARE = Interval(0, 1)


def exactly(number: float) -> Interval:
    return Interval(number, number)


def _hull(numbers: Iterable[float]) -> Interval:
    listed = list(numbers)
    return Interval(min(listed), max(listed))


def _product(a: float, b: float) -> float:
    """0 times whatever is 0, also where the other end is open."""
    return 0.0 if not a or not b else a * b


def _inverse(number: float, without_end: float) -> float:
    return 1 / number if number else without_end
