"""What single panel types need, where grafanalib's class writes them as an older Grafana did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from generator.panels.current.heatmap import heatmap

Json = dict[str, Any]


def _legend(panel: Json) -> None:
    """Schema version 37: whether there is a legend is `showLegend`, no longer a display mode."""
    legend = panel["options"].get("legend")
    if legend is None:
        return
    if legend.get("displayMode") == "hidden":
        legend.update(displayMode="list", showLegend=False)
    legend.setdefault("showLegend", True)
    legend.setdefault("calcs", [])
    panel["options"].get("tooltip", {}).setdefault("sort", "none")


def _timeseries(panel: Json) -> None:
    _legend(panel)
    custom = panel["fieldConfig"]["defaults"].get("custom", {})
    if custom.get("stacking") == {}:
        custom["stacking"] = {"mode": "none", "group": "A"}
    if custom.get("scaleDistribution", {}).get("type") == "linear":
        custom["scaleDistribution"] = {"type": "linear"}


# Options that Grafana always writes, for panels that say nothing of them.
_DEFAULTS: Mapping[str, Json] = {
    "barchart": {"fullHighlight": False, "xTickLabelMaxLength": 0},
    "bargauge": {
        "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
        "maxVizHeight": 300,
        "minVizHeight": 16,
        "minVizWidth": 8,
        "namePlacement": "auto",
        "showUnfilled": True,
        "sizing": "auto",
        "valueMode": "color",
    },
    "dashlist": {"includeVars": False, "keepTime": False, "showFolderNames": True},
    "gauge": {"minVizHeight": 75, "minVizWidth": 75, "orientation": "auto", "sizing": "auto"},
    "heatmap": {
        "cellGap": 1,
        "exemplars": {"color": "rgba(255,0,255,0.7)"},
        "filterValues": {"le": 1e-9},
        "rowsFrame": {"layout": "auto"},
        "showValue": "never",
        "tooltip": {"mode": "single", "showColorScale": False, "yHistogram": False},
    },
    "histogram": {"tooltip": {"mode": "single", "sort": "none"}},
    "logs": {"showLogContextToggle": False},
    "piechart": {"orientation": "auto"},
    "stat": {"percentChangeColorMode": "standard", "showPercentChange": False, "wideLayout": True},
    "table": {"frameIndex": 0},
}


def _reduce(source: Json) -> Json:
    reduced = {
        "calcs": source.pop("calcs", ["lastNotNull"]),
        "fields": "",
        "values": source.pop("values", False),
    }
    if "limit" in source:
        reduced["limit"] = source.pop("limit")
    return reduced


def _gauge(panel: Json) -> None:
    """grafanalib's GaugePanel has the options among those of the fields."""
    config = panel["fieldConfig"]
    if "showThresholdLabels" not in config:
        return
    defaults = config["defaults"]
    panel["options"] = {
        "reduceOptions": _reduce(defaults),
        "showThresholdLabels": config.pop("showThresholdLabels"),
        "showThresholdMarkers": config.pop("showThresholdMarkers", True),
        **panel["options"],
    }
    _name_by_title(defaults)


def _bar_gauge(panel: Json) -> None:
    """grafanalib's BarGauge keeps the options of fields where Grafana had them before 7."""
    options = panel["options"]
    old = options.pop("fieldOptions", None)
    if old is None:
        return
    for key in ("showThresholdLabels", "showThresholdMarkers"):
        options.pop(key, None)
    defaults = panel["fieldConfig"]["defaults"]
    defaults.update(old.pop("defaults", {}))
    if old.get("mappings"):
        defaults["mappings"] = old["mappings"]
    panel["options"] = {"reduceOptions": _reduce(old), **options}
    _name_by_title(defaults)


def _name_by_title(defaults: Json) -> None:
    defaults.pop("override", None)
    title = defaults.pop("title", None)
    if title is not None:
        defaults["displayName"] = title


_OLD_CELLS: Mapping[str, Json] = {
    "basic": {"type": "gauge", "mode": "basic"},
    "gradient-gauge": {"type": "gauge", "mode": "gradient"},
    "lcd-gauge": {"type": "gauge", "mode": "lcd"},
    "color-background": {"type": "color-background", "mode": "gradient"},
    "color-background-solid": {"type": "color-background", "mode": "basic"},
}


def _cell(mode: str) -> Json:
    """Schema version 38: a cell's display mode became an object."""
    return dict(_OLD_CELLS.get(mode, {"type": mode}))


def _table(panel: Json) -> None:
    """grafanalib's Table has colour and mappings at the panel's root, where Grafana does not look."""
    defaults = panel["fieldConfig"]["defaults"]
    for key in ("color", "mappings"):
        if panel.get(key):
            defaults.setdefault(key, panel[key])
    for key in ("color", "columns", "fontSize", "mappings"):
        panel.pop(key, None)
    custom = defaults.get("custom", {})
    if "displayMode" in custom:
        mode = custom.pop("displayMode")
        custom.setdefault("cellOptions", _cell(mode))
        custom.setdefault("inspect", False)
    for override in panel["fieldConfig"].get("overrides", ()):
        for option in override.get("properties", ()):
            if option.get("id") == "custom.displayMode":
                option.update(id="custom.cellOptions", value=_cell(option["value"]))


_OLD_DASHBOARD_LIST = {
    "headings": "showHeadings",
    "limit": "maxItems",
    "query": "query",
    "recent": "showRecentlyViewed",
    "search": "showSearch",
    "starred": "showStarred",
    "tags": "tags",
}


def _dashboard_list(panel: Json) -> None:
    """grafanalib's DashboardList has its options at the panel's root."""
    for key, new in _OLD_DASHBOARD_LIST.items():
        if key in panel:
            panel["options"].setdefault(new, panel.pop(key))


_OLD_STATES = {
    "alerting": "firing",
    "execution_error": "error",
    "no_data": "noData",
    "ok": "normal",
    "pending": "pending",
}


def _alert_list(panel: Json) -> None:
    """grafanalib's AlertList is the one of the alerting that Grafana 11 took out."""
    if "onlyAlertsOnDashboard" not in panel:
        return
    states = panel.pop("stateFilter", [])
    name = panel.pop("nameFilter", "")
    options = panel["options"]
    panel["options"] = {
        "alertInstanceLabelFilter": "",
        "dashboardAlerts": panel.pop("onlyAlertsOnDashboard"),
        "groupBy": [],
        "groupMode": "default",
        "maxItems": panel.pop("limit", 20),
        "showInactiveAlerts": False,
        "sortOrder": panel.pop("sortOrder", 1),
        "stateFilter": {new: not states or old in states for old, new in _OLD_STATES.items()},
        "viewMode": "list",
        **options,
        "alertName": options.get("alertName") or name,
    }
    for key in ("dashboardTags", "show"):
        panel.pop(key, None)


_CORRECTIONS: Mapping[str, Callable[[Json], None]] = {
    "alertlist": _alert_list,
    "barchart": _legend,
    "bargauge": _bar_gauge,
    "dashlist": _dashboard_list,
    "gauge": _gauge,
    "heatmap": heatmap,
    "histogram": _legend,
    "piechart": _legend,
    "state-timeline": _legend,
    "table": _table,
    "timeseries": _timeseries,
}


def correct(panel: Json) -> None:
    """Bring what is a panel type's own up to date. The panel's fieldConfig and its defaults must be there."""
    kind = panel["type"]
    if not panel.get("options"):
        panel["options"] = {}
    fix = _CORRECTIONS.get(kind)
    if fix is not None:
        fix(panel)
    for name, default in _DEFAULTS.get(kind, {}).items():
        if name not in panel["options"]:
            panel["options"][name] = deepcopy(default)
