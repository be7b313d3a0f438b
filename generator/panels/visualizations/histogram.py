"""Histograms: how often values fall into each bucket."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.visualizations.shared import HIDE_FROM, Legend, legend_json


def histogram(
    targets: Targets,
    *,
    bucket_size: int = 0,
    bucket_count: int = 30,
    bucket_offset: int = 0,
    combine: bool = False,
    stack: Literal["none", "normal", "percent"] = "none",
    fill: int = 80,
    legend: Legend = "bottom",
    **fields: Unpack[Fields],
) -> Panel:
    """Grafana counts the values into buckets of a size, or (`bucket_size` 0) into about `bucket_count`.

    `combine` counts all fields together.
    """
    options: dict[str, Any] = {"legend": legend_json(legend)}
    if not bucket_size:
        options["bucketCount"] = bucket_count
    return build(
        core.Histogram,
        targets,
        fields,
        color="palette-classic",
        bucketSize=bucket_size,
        bucketOffset=bucket_offset,
        combine=combine,
        fillOpacity=fill,
        lineWidth=1,
        custom={
            "gradientMode": "none",
            **HIDE_FROM,
            "stacking": {"group": "A", "mode": stack},
        },
        options=options,
    )
