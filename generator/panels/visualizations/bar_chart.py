"""Bar charts: a bar for each row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.visualizations.shared import Legend, Orientation, legend_json, tooltip_json


def bar_chart(
    targets: Targets,
    *,
    x: str = "",
    color_by: str = "",
    orientation: Orientation = "auto",
    stack: Literal["none", "normal", "percent"] = "none",
    show_value: Literal["auto", "always", "never"] = "auto",
    legend: Legend = "bottom",
    calcs: Sequence[str] = (),
    label_rotation: int = 0,
    label_length: int = 0,
    axis_label: str = "",
    fill: int = 80,
    **fields: Unpack[Fields],
) -> Panel:
    """A group of bars for each row: `x` is the field with the names (the first text or time by default), and
    each numeric field a bar. `label_length` cuts long names, 0 does not."""
    options: dict[str, Any] = {
        "legend": legend_json(legend, calcs),
        "tooltip": tooltip_json("multi" if stack != "none" else "single"),
        "xTickLabelMaxLength": label_length,
    }
    if x:
        options["xField"] = x
    if color_by:
        options["colorByField"] = color_by
    return build(
        core.BarChart,
        targets,
        fields,
        color="palette-classic",
        orientation=orientation,
        stacking=stack,
        showValue=show_value,
        xTickLabelRotation=label_rotation,
        axisLabel=axis_label,
        fillOpacity=fill,
        options=options,
    )
