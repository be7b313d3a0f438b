"""From grafanalib's objects to the JSON that a current Grafana itself would store.

grafanalib speaks an old Grafana (schema version 12). Grafana migrates what it loads by that version; since
we state the current one, all that a migration would have done is done here, in one pass.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Location
from generator.panels.annotations import BUILT_IN
from generator.panels.authored import Authored, authored, mistake
from generator.panels.current import bring_up_to_date
from generator.panels.layout import flow
from generator.panels.merge import merge

SCHEMA_VERSION = 42

_PLAIN = frozenset({str, int, bool})
_DASHBOARD_KEYS = frozenset(
    {
        "annotations", "description", "editable", "fiscalYearStartMonth", "graphTooltip", "links", "liveNow",
        "panels", "preload", "refresh", "revision", "schemaVersion", "tags", "templating", "time", "timepicker",
        "timezone", "title", "uid", "weekStart",
    }
)  # fmt: skip


def encode(dashboard: Any) -> tuple[dict[str, Any], dict[int, Location]]:
    """The dashboard's JSON, its keys in order, and for each panel's id the place where its author made it.

    Raises LogloomError for two panels of one key, and for rows of the kind that Grafana 5 gave up.
    """
    notes: dict[int, Authored] = {}
    root = _plain(dashboard, notes)
    note = notes.get(id(root))
    home = note.location if note else None
    if root.pop("rows", None):
        raise mistake("Dashboard(rows=...) is for Grafana 4", "write panels=p.rows([...])", home)
    root = {key: root[key] for key in root if key in _DASHBOARD_KEYS}
    _dashboard(root)
    panels = root["panels"] = list(_flat(root.get("panels", ())))
    flow(panels)
    everything = [each for panel in panels for each in (panel, *panel.get("panels", ()))]
    locations = _identify(everything, notes, home)
    for panel in everything:
        if id(panel) not in notes and panel.get("maxDataPoints") == 100:
            # Nobody asked for so coarse a graph: it is what grafanalib sends by default.
            del panel["maxDataPoints"]
        bring_up_to_date(panel)
    return dict(sorted(root.items())), locations


def _plain(node: Any, notes: dict[int, Authored]) -> Any:
    """The value as plain JSON: objects encoded as grafanalib's encoder does, keys in order, nothing null.

    `notes` gets what the authors' factories noted, by the identity of the JSON object that came of it.
    """
    kind = type(node)
    if kind is dict:
        return {
            key: value if type(value) in _PLAIN else _plain(value, notes)
            for key, value in sorted(node.items())
            if value is not None
        }
    if kind is list or kind is tuple:
        return [_plain(value, notes) for value in node if value is not None]
    if kind is float:
        if not math.isfinite(node):
            raise mistake(f"{node} cannot be written as JSON")
        return node
    if kind in _PLAIN:
        return node
    encoder = getattr(node, "to_json_data", None)
    if encoder is None:
        if isinstance(node, Mapping):
            return _plain(dict(node), notes)
        if isinstance(node, str):
            return str(node)
        if isinstance(node, int):
            return int(node)
        raise mistake(f"{kind.__name__} cannot be written as JSON")
    note = authored(node)
    if note is None:
        return _plain(encoder(), notes)
    data = _plain(merge(encoder(), note.raw) if note.raw else encoder(), notes)
    notes[id(data)] = note
    return data


def _dashboard(root: dict[str, Any]) -> None:
    root["schemaVersion"] = SCHEMA_VERSION
    root.setdefault("fiscalYearStartMonth", 0)
    root.setdefault("preload", False)
    root.setdefault("weekStart", "")
    root["refresh"] = root.get("refresh") or ""
    if not root.get("description"):
        root.pop("description", None)
    listed = root.setdefault("annotations", {}).setdefault("list", [])
    if not any(entry.get("builtIn") for entry in listed):
        listed.insert(0, dict(BUILT_IN))
    picker = root.setdefault("timepicker", {})
    picker.pop("time_options", None)
    if picker.get("hidden") is False:
        del picker["hidden"]


def _flat(panels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Panels as Grafana keeps them: those of an open row follow it, those of a collapsed one are inside."""
    for panel in panels:
        yield panel
        if panel.get("type") == "row" and not panel.get("collapsed"):
            yield from panel.get("panels", ())
            panel["panels"] = []


def _identify(
    panels: list[dict[str, Any]], notes: Mapping[int, Authored], home: Location | None
) -> dict[int, Location]:
    """Give each panel an id that depends on its own key alone."""
    keys: dict[int, str] = {}
    locations: dict[int, Location] = {}
    for panel in panels:
        note = notes.get(id(panel))
        place = note.location if note else home
        key = (note and note.key) or panel.get("title") or panel.get("type", "")
        if "id" not in panel:
            panel["id"] = panel_id(key, row=panel.get("type") == "row")
        if panel["id"] in keys:
            other = locations.get(panel["id"])
            first = f", the other in line {other.line}" if other else ""
            raise mistake(f"two panels have the key {key!r}{first}", "give one a key=", place)
        keys[panel["id"]] = key
        if place is not None:
            locations[panel["id"]] = place
    return locations


def panel_id(key: str, *, row: bool = False) -> int:
    """The id of a panel: 31 bits of its key's hash, never 0. A row and a panel of one title differ."""
    digest = hashlib.blake2b(f"row {key}".encode() if row else key.encode(), digest_size=4).digest()
    return int.from_bytes(digest) & 0x7FFFFFFF or 1
