"""Heatmaps, which grafanalib writes as Grafana 7 did."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def heatmap(panel: Json) -> None:
    """A heatmap has its unit in its options, and neither thresholds nor colours of fields.

    Where Grafana makes the buckets, the unit is that of the axis; else that of the counts in the cells.
    """
    if "dataFormat" in panel:
        _angular_heatmap(panel)
    defaults = panel["fieldConfig"]["defaults"]
    for key in ("color", "thresholds"):
        defaults.pop(key, None)
    unit = defaults.pop("unit", "")
    if unit:
        place = "yAxis" if panel["options"].get("calculate") else "cellValues"
        panel["options"].setdefault(place, {}).setdefault("unit", unit)


def _angular_heatmap(panel: Json) -> None:
    """grafanalib's Heatmap is the one of Grafana 7."""
    old = {key: panel.pop(key) for key in _OLD_HEATMAP if key in panel}
    color, axis, cards = old["color"], old.get("yAxis", {}), old.get("cards", {})
    scheme = color.get("colorScheme", "").removeprefix("interpolate") or "Oranges"
    opacity = color.get("mode") == "opacity"
    panel["options"] = {
        "calculate": old["dataFormat"] == "timeseries",
        "calculation": {
            "xBuckets": _buckets(old.get("xBucketNumber"), old.get("xBucketSize")),
            "yBuckets": _buckets(old.get("yBucketNumber"), old.get("yBucketSize")),
        },
        "cellGap": cards.get("cardPadding", 1),
        "color": {
            "exponent": color.get("exponent", 0.5),
            "fill": color.get("cardColor", "dark-orange") if opacity else "dark-orange",
            "mode": "opacity" if opacity else "scheme",
            "reverse": False,
            "scale": "exponential",
            "scheme": scheme,
            "steps": 64,
            **{end: color[end] for end in ("min", "max") if end in color},
        },
        "legend": {"show": bool(old.get("legend", {}).get("show"))},
        "rowsFrame": {"layout": _LAYOUTS.get(old.get("yBucketBound", ""), "auto")},
        "yAxis": {
            "axisPlacement": "left",
            "reverse": bool(old.get("reverseYBuckets")),
            **{new: axis[key] for key, new in _AXIS.items() if key in axis},
        },
    }


_OLD_HEATMAP = (
    "cards", "color", "dataFormat", "heatmap", "hideZeroBuckets", "highlightCards", "legend",
    "reverseYBuckets", "tooltip", "xAxis", "xBucketNumber", "xBucketSize", "yAxis", "yBucketBound",
    "yBucketNumber", "yBucketSize",
)  # fmt: skip
_LAYOUTS = {"upper": "ge", "lower": "le", "middle": "unknown"}
_AXIS = {"decimals": "decimals", "format": "unit", "label": "axisLabel", "max": "max", "min": "min"}


def _buckets(number: Any, size: Any) -> Json:
    if number:
        return {"mode": "count", "value": str(number)}
    return {"mode": "size", "value": str(size)} if size else {}
