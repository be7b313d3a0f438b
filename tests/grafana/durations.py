"""Durations as Prometheus writes them: 90s is read and 1m30s is shown."""

from __future__ import annotations

import re

_MILLISECONDS = {
    "y": 365 * 24 * 3600_000,
    "w": 7 * 24 * 3600_000,
    "d": 24 * 3600_000,
    "h": 3600_000,
    "m": 60_000,
    "s": 1000,
    "ms": 1,
}
_PART = re.compile(r"(\d+)(ms|[ywdhms])")


def milliseconds(text: str) -> int:
    """Raises ValueError."""
    if text in ("", "0"):
        return 0
    if not re.fullmatch(rf"(?:{_PART.pattern})+", text):
        raise ValueError(text)
    return sum(int(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text))


def written(total: int) -> str:
    """Years, weeks and days are only used where nothing is left over."""
    if total == 0:
        return "0s"
    parts = []
    for unit, size in _MILLISECONDS.items():
        whole = unit in ("y", "w", "d")
        if total >= size and not (whole and total % size):
            parts.append(f"{total // size}{unit}")
            total %= size
    return "".join(parts)


def normal(text: str) -> str:
    return written(milliseconds(text))
