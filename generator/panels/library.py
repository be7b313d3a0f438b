"""Library panels: a panel that stands once in Grafana and is shown by several dashboards.

A dashboard is built with the whole panel in it and a `libraryPanel` that names where it comes from. Grafana
keeps only the reference (recorded: 810, 812); a dashboard's file has only the panel, since provisioning
files know no library panels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attr
import attrs
from grafanalib import core
from logloom import Contract

from generator.errors import Location
from generator.mistakes import all_different, author_location, mistake
from generator.panels.authored import Authored, authored
from generator.panels.build import Panel
from generator.panels.encode import encode
from generator.panels.panel import Omitted
from generator.suggest import did_you_mean
from generator.words import checked_name, checked_uid

Json = dict[str, Any]

_REFERENCE_TYPE = "library-panel-ref"
_KEPT = ("id", "gridPos", "title", "libraryPanel")
_PLACE = frozenset({"id", "gridPos"})


@attrs.frozen
class LibraryPanel:
    """A panel for a module's `library_panels(logs)`.

    `model` is its JSON as a current Grafana has it, without what belongs to a place in a dashboard.
    `folder_uid` is empty for the contract's folder until the project fills it in. `notes` are the panel's:
    the size that it has by default wherever it is placed.
    """

    uid: str
    name: str
    model: Mapping[str, Any]
    folder_uid: str = ""
    notes: Authored = attrs.field(eq=False, repr=False, kw_only=True)

    @property
    def location(self) -> Location:
        return self.notes.location

    @property
    def reference(self) -> dict[str, str]:
        return {"uid": self.uid, "name": self.name}


@attr.s(auto_attribs=True, kw_only=True)
class PlacedLibraryPanel(core.Panel):
    """A library panel at a place in a dashboard, in grafanalib's style."""

    library: LibraryPanel

    def to_json_data(self) -> Json:
        return {**self.library.model, "gridPos": self.gridPos, "libraryPanel": self.library.reference}


_PLACED: Any = PlacedLibraryPanel
"""As grafanalib's, it has no types of its attributes."""


def library_panel(uid: str, name: str, panel: Panel, *, folder: str = "") -> LibraryPanel:
    """A library panel from any panel: `p.library_panel("errors-now", "Errors now", p.stat(...))`.

    `folder` is the uid of the folder that it stands in, the contract's by default. Raises LogloomError for a
    panel that this store does not have.
    """
    location = author_location()
    checked_uid(uid, f"library panel {checked_name(name, 'a library panel', location)!r}", location)
    if isinstance(panel, Omitted):
        raise mistake(f"the library panel {name!r} is left out for this store", location=location)
    if isinstance(panel, core.RowPanel) or not isinstance(panel, core.Panel | core.AlertList):
        raise mistake(f"{type(panel).__name__} is no panel", "write p.timeseries(...) or another", location)
    (model,) = encode(core.Dashboard(title=name, panels=[panel]), location)[0]["panels"]
    kept = {key: value for key, value in model.items() if key not in _PLACE}
    notes = attrs.evolve(authored(panel) or Authored(location), location=location)
    return LibraryPanel(uid, name, kept, folder, notes=notes)


def from_library(
    library: LibraryPanel, *, key: str = "", width: int | None = None, height: int | None = None
) -> Panel:
    """A library panel for a line of a dashboard; `key`, `width` and `height` are its own there."""
    if not isinstance(library, LibraryPanel):
        raise mistake(f"{type(library).__name__} is no library panel", "write p.library_panel(...)")
    placed = _PLACED(title=library.model.get("title", ""), library=library)
    placed.authored = Authored(
        author_location(),
        key or library.notes.key,
        width or library.notes.width,
        height or library.notes.height,
        library.notes.usual_height,
    )
    return placed


def assemble_library(panels: Iterable[LibraryPanel], contract: Contract) -> tuple[LibraryPanel, ...]:
    """The panels in their folders. Raises LogloomError for two of one uid, or of one name in a folder."""
    assembled = [
        attrs.evolve(panel, folder_uid=panel.folder_uid or contract.grafana.folder_uid) for panel in panels
    ]
    all_different(assembled, lambda panel: panel.uid, "library panels have the uid")
    return all_different(
        assembled, lambda panel: (panel.folder_uid, panel.name), "library panels in one folder are called"
    )


def check_references(
    dashboard: Mapping[str, Any], library: Sequence[LibraryPanel], locations: Mapping[int, Location]
) -> None:
    """Raise LogloomError for a library panel in the dashboard that the project's library does not have so."""
    by_uid = {panel.uid: panel for panel in library}

    def check(panel: Json) -> Json:
        if "libraryPanel" in panel:
            uid, location = panel["libraryPanel"]["uid"], locations.get(panel["id"])
            if uid not in by_uid:
                raise mistake(
                    f"the dashboard shows the library panel {uid}, which no library_panels(logs) returns",
                    did_you_mean(uid, by_uid),
                    location,
                )
            shown = {key: value for key, value in _inline(panel).items() if key not in _PLACE}
            if shown != by_uid[uid].model:
                raise mistake(
                    f"the dashboard shows another panel than the library panel {uid}",
                    "make both of one function",
                    location,
                )
        return panel

    _each_panel(dashboard, check)


def referring(dashboard: Mapping[str, Any]) -> Json:
    """The dashboard as Grafana keeps it: a library panel is only referred to."""
    return _each_panel(dashboard, _reference)


def inlined(dashboard: Mapping[str, Any]) -> Json:
    """The dashboard for a file: a library panel is one of its own."""
    return _each_panel(dashboard, _inline)


def _reference(panel: Json) -> Json:
    if "libraryPanel" not in panel:
        return panel
    return {"type": _REFERENCE_TYPE, **{key: panel[key] for key in _KEPT if key in panel}}


def _inline(panel: Json) -> Json:
    return {key: value for key, value in panel.items() if key != "libraryPanel"}


def _each_panel(node: Mapping[str, Any], change: Callable[[Json], Json]) -> Json:
    """`node` with its panels changed, those inside a collapsed row too."""
    if "panels" not in node:
        return dict(node)
    return {**node, "panels": [change(_each_panel(panel, change)) for panel in node["panels"]]}
