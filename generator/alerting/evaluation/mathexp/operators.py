"""Operators and functions on numbers, with Go's infinities and NaN.

Source: grafana pkg/expr/mathexp/exp.go and funcs.go. Truth is 1 and 0; NaN on either side gives NaN, but
for `||` and `&&` that the left side has decided.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from generator.alerting.evaluation.values import Float, divide, not_number

_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "%": lambda a, b: _remainder(a, b),
    "**": lambda a, b: _power(a, b),
}
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "||": lambda a, b: bool(a or b),
    "&&": lambda a, b: bool(a and b),
}


def binary(operator: str, left: Float, right: Float) -> Float:
    """The value of `left operator right`; null where either is null."""
    if left is None or right is None:
        return None
    if operator == "||" and left:
        return 1.0
    if operator == "&&" and not left:
        return 0.0
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if operator in _ARITHMETIC:
        return _ARITHMETIC[operator](left, right)
    return float(_COMPARISONS[operator](left, right))


def unary(operator: str, value: Float) -> Float:
    """The value of `!value` or `-value`; null and NaN stay."""
    if value is None or math.isnan(value):
        return value
    return -value if operator == "-" else float(not value)


def _of_number(function: Callable[[float], float]) -> Callable[[Float], Float]:
    """A function that makes NaN of null."""
    return lambda value: math.nan if value is None else function(value)


def _whole(function: Callable[[float], float]) -> Callable[[Float], Float]:
    """A rounding, which leaves infinities and NaN alone where Python raises."""
    return _of_number(lambda value: float(function(value)) if math.isfinite(value) else value)


FUNCTIONS: Mapping[str, Callable[[Float], Float]] = {
    "abs": _of_number(abs),
    "log": _of_number(lambda value: _log(value)),
    "round": _whole(lambda value: _round(value)),
    "ceil": _whole(math.ceil),
    "floor": _whole(math.floor),
    "is_nan": _of_number(lambda value: float(math.isnan(value))),
    "is_inf": _of_number(lambda value: float(math.isinf(value))),
    "is_null": lambda value: float(value is None),
    "is_number": lambda value: float(not not_number(value)),
}

CONSTANTS: Mapping[str, Float] = {"nan": math.nan, "null": None, "inf": math.inf, "infn": -math.inf}


def _remainder(dividend: float, divisor: float) -> float:
    try:
        return math.fmod(dividend, divisor)
    except ValueError:
        return math.nan


def _power(base: float, exponent: float) -> float:
    odd = math.isfinite(exponent) and math.fmod(exponent, 2) in {1.0, -1.0}
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:
        if base == 0:
            return math.copysign(math.inf, base) if odd else math.inf
        return math.nan


def _log(value: float) -> float:
    if value == 0:
        return -math.inf
    return math.log(value) if value > 0 else math.nan


def _round(value: float) -> float:
    """To the nearest, halves away from zero."""
    whole = math.trunc(value)
    return whole + math.copysign(1, value) if abs(value - whole) >= 0.5 else whole
