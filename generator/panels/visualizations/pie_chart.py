"""Pie charts: shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.visualizations.shared import (
    HIDE_FROM,
    Calc,
    Legend,
    legend_json,
    reduce_json,
    tooltip_json,
)

Shown = Literal["name", "value", "percent"]


def pie_chart(
    targets: Targets,
    *,
    donut: bool = True,
    calc: Calc = "lastNotNull",
    each_row: bool = True,
    limit: int | None = None,
    labels: Sequence[Shown] = (),
    legend: Legend = "table-right",
    legend_values: Sequence[Literal["value", "percent"]] = ("value", "percent"),
    **fields: Unpack[Fields],
) -> Panel:
    """A slice for each row, or with `each_row=False` for each field. `labels` stand on the slices."""
    return build(
        core.PieChartv2,
        targets,
        fields,
        color="palette-classic",
        pieType="donut" if donut else "pie",
        custom=HIDE_FROM,
        options={
            "reduceOptions": reduce_json(calc, each_row=each_row, limit=limit),
            "displayLabels": list(labels),
            "legend": {**legend_json(legend), "values": list(legend_values)},
            "tooltip": tooltip_json(),
        },
    )
