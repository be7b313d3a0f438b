"""The project as one immutable value: the contract, the queries, and what is built for each store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from logloom import Contract, load_contract

from generator.dashboard_modules import DashboardModule, collect, load_modules, the_only
from generator.datasources import Datasource
from generator.errors import Location, LogloomError
from generator.folders import Folder, all_folders, known_folder
from generator.queries.library import Library, load_library

if TYPE_CHECKING:
    from generator.alerting.groups import RuleGroup
    from generator.alerting.notifications import Notifications
    from generator.panels import LibraryPanel, Store

CONTRACT = "contract.toml"

TAG = "logloom"
"""The tag that marks a dashboard as ours, in a file and in Grafana, together with its uid."""


@attrs.frozen
class BuiltDashboard:
    """A dashboard as Grafana will show it, and where its author wrote each part.

    `json` is the classic dashboard JSON, encoded and corrected, with its library panels in full; `api_json`
    is what Grafana keeps, `file_json` what stands in a file. `panel_locations` leads from a panel's id to the
    line of the module that made it.
    """

    json: Mapping[str, Any]
    location: Location
    panel_locations: Mapping[int, Location]
    folder_uid: str = ""

    @property
    def uid(self) -> str:
        return str(self.json["uid"])

    @property
    def title(self) -> str:
        return str(self.json["title"])

    @property
    def api_json(self) -> dict[str, Any]:
        from generator.panels.library import referring

        return referring(self.json)

    @property
    def file_json(self) -> dict[str, Any]:
        from generator.panels.library import inlined

        return inlined(self.json)


@attrs.frozen
class Project:
    """Everything `build`, `check` and `push` start from; a mapping is by store.

    `folders` begin with the contract's; each comes after the one that it stands in. A group's and a library
    panel's folder is filled in, and so is our mark on each rule.
    """

    root: Path
    contract: Contract
    library: Library
    dashboards: Mapping[str, tuple[BuiltDashboard, ...]]
    datasources: Mapping[str, tuple[Datasource, ...]]
    folders: tuple[Folder, ...]
    library_panels: Mapping[str, tuple[LibraryPanel, ...]]
    alert_groups: Mapping[str, tuple[RuleGroup, ...]]
    notifications: Notifications


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


def chosen_store(root: Path) -> str:
    """The store that is meant where none is named: the only one that is enabled, else the default.

    Raises ContractError, and LogloomError where it is neither.
    """
    contract = load_contract(root / CONTRACT)
    enabled = enabled_stores(contract)
    if len(enabled) == 1:
        return enabled[0]
    for name in enabled:
        if contract.stores[name].default:
            return name
    raise LogloomError(
        f"several stores are enabled: {', '.join(enabled)}" if enabled else "no store is enabled",
        Location(root / CONTRACT),
        "name one with --store, or write default = true below it" if enabled else "enable one under [stores]",
    )


def load_project(root: Path, *, stores: Sequence[str] | None = None) -> Project:
    """Load everything below `root`, and build the dashboards for the stores (all enabled ones by default).

    Raises ContractError, or LogloomError for a store that is not enabled or a module that fails. Faults in
    query files are kept in `library.findings`, so that `check` can report them all; but a module that fails
    for want of a query whose file is at fault is not to blame, and the query is named.
    """
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
        return _build(root, contract, library, chosen)
    except LogloomError:
        library.raise_errors()
        raise


def _build(root: Path, contract: Contract, library: Library, stores: Sequence[str]) -> Project:
    from generator.alerting.assembly import assemble_groups, assemble_notifications
    from generator.alerting.contact_points import ContactPoint
    from generator.alerting.groups import RuleGroup
    from generator.alerting.mute_timings import MuteTiming
    from generator.alerting.policies import Policy
    from generator.alerting.templates import MessageTemplate
    from generator.panels import LibraryPanel, Store
    from generator.panels.library import assemble_library

    modules = tuple(load_modules(root / "dashboards"))
    folders = all_folders(
        Folder(contract.grafana.folder_uid, contract.grafana.folder, location=Location(root / CONTRACT)),
        collect(modules, "FOLDERS", Folder),
    )
    logs = {store: Store(contract, library, store) for store in stores}
    project = Project(
        root,
        contract,
        library,
        dashboards={store: _dashboards(modules, logs[store]) for store in stores},
        datasources={
            store: tuple(collect(modules, "datasources", Datasource, logs[store])) for store in stores
        },
        folders=folders,
        library_panels={
            store: assemble_library(collect(modules, "library_panels", LibraryPanel, logs[store]), contract)
            for store in stores
        },
        alert_groups={
            store: assemble_groups(collect(modules, "alert_rules", RuleGroup, logs[store]), contract)
            for store in stores
        },
        notifications=assemble_notifications(
            collect(modules, "CONTACT_POINTS", ContactPoint),
            the_only(modules, "NOTIFICATION_POLICY", Policy),
            collect(modules, "MUTE_TIMINGS", MuteTiming),
            collect(modules, "MESSAGE_TEMPLATES", MessageTemplate),
        ),
    )
    _hold_together(project)
    return project


def _dashboards(modules: Sequence[DashboardModule], logs: Store) -> tuple[BuiltDashboard, ...]:
    from grafanalib.core import Dashboard

    from generator.panels.authored import authored
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
        note = authored(dashboard)
        folder_uid = (note.folder if note else "") or logs.contract.grafana.folder_uid
        built.append(BuiltDashboard(json, location, panel_locations, folder_uid))
    return tuple(built)


def _hold_together(project: Project) -> None:
    """Raise LogloomError where a part names another one that the project does not have."""
    from generator.panels.library import check_references

    for store, dashboards in project.dashboards.items():
        for dashboard in dashboards:
            known_folder(
                dashboard.folder_uid, project.folders, f"dashboard {dashboard.uid}", dashboard.location
            )
            check_references(dashboard.json, project.library_panels[store], dashboard.panel_locations)
        for group in project.alert_groups[store]:
            known_folder(group.folder_uid, project.folders, f"group {group.name!r}", group.location)
        for panel in project.library_panels[store]:
            known_folder(panel.folder_uid, project.folders, f"library panel {panel.uid}", panel.location)
