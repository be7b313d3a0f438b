"""The project as one immutable value: the contract, the queries, and the dashboards built for a store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from logloom import Contract

from generator.errors import Location
from generator.queries.library import Library


@attrs.frozen
class BuiltDashboard:
    """A dashboard as Grafana will store it, and where its author wrote each part.

    `json` is the classic dashboard JSON, encoded and corrected. `panel_locations` leads from a
    panel's id to the line of the module that made it.
    """

    json: Mapping[str, Any]
    location: Location
    panel_locations: Mapping[int, Location]

    @property
    def uid(self) -> str:
        return str(self.json["uid"])

    @property
    def title(self) -> str:
        return str(self.json["title"])


@attrs.frozen
class Project:
    """Everything `build`, `check` and `push` start from. `dashboards` and `datasources` are by store."""

    root: Path
    contract: Contract
    library: Library
    dashboards: Mapping[str, tuple[BuiltDashboard, ...]]
    datasources: Mapping[str, tuple[Mapping[str, Any], ...]]
