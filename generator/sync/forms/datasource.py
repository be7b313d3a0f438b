"""The canonical form of a datasource, without its uid and its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.sync.forms import Json, tidy, without_defaults
from generator.sync.marks import KEY

_KEPT = (
    "name",
    "type",
    "access",
    "url",
    "user",
    "database",
    "basicAuth",
    "basicAuthUser",
    "withCredentials",
    "jsonData",
)

_DEFAULTS: Json = {
    "access": "proxy",
    "basicAuth": False,
    "basicAuthUser": "",
    "database": "",
    "jsonData": {},
    "url": "",
    "user": "",
    "withCredentials": False,
}

_ALIASES = {"postgres": "grafana-postgresql-datasource"}
"""Other names of plugins; Grafana stores the long one (recorded: 332)."""


def canonical(datasource: Mapping[str, Any], *, default: bool) -> Json:
    """The form of a datasource. `default` says that the project wants it to be the default.

    Where the project does not, whether it is the default is not its concern: Grafana makes the first one
    the default by itself, and somebody may have chosen it.
    """
    kept = tidy({key: value for key, value in datasource.items() if key in _KEPT})
    kept["type"] = _ALIASES.get(kept.get("type", ""), kept.get("type", ""))
    if isinstance(kept.get("jsonData"), dict):
        kept["jsonData"] = {key: value for key, value in kept["jsonData"].items() if key != KEY}
    if default and datasource.get("isDefault"):
        kept["isDefault"] = True
    return without_defaults(kept, _DEFAULTS)
