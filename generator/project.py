"""The project as one immutable value: the contract, the queries, and the dashboards built for each store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from logloom import Contract, load_contract

from generator.dashboard_modules import DashboardModule, load_modules
from generator.datasources import Datasource
from generator.errors import Location, LogloomError
from generator.queries.library import Library, load_library

if TYPE_CHECKING:
    from generator.panels import Store

CONTRACT = "contract.toml"

TAG = "logloom"
"""The tag that marks a dashboard as ours, in a file and in Grafana, together with its uid."""


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
    datasources: Mapping[str, tuple[Datasource, ...]]


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a contract.toml. Raises LogloomError for none."""
    for folder in (start, *start.absolute().parents):
        if (folder / CONTRACT).is_file():
            return folder
    raise LogloomError(
        f"no {CONTRACT} in {start} or above it", hint="go to a Logloom project, or name it with --project"
    )


def enabled_stores(contract: Contract) -> tuple[str, ...]:
    """The stores that the contract switches on, in its order."""
    return tuple(name for name, store in contract.stores.items() if store.enabled)


def load_project(root: Path, *, stores: Sequence[str] | None = None) -> Project:
    """Load everything below `root`, and build the dashboards for the stores (all enabled ones by default).

    Raises ContractError, or LogloomError for a store that is not enabled or a module that fails. Faults in
    query files are kept in `library.findings`, so that `check` can report them all; but a module that fails
    for want of a query whose file is at fault is not to blame, and the query is named.
    """
    from generator.panels import Store

    contract = load_contract(root / CONTRACT)
    library = load_library(root / "queries")
    enabled = enabled_stores(contract)
    for store in stores or ():
        if store not in enabled:
            raise LogloomError(
                f"store {store} is not enabled",
                Location(root / CONTRACT),
                f"enabled: {', '.join(enabled) or 'none'}",
            )
    chosen = tuple(stores) if stores else enabled
    try:
        modules = tuple(load_modules(root / "dashboards"))
        logs = {store: Store(contract, library, store) for store in chosen}
        dashboards = {store: _dashboards(modules, logs[store]) for store in chosen}
        datasources = {store: _datasources(modules, logs[store]) for store in chosen}
    except LogloomError:
        library.raise_errors()
        raise
    return Project(root, contract, library, dashboards, datasources)


def _dashboards(modules: Sequence[DashboardModule], logs: Store) -> tuple[BuiltDashboard, ...]:
    from grafanalib.core import Dashboard

    from generator.panels.encode import encode

    built = []
    for module in modules:
        if not module.defines("dashboard"):
            continue
        location = module.location("dashboard")
        dashboard = module.call("dashboard", logs)
        if not isinstance(dashboard, Dashboard):
            raise LogloomError(
                f"dashboard() returned {type(dashboard).__name__}, not a grafanalib Dashboard", location
            )
        json, panel_locations = encode(dashboard, location)
        for key, why in (("uid", "links and updates go by it"), ("title", "people find it by that")):
            if not isinstance(json.get(key), str) or not json[key]:
                raise LogloomError(f"the dashboard has no {key}", location, f"a text: {why}")
        json["tags"] = [*(tag for tag in json.get("tags", ()) if tag != TAG), TAG]
        built.append(BuiltDashboard(json, location, panel_locations))
    return tuple(built)


def _datasources(modules: Sequence[DashboardModule], logs: Store) -> tuple[Datasource, ...]:
    found: list[Datasource] = []
    for module in modules:
        if not module.defines("datasources"):
            continue
        location = module.location("datasources")
        returned = module.call("datasources", logs)
        if not isinstance(returned, list | tuple):
            raise LogloomError(
                f"datasources() returned {type(returned).__name__}, not a list of Datasource", location
            )
        for datasource in returned:
            if not isinstance(datasource, Datasource):
                raise LogloomError(
                    f"datasources() returned {type(datasource).__name__}, not a Datasource", location
                )
            found.append(datasource)
    return tuple(found)
