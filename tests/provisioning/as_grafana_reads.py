"""Grafana's reading of provisioning files, written from its description: what it expands, and what it leaves.

An independent way back, to hold the files to what their author meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

RAW = frozenset({"model", "relativeTimeRange", "annotations", "muteTimes", "templates"})
"""The keys of alert files below which nothing is expanded."""


def expanded(value: Any, environment: Mapping[str, str], raw: frozenset[str] = frozenset()) -> Any:
    """Split on `$$`, expand each part, join with `$`; keys are never expanded."""
    if isinstance(value, str):
        parts = value.split("$$")
        return "$".join(
            re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda m: environment.get(m[1] or m[2], ""), part)
            for part in parts
        )
    if isinstance(value, dict):
        return {key: item if key in raw else expanded(item, environment, raw) for key, item in value.items()}
    if isinstance(value, list):
        return [expanded(item, environment, raw) for item in value]
    return value


def alert_file(value: Any, environment: Mapping[str, str]) -> Any:
    return expanded(value, environment, RAW)
