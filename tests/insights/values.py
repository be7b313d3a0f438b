"""Values as Logs Insights has them: what they are as numbers and as texts, how they compare and sort.

A value is text, a number, a truth, a moment (UTC), a map, a list, or absent, which is None.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

Value: TypeAlias = "bool | int | float | str | datetime | list[Value] | dict[str, Value] | None"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)
_CHUNK = re.compile(r"\d+|\D", re.ASCII)

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def millis(moment: datetime) -> int:
    """Milliseconds since the epoch, whole ones."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(milliseconds: float) -> datetime:
    """The moment that many milliseconds after the epoch."""
    return EPOCH + timedelta(milliseconds=math.floor(milliseconds))


def is_structure(value: Value) -> bool:
    """Whether it is a map or a list."""
    return isinstance(value, dict | list)


def number(value: Value) -> int | float | None:
    """The number that a value is or looks like; a moment counts milliseconds."""
    match value:
        case bool() | int():
            return int(value)
        case float():
            return value if math.isfinite(value) else None
        case datetime():
            return millis(value)
        case str() if _NUMBER.fullmatch(value):
            return number(float(value)) if re.search(r"[.eE]", value) else int(value)
    return None


def text(value: Value) -> str | None:
    """The text that a value is printed as; maps and lists have none."""
    match value:
        case str():
            return value
        case bool():
            return str(int(value))
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03}"
    return None


def truth(value: Value) -> bool | None:
    """What a value is as a condition: numbers are true unless they are 0."""
    found = number(value)
    return None if found is None else found != 0


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """Two texts compare by code point, all else as numbers; None where that cannot be told."""
    if is_structure(left) or is_structure(right):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return COMPARE[operator](left, right)
    pair = number(left), number(right)
    return None if None in pair else COMPARE[operator](*pair)


def natural(value: Value) -> tuple[object, ...]:
    """A key by which values sort: absent ones, then texts, then numbers (AWS, "sort").

    In a text, digits are compared by how many there are, then by value, the rest by code point.
    """
    shown, found = text(value), number(value)
    if shown is None:
        return (0,)
    if found is not None:
        return (2, found)
    # No character stands between the digits, so that 0 does for any of them against the others.
    return (1, *(("0", len(c), c) if "0" <= c[0] <= "9" else (c, 0, "") for c in _CHUNK.findall(shown)))
