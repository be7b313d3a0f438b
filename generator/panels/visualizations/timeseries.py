"""Time series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.visualizations.shared import Legend, legend_json, tooltip_json


def timeseries(
    targets: Targets,
    *,
    style: Literal["line", "bars", "points"] = "line",
    stack: Literal["", "normal", "percent"] = "",
    fill: int | None = None,
    line_width: int = 1,
    interpolation: Literal["linear", "smooth", "stepBefore", "stepAfter"] = "linear",
    points: Literal["auto", "always", "never"] = "auto",
    span_nulls: bool = False,
    axis_label: str = "",
    soft_min: float | None = None,
    soft_max: float | None = None,
    log_base: Literal[0, 2, 10] = 0,
    threshold_style: Literal["off", "line", "dashed", "area", "line+area"] = "off",
    legend: Legend = "bottom",
    calcs: Sequence[str] = (),
    **fields: Unpack[Fields],
) -> Panel:
    """Lines, bars or points over time.

    `fill` is the opacity below the line in per cent (80 for bars or a stack, else 10); `log_base` 0 is a
    linear axis; `calcs` are shown in the legend (`lastNotNull`, `max`, `sum`).
    """
    custom: dict[str, Any] = {"scaleDistribution": {"type": "linear", "log": None}}
    if log_base:
        custom["scaleDistribution"] = {"type": "log", "log": log_base}
    if soft_min is not None:
        custom["axisSoftMin"] = soft_min
    if soft_max is not None:
        custom["axisSoftMax"] = soft_max
    return build(
        core.TimeSeries,
        targets,
        fields,
        color="palette-classic",
        drawStyle=style,
        stacking={"mode": stack or "none", "group": "A"},
        fillOpacity=fill if fill is not None else (80 if style == "bars" else 40 if stack else 10),
        lineWidth=line_width,
        lineInterpolation=interpolation,
        showPoints=points,
        spanNulls=span_nulls,
        axisLabel=axis_label,
        thresholdsStyleMode=threshold_style,
        custom=custom,
        options={"legend": legend_json(legend, calcs), "tooltip": tooltip_json("multi", "desc")},
    )
