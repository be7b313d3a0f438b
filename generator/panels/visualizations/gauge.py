"""Gauges: a number on a dial, or as a bar for each row."""

from __future__ import annotations

from typing import Literal, Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization
from generator.panels.visualizations.shared import Calc, Orientation, reduce_json


def gauge(
    targets: Targets,
    *,
    calc: Calc = "lastNotNull",
    each_row: bool = False,
    fields: str = "",
    labels: bool = False,
    markers: bool = True,
    orientation: Orientation = "auto",
    **common: Unpack[Fields],
) -> Panel:
    """A dial from `min` to `max`. `labels` and `markers` show where the thresholds are."""
    return build(
        Visualization,
        targets,
        common,
        type="gauge",
        usual_height=6,
        options={
            "reduceOptions": reduce_json(calc, each_row=each_row, fields=fields),
            "showThresholdLabels": labels,
            "showThresholdMarkers": markers,
            "orientation": orientation,
        },
    )


def bar_gauge(
    targets: Targets,
    *,
    calc: Calc = "lastNotNull",
    each_row: bool = True,
    fields: str = "",
    limit: int | None = None,
    style: Literal["basic", "gradient", "lcd"] = "gradient",
    value_color: Literal["color", "text", "hidden"] = "color",
    unfilled: bool = True,
    orientation: Orientation = "horizontal",
    **common: Unpack[Fields],
) -> Panel:
    """A bar for each row (`limit` at most), or with `each_row=False` for each field."""
    return build(
        Visualization,
        targets,
        common,
        type="bargauge",
        options={
            "reduceOptions": reduce_json(calc, each_row=each_row, fields=fields, limit=limit),
            "displayMode": style,
            "valueMode": value_color,
            "showUnfilled": unfilled,
            "orientation": orientation,
        },
    )
