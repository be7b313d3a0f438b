"""Random numbers that are the same on every Python and platform for a seed.

Python promises this for `Random.random()` alone, so everything here is made from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")

STEPS = 4096
"""How finely distributions are cut: a draw is one look-up in a table of so many quantiles."""


def log_normal(sigma: float) -> tuple[float, ...]:
    """The quantiles of a log-normal distribution with median 1."""
    normal = NormalDist()
    return tuple(math.exp(sigma * normal.inv_cdf((step + 0.5) / STEPS)) for step in range(STEPS))


def weighted(weights: Mapping[T, float]) -> tuple[T, ...]:
    """The keys, each as often as its weight says; one that has any weight is there at least once."""
    total = sum(weights.values())
    return tuple(
        key
        for key, weight in weights.items()
        if weight > 0
        for _ in range(max(1, round(STEPS * weight / total)))
    )


class Chance:
    """Draws from one seeded sequence."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random  # noqa: S311 - sample data, nothing secret

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int((high - low + 1) * self.random())

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(len(choices) * self.random())]

    def hexadecimal(self, digits: int) -> str:
        """So many hexadecimal digits, the last of them never 0: a trace id must not be all zeros."""
        drawn = "".join(f"{int(self.random() * 2**52):013x}" for _ in range(-(-digits // 13)))[:digits]
        return drawn if drawn[-1] != "0" else drawn[:-1] + "1"
