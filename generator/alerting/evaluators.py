"""Comparisons of a number with one limit or two."""

from __future__ import annotations

import math
from typing import Any

import attrs

from generator.mistakes import mistake
from generator.words import one_of

COMPARISONS = {
    ">": "gt",
    "<": "lt",
    "==": "eq",
    "!=": "ne",
    ">=": "gte",
    "<=": "lte",
    "within": "within_range",
    "outside": "outside_range",
    "within_included": "within_range_included",
    "outside_included": "outside_range_included",
}
"""Grafana's names, by those that an author writes."""

RANGES = frozenset(name for name in COMPARISONS.values() if "_range" in name)


@attrs.frozen
class Evaluator:
    """A comparison: `type` is Grafana's name for it, `params` are one number, or a range's two."""

    type: str
    params: tuple[float, ...]

    def to_json_data(self) -> dict[str, Any]:
        return {"type": self.type, "params": list(self.params)}


def evaluator(comparison: str, *numbers: float) -> Evaluator:
    """The comparison with its numbers. Raises LogloomError for an unknown one and for too few or too many."""
    one_of(comparison, (*COMPARISONS, *COMPARISONS.values()), "comparison")
    name = COMPARISONS.get(comparison, comparison)
    wanted = 2 if name in RANGES else 1
    if len(numbers) != wanted or not all(map(is_number, numbers)):
        given = ", ".join(repr(each)[:40] for each in numbers) or "none"
        raise mistake(f"{comparison} takes {wanted} number{'s' * (wanted > 1)}, not {given}")
    if wanted == 2 and numbers[0] > numbers[1]:
        raise mistake(
            f"the range from {numbers[0]} to {numbers[1]} is empty", "write the smaller number first"
        )
    return Evaluator(name, numbers)


def is_number(value: object) -> bool:
    """Whether JSON can hold it, and Go read it: one of 64 bits."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False
