"""Canonical forms: what is the same to Grafana is equal, and all else differs. Pure functions.

They take what an author wrote as well as what Grafana answers, and never change what they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_PLAIN = frozenset({str, int, bool, type(None)})

FORM = 2
"""Raised with every change to what is the same, so that nothing remembered under other rules counts."""


def tidy(node: Any) -> Any:
    """JSON without keys that hold null, and with one way to write a number: 1.0 is 1.

    A plan does this to every dashboard, and most of a dashboard are plain values: these are not asked twice.
    """
    if isinstance(node, dict):
        return {
            key: value if type(value) in _PLAIN else tidy(value)
            for key, value in node.items()
            if value is not None
        }
    if isinstance(node, list | tuple):
        return [value if type(value) in _PLAIN else tidy(value) for value in node]
    if isinstance(node, Mapping):
        return tidy(dict(node))
    if isinstance(node, float) and node.is_integer():
        return int(node)
    return node


def without_defaults(mapping: Mapping[str, Any], defaults: Mapping[str, Any]) -> Json:
    """The mapping without the keys whose value is what Grafana takes where there is none."""
    return {
        key: value for key, value in mapping.items() if key not in defaults or not _same(value, defaults[key])
    }


def without_keys(mapping: Mapping[str, Any], *keys: str) -> Json:
    return {key: value for key, value in mapping.items() if key not in keys}


def _same(value: Any, default: Any) -> bool:
    """Equality that tells False from 0."""
    return bool(value == default) and isinstance(value, bool) == isinstance(default, bool)
