"""Which dashboards use which library elements."""

from __future__ import annotations

from collections.abc import Iterator

from tests.grafana.state import Dashboard, State
from tests.grafana.wire import Json


def panels_of_library(spec: Json) -> Iterator[str]:
    """The uids of the library panels that a dashboard names, also inside rows."""
    panels = spec.get("panels")
    for panel in panels if isinstance(panels, list) else ():
        if isinstance(panel, dict):
            reference = panel.get("libraryPanel") or {}
            if reference.get("uid"):
                yield str(reference["uid"])
            yield from panels_of_library(panel)


def connections(state: State, uid: str) -> list[Dashboard]:
    return [board for board in state.dashboards.values() if uid in panels_of_library(board.spec)]


def element_is_known(state: State, uid: str) -> bool:
    return uid in state.library
