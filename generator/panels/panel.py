"""The panels that are not grafanalib's."""

from __future__ import annotations

from typing import Any

import attr
from grafanalib import core


@attr.s(auto_attribs=True)
class Omitted:
    """Stands for a panel, an annotation or a rule that its store does not have; it is left out."""


@attr.s(auto_attribs=True, kw_only=True)
class Visualization(core.Panel):
    """A panel as current Grafana has it, in grafanalib's style, for the types it lacks or gets wrong.

    `extraJson` holds what is the type's own: `options` and `fieldConfig`.
    """

    type: str

    def to_json_data(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "title": self.title,
            "description": self.description,
            "datasource": self.dataSource,
            "gridPos": self.gridPos,
            "id": self.id,
            "interval": self.interval,
            "links": self.links,
            "maxDataPoints": self.maxDataPoints,
            "maxPerRow": self.repeat.maxPerRow,
            "repeat": self.repeat.variable,
            "repeatDirection": self.repeat.direction,
            "targets": self.targets,
            "timeFrom": self.timeFrom,
            "timeShift": self.timeShift,
            "transformations": self.transformations,
            "transparent": self.transparent,
            **(self.extraJson or {}),
        }
