"""Traces: the spans of one trace."""

from __future__ import annotations

from typing import Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization


def traces(targets: Targets, **fields: Unpack[Fields]) -> Panel:
    """One trace as a waterfall of its spans: `traces(logs.xray("${trace}"), title="Trace")`."""
    return build(Visualization, targets, fields, type="traces")
