"""Whether two answers are the same, whatever types carry their values."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.insights.values import is_structure, millis, number

TOLERANCE = 1e-9


def same(left: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> bool:
    """Whether rows agree in their order."""
    return len(left) == len(right) and all(
        all(map(same_value, row, other)) for row, other in zip(left, right, strict=True)
    )


def same_in_any_order(left: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> bool:
    """Whether rows agree as multisets."""
    if len(left) != len(right):
        return False
    if same(sorted(left, key=_order), sorted(right, key=_order)):
        return True
    # Numbers that are nearly equal may have come to stand in another order.
    others = list(right)
    for row in left:
        found = next((i for i, other in enumerate(others) if all(map(same_value, row, other))), None)
        if found is None:
            return False
        del others[found]
    return True


def same_value(left: Any, right: Any) -> bool:
    """A text is a number that it looks like where the other side is one; a truth is 1 or 0."""
    left, right = plain(left), plain(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or (
            left[:1] in _OPENING and right[:1] in _OPENING and _json(left) == _json(right)
        )
    if left is None or right is None:
        return left is right
    a, b = number(left), number(right)
    if a is None or b is None:
        return False
    if a == int(a) and b == int(b) and max(abs(a), abs(b)) < 2**53:  # counts and milliseconds are exact
        return a == b
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def plain(value: Any) -> str | int | float | None:
    """A value as text or number; moments as milliseconds, structures as JSON."""
    match value:
        case datetime():
            return millis(value.astimezone(UTC))
        case Decimal():
            return float(value)
        case bool():
            return int(value)
        case _ if is_structure(value):
            return json.dumps(value, sort_keys=True)
        case None | str() | int() | float():
            return value
    raise TypeError(value)


_OPENING = ("{", "[")


def _json(text: str) -> Any:
    """A structure, however it is spaced; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _order(row: Sequence[Any]) -> list[tuple[int, str]]:
    return [_place(plain(value)) for value in row]


def _place(value: str | float | None) -> tuple[int, str]:
    found = number(value)
    return (0, f"{found:.6g}") if found is not None else (1, str(value))
