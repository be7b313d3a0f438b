"""Annotations: events drawn over every graph of a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from generator.panels.merge import merge

# The entry that Grafana itself puts in front: annotations that people made by hand, and alert states.
BUILT_IN: Mapping[str, Any] = {
    "builtIn": 1,
    "datasource": {"type": "grafana", "uid": "-- Grafana --"},
    "enable": True,
    "hide": True,
    "iconColor": "rgba(0, 211, 255, 1)",
    "name": "Annotations & Alerts",
    "type": "dashboard",
}


@attrs.frozen
class Annotation:
    """Events from a query, which gives `time`, and where it has them `timeend`, `text` and `tags`."""

    name: str
    datasource: Mapping[str, Any]
    target: Mapping[str, Any]
    color: str = "red"
    enable: bool = True
    hide: bool = False
    raw: Mapping[str, Any] | None = None

    def to_json_data(self) -> dict[str, Any]:
        data = {
            "name": self.name,
            "datasource": self.datasource,
            "enable": self.enable,
            "hide": self.hide,
            "iconColor": self.color,
            "target": self.target,
        }
        return merge(data, self.raw)
