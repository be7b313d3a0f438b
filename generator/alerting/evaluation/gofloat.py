"""Floats as Go writes them."""

from __future__ import annotations

import math
from decimal import Decimal


def shortest(value: float) -> str:
    """By `%v`: the fewest digits that mean the number, with an exponent from a million up: `80`, `1e+06`."""
    if not math.isfinite(value):
        return special(value)
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    power = len(digits) - 1 + int(exponent) if value else 0
    if -4 <= power < 6 or not value:
        return plain(value)
    mantissa = "".join(map(str, digits))
    point = f".{mantissa[1:]}" if len(mantissa) > 1 else ""
    return f"{'-' if value < 0 else ''}{mantissa[0]}{point}e{power:+03}"


def plain(value: float) -> str:
    """By strconv's 'f' and -1: the fewest digits that mean the number, never an exponent."""
    if not math.isfinite(value):
        return special(value)
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def special(value: float) -> str:
    """NaN and the infinities."""
    return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
