"""Stat: one number, large."""

from __future__ import annotations

from typing import Literal, Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization
from generator.panels.visualizations.shared import Calc, Orientation, reduce_json


def stat(
    targets: Targets,
    *,
    calc: Calc = "lastNotNull",
    each_row: bool = False,
    fields: str = "",
    color_mode: Literal["value", "background", "background_solid", "none"] = "value",
    graph: Literal["none", "area"] = "none",
    text: Literal["auto", "value", "value_and_name", "name", "none"] = "auto",
    justify: Literal["auto", "center"] = "auto",
    orientation: Orientation = "auto",
    percent_change: bool = False,
    **common: Unpack[Fields],
) -> Panel:
    """One number for each field (or, with `each_row`, for each row), coloured by the thresholds."""
    return build(
        Visualization,
        targets,
        common,
        type="stat",
        usual_height=4,
        options={
            "reduceOptions": reduce_json(calc, each_row=each_row, fields=fields),
            "colorMode": color_mode,
            "graphMode": graph,
            "textMode": text,
            "justifyMode": justify,
            "orientation": orientation,
            "showPercentChange": percent_change,
        },
    )
