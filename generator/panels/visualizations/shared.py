"""What several panel types have in common: legend, tooltip, reduction to one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Legend = Literal["bottom", "right", "table", "table-right", "none"]
Calc = Literal[
    "lastNotNull",
    "last",
    "firstNotNull",
    "first",
    "min",
    "max",
    "mean",
    "median",
    "sum",
    "count",
    "range",
    "delta",
]
Orientation = Literal["auto", "horizontal", "vertical"]

# A series that a viewer hides is hidden by an override; by default none is.
HIDE_FROM: Mapping[str, Mapping[str, bool]] = {"hideFrom": {"legend": False, "tooltip": False, "viz": False}}


def legend_json(legend: Legend, calcs: Sequence[str] = ()) -> dict[str, Any]:
    """A legend below or at the right, as a list or as a table of the calculations; or none."""
    return {
        "showLegend": legend != "none",
        "displayMode": "table" if legend.startswith("table") else "list",
        "placement": "right" if legend.endswith("right") else "bottom",
        "calcs": list(calcs),
    }


def tooltip_json(mode: str = "single", sort: str = "none") -> dict[str, Any]:
    return {"mode": mode, "sort": sort}


def reduce_json(
    calc: str, *, each_row: bool = False, fields: str = "", limit: int | None = None
) -> dict[str, Any]:
    """One value of a field by a calculation, or (`each_row`) one for each row. `fields` is a pattern."""
    reduced: dict[str, Any] = {"calcs": [calc], "fields": fields, "values": each_row}
    if limit is not None:
        reduced["limit"] = limit
    return reduced
