"""The panel types that have no factory of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization


def visualization(
    type: str,  # noqa: A002
    targets: Targets,
    *,
    options: Mapping[str, Any] | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Unpack[Fields],
) -> Panel:
    """Any panel type by its id (`nodeGraph`, `candlestick`), with Grafana's own options for it."""
    return build(Visualization, targets, fields, type=type, options=options or {}, custom=custom)
