"""Numbers for people.

Source: prometheus template.go, and common/helpers/templates/time.go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate
from generator.alerting.evaluation.template.objects import type_name
from generator.alerting.evaluation.template.printing import general, shown
from generator.languages.grafana.gotime import EPOCH

_LARGE = ("k", "M", "G", "T", "P", "E", "Z", "Y")
_BINARY = ("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")
_SMALL = ("m", "u", "n", "p", "f", "a", "z", "y")
_LONGEST = 2.0**63


def number(value: Any) -> float:
    """A number, or a text that is one. Raises TemplateFailure for all else, a step's value among it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TemplateFailure(f"can't convert {type_name(value)} to float")
    try:
        return float(value)
    except ValueError:
        raise TemplateFailure(f'strconv.ParseFloat: parsing "{value}": invalid syntax') from None


def humanize(value: Any) -> str:
    """With a metric prefix: `1.235M`."""
    amount = number(value)
    if amount == 0 or not math.isfinite(amount):
        return general(amount)
    return _raised(amount, 1000, _LARGE) if abs(amount) >= 1 else _lowered(amount)


def humanize1024(value: Any) -> str:
    """With a binary prefix: `1Mi`."""
    amount = number(value)
    return (
        general(amount) if abs(amount) <= 1 or not math.isfinite(amount) else _raised(amount, 1024, _BINARY)
    )


def humanize_percentage(value: Any) -> str:
    """A share as percent: `12.35%`."""
    return f"{general(number(value) * 100)}%"


def humanize_duration(value: Any) -> str:
    """Seconds: `1d 0h 0m 0s`, `12.35s`, `100ms`."""
    amount = number(value)
    if not math.isfinite(amount):
        return general(amount)
    if abs(amount) < 1:
        return f"{_lowered(amount) if amount else general(amount)}s"
    sign, amount = "-" if amount < 0 else "", abs(amount)
    if amount >= _LONGEST:
        raise UnsupportedTemplate("a duration beyond 64 bits is not supported here")
    minutes, seconds = divmod(int(amount), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    return f"{sign}{minutes}m {seconds}s" if minutes else f"{sign}{general(amount)}s"


def humanize_timestamp(value: Any) -> str:
    """Seconds since 1970 as a moment."""
    amount = number(value)
    return general(amount) if not math.isfinite(amount) else shown(to_time(amount))


def to_time(value: Any) -> datetime:
    """Seconds since 1970, to the millisecond."""
    amount = number(value)
    if not math.isfinite(amount):
        raise TemplateFailure("value is NaN or Inf")
    try:
        return EPOCH + timedelta(milliseconds=int(amount * 1e9) // 1_000_000)
    except OverflowError:
        raise TemplateFailure(f"{general(amount)} cannot be represented as a timestamp") from None


def _raised(amount: float, base: int, prefixes: Sequence[str]) -> str:
    prefix = ""
    for each in prefixes:
        if abs(amount) < base:
            break
        prefix, amount = each, amount / base
    return f"{general(amount)}{prefix}"


def _lowered(amount: float) -> str:
    prefix = ""
    for each in _SMALL:
        if abs(amount) >= 1:
            break
        prefix, amount = each, amount * 1000
    return f"{general(amount)}{prefix}"
