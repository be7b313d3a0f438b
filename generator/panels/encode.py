"""From grafanalib's objects to the JSON that a current Grafana itself would store."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Location, LogloomError
from generator.panels.authored import Authored, authored, place_of
from generator.panels.current.dashboard import modern_dashboard
from generator.panels.current.panel import modern_panel
from generator.panels.layout import flow
from generator.panels.merge import merge

Json = dict[str, Any]

_SCALARS = frozenset({str, int, bool})
_LIBRARY_DEFAULT_POINTS = 100


def encode(dashboard: Any, home: Location | None = None) -> tuple[Json, dict[int, Location]]:
    """The dashboard's JSON, and for each panel's id the place where its author made it.

    A panel that was made without a factory has the place of its dashboard, or `home` where that is without
    one too. Raises LogloomError for two panels of one key, for what cannot be encoded, and for rows of the
    kind that Grafana 5 gave up.
    """
    home = place_of(dashboard) or home
    try:
        return _current(dashboard, home)
    except LogloomError:
        raise
    except Exception as error:  # an author's own object, or raw JSON, may be anything
        raise LogloomError(f"cannot be encoded: {type(error).__name__}: {error}", home) from error


def _current(dashboard: Any, home: Location | None) -> tuple[Json, dict[int, Location]]:
    notes: dict[int, Authored] = {}
    root = _plain(dashboard, notes)
    if root.get("rows"):
        raise LogloomError("Dashboard(rows=...) is for Grafana 4", home, "write panels=p.rows([...])")
    modern_dashboard(root)
    panels = root["panels"] = list(_flat(root.get("panels", [])))
    flow(panels)
    everything = [each for panel in panels for each in (panel, *panel.get("panels", ()))]
    locations = _identify(everything, notes, home)
    for panel in everything:
        if id(panel) not in notes and panel.get("maxDataPoints") == _LIBRARY_DEFAULT_POINTS:
            del panel["maxDataPoints"]  # nobody asked for so coarse a graph
        modern_panel(panel)
    return root, locations


def _plain(node: Any, notes: dict[int, Authored]) -> Any:
    """The value as grafanalib's encoder has it, without keys that are null; nothing in it is shared.

    `notes` gets what the factories noted on their objects, by the identity of the JSON that came of each.
    """
    kind = type(node)
    if kind is dict:
        data = {}
        for key, value in node.items():
            if value is not None:
                data[key] = value if type(value) in _SCALARS else _plain(value, notes)
        return data
    if kind is list or kind is tuple:
        return [value if type(value) in _SCALARS else _plain(value, notes) for value in node]
    encoder = getattr(node, "to_json_data", None)
    if encoder is not None:
        note = authored(node)
        if note is None:
            return _plain(encoder(), notes)
        data = _plain(merge(encoder(), note.raw) if note.raw else encoder(), notes)
        notes[id(data)] = note
        return data
    if isinstance(node, Mapping):
        return _plain(dict(node), notes)
    if node is None or (kind is float and math.isfinite(node)):
        return node
    if isinstance(node, str):
        return str.__str__(node)  # an Enum's value, not its name
    if isinstance(node, int):
        return int(node)
    raise TypeError(f"{node!r} cannot be written as JSON")


def _flat(panels: list[Json]) -> Iterator[Json]:
    """Panels as Grafana keeps them: those of an open row follow it, those of a collapsed one are inside."""
    for panel in panels:
        yield panel
        if panel.get("type") == "row" and not panel.get("collapsed"):
            inside, panel["panels"] = panel.get("panels", []), []
            yield from inside


def _identify(
    panels: list[Json], notes: Mapping[int, Authored], home: Location | None
) -> dict[int, Location]:
    """Give each panel an id that its own key alone decides, so that no other panel can change it."""
    seen: dict[int, str] = {}
    locations: dict[int, Location] = {}
    for panel in panels:
        note = notes.get(id(panel))
        place = note.location if note else home
        key = (note.key if note else "") or panel.get("title") or panel.get("type", "")
        number = panel.setdefault("id", panel_id(key, row=panel.get("type") == "row"))
        if number in seen:
            raise _same_id(key, seen[number], place, locations.get(number))
        seen[number] = key
        if place is not None:
            locations[number] = place
    return locations


def panel_id(key: str, *, row: bool = False) -> int:
    """The id of a panel: 31 bits of its key's hash, never 0. A row's differs from a panel's of one key."""
    digest = hashlib.blake2b(f"row {key}".encode() if row else key.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") & 0x7FFFFFFF or 1


def _same_id(key: str, other: str, place: Location | None, first: Location | None) -> LogloomError:
    where = f" (the other: line {first.line})" if first else ""
    if key == other:
        return LogloomError(f"two panels have the key {key!r}{where}", place, "give one a key=")
    return LogloomError(f"panels {other!r} and {key!r} have one id{where}", place, "give one another key=")
