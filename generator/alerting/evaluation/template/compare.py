"""Comparisons as Go's templates make them: only of what has one kind.

That is strict: a step's number is a float, so `gt $values.B.Value 10` fails, where 10.0 would do.

Source: Go's text/template/funcs.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.objects import MISSING, type_name


def equal(one: Any, *others: Any) -> bool:
    """Whether the first is one of the others."""
    if not others:
        raise TemplateFailure("missing argument for comparison")
    return any(_same(one, other) for other in others)


def _same(one: Any, other: Any) -> bool:
    nothing = [value is None or value is MISSING for value in (one, other)]
    if any(nothing):
        return all(nothing)
    if _kind(one, comparable=True) != _kind(other, comparable=True):
        raise _incompatible(one, other)
    return bool(one == other)


def _less(one: Any, other: Any) -> bool:
    kinds = _kind(one), _kind(other)
    if kinds[0] != kinds[1]:
        raise _incompatible(one, other)
    if kinds[0] is bool:
        raise TemplateFailure("invalid type for comparison")
    return bool(one < other)


def _kind(value: Any, *, comparable: bool = False) -> type:
    for kind in (bool, int, float, str):
        if type(value) is kind:
            return kind
    if comparable:
        raise TemplateFailure(f"non-comparable type {type_name(value)}")
    raise TemplateFailure("invalid type for comparison")


def _incompatible(one: Any, other: Any) -> TemplateFailure:
    return TemplateFailure(f"incompatible types for comparison: {type_name(one)} and {type_name(other)}")


def _less_or_equal(one: Any, other: Any) -> bool:
    return _less(one, other) or _same(one, other)


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "ne": lambda one, other: not _same(one, other),
    "lt": _less,
    "le": _less_or_equal,
    "gt": lambda one, other: not _less_or_equal(one, other),
    "ge": lambda one, other: not _less(one, other),
}
