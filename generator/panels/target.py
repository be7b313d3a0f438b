"""Targets: what a panel asks its datasource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attr
from grafanalib import core

from generator.panels.merge import merge
from generator.panels.transformations import Transformation
from generator.queries.model import Query


@attr.s(auto_attribs=True, kw_only=True)
class QueryTarget(core.Target):
    """A target in grafanalib's style that sends exactly what its datasource understands.

    `model` holds the datasource's own keys. `query` is the library query behind it, whose header gives
    the panel its title, description and unit; None for a target without one, such as X-Ray's.
    `store` is the store that it asks, empty when that is none of the log stores; `stores` are all that the
    contract has. `in_alerts` are the keys that it has besides in an alert rule; `reshape` is what a panel
    does to its result before all else.
    """

    datasource: Mapping[str, str]
    model: Mapping[str, Any]
    refId: str = ""  # noqa: N815  grafanalib's name
    hide: bool = False
    query: Query | None = None
    store: str = ""
    stores: Sequence[str] = ()
    in_alerts: Mapping[str, Any] = attr.Factory(dict)
    reshape: Sequence[Transformation] = ()
    raw: Mapping[str, Any] | None = None

    def to_json_data(self) -> dict[str, Any]:
        data = {"refId": self.refId, "datasource": self.datasource, **self.model}
        if self.hide:
            data["hide"] = True
        return merge(data, self.raw) if self.raw else data


@attr.s(auto_attribs=True, kw_only=True)
class MissingTarget(core.Target):
    """Stands for a query that the store has no twin of. A panel leaves itself out with `only=`, or fails."""

    query: Query
    store: str
    stores: Sequence[str] = ()
