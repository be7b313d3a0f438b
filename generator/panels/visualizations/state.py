"""States over time: as stretches (state timeline), or as one cell for each point (status history)."""

from __future__ import annotations

from typing import Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization
from generator.panels.visualizations.shared import HIDE_FROM, Legend, legend_json, tooltip_json

ShowValue = Literal["auto", "always", "never"]


def state_timeline(
    targets: Targets,
    *,
    merge_values: bool = True,
    show_value: ShowValue = "auto",
    align: Literal["left", "center", "right"] = "left",
    row_height: float = 0.9,
    fill: int = 70,
    span_nulls: bool = False,
    legend: Legend = "bottom",
    **fields: Unpack[Fields],
) -> Panel:
    """A stretch for as long as a value stays; equal neighbours are one with `merge_values`."""
    return build(
        core.StateTimeline,
        targets,
        fields,
        mergeValues=merge_values,
        showValue=show_value,
        alignValue=align,
        rowHeight=row_height,
        fillOpacity=fill,
        custom={"insertNulls": False, "spanNulls": span_nulls, **HIDE_FROM},
        options={"legend": legend_json(legend), "tooltip": tooltip_json()},
    )


def status_history(
    targets: Targets,
    *,
    show_value: ShowValue = "auto",
    row_height: float = 0.9,
    column_width: float = 0.9,
    fill: int = 70,
    legend: Legend = "bottom",
    **fields: Unpack[Fields],
) -> Panel:
    """A cell for each point in time and each series."""
    return build(
        Visualization,
        targets,
        fields,
        type="status-history",
        custom={"fillOpacity": fill, "lineWidth": 1, **HIDE_FROM},
        options={
            "colWidth": column_width,
            "rowHeight": row_height,
            "showValue": show_value,
            "legend": legend_json(legend),
            "tooltip": tooltip_json(),
        },
    )
