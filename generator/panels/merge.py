"""Raw JSON merged into what the factories make: the way out for whatever they do not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge(base: Mapping[str, Any], extra: Mapping[str, Any] | None) -> dict[str, Any]:
    """`base` with `extra` laid over it: objects are merged key by key, anything else is replaced.

    A None in `extra` takes the key away. One of grafanalib's objects counts as what it encodes to. Neither
    argument is changed.
    """
    merged = dict(base)
    for key, value in (extra or {}).items():
        below: Any = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            if hasattr(below, "to_json_data"):
                below = below.to_json_data()
            merged[key] = merge(below if isinstance(below, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged
