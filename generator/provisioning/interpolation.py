"""Grafana's interpolation of provisioning YAML.

Grafana expands `$NAME` and `${NAME}` in every scalar of a datasource or provider file and in most of alert
files, and turns an unset name into nothing; `$$` stands for one dollar (run on 7.5.5, read in 12.2).
Dashboard JSON is not expanded, and no key is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.datasources import EnvironmentVariable


def interpolated(value: Any) -> Any:
    """`value` as it must stand in the file so that Grafana reads what was meant.

    Dollars are doubled; an EnvironmentVariable becomes the reference that Grafana resolves.
    """
    if isinstance(value, EnvironmentVariable):
        return f"${{{value.name}}}"
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, Mapping):
        return {key: interpolated(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [interpolated(item) for item in value]
    return value


def read_back(text: str) -> str:
    """What Grafana reads where `interpolated` wrote a text."""
    return text.replace("$$", "$")
