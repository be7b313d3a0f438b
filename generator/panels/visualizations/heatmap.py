"""Heatmaps: how often values fall into each bucket, over time."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.panel import Visualization
from generator.panels.visualizations.shared import HIDE_FROM


def heatmap(
    targets: Targets,
    *,
    calculate: bool = True,
    x_buckets: int | str = "",
    y_buckets: int | float | str = "",
    log_base: Literal[0, 2, 10] = 0,
    scheme: str = "Oranges",
    reverse_colors: bool = False,
    show_value: Literal["auto", "always", "never"] = "never",
    y_label: str = "",
    legend: bool = True,
    **fields: Unpack[Fields],
) -> Panel:
    """Colours by count. With `calculate` Grafana makes the buckets of raw values, else each field is one.

    `x_buckets` and `y_buckets` are a number of buckets, or a size as text (`"5m"`, `"100"`); Grafana decides
    where they are empty. The unit is that of the values, or of the counts where the query makes the buckets.
    """
    scale = {"type": "log", "log": log_base} if log_base else {"type": "linear"}
    axis: dict[str, Any] = {"axisPlacement": "left", "reverse": False}
    if y_label:
        axis["axisLabel"] = y_label
    return build(
        Visualization,
        targets,
        fields,
        type="heatmap",
        custom={
            **HIDE_FROM,
            "scaleDistribution": {"type": "linear"},
        },
        options={
            "calculate": calculate,
            "calculation": {
                "xBuckets": _buckets(x_buckets),
                "yBuckets": {**_buckets(y_buckets), "scale": scale},
            },
            "cellValues": {},
            "color": {
                "exponent": 0.5,
                "fill": "dark-orange",
                "mode": "scheme",
                "reverse": reverse_colors,
                "scale": "exponential",
                "scheme": scheme,
                "steps": 64,
            },
            "legend": {"show": legend},
            "showValue": show_value,
            "yAxis": axis,
        },
    )


def _buckets(given: float | str) -> dict[str, Any]:
    if isinstance(given, str):
        return {"mode": "size", "value": given} if given else {}
    return {"mode": "count", "value": str(given)}
