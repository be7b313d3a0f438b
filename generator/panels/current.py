"""A panel's JSON as a current Grafana stores it (12.2, schema version 42)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Keys that no Grafana since 7 reads.
_DEAD = ("cacheTimeout", "editable", "error", "height", "minSpan", "span")
# Grafana leaves these out while they are as here.
_DEFAULTS: tuple[tuple[str, Any], ...] = (
    ("links", []), ("transformations", []), ("transparent", False), ("hideTimeOverride", False), ("description", ""),
)  # fmt: skip
_ROW_KEYS = frozenset({"collapsed", "datasource", "gridPos", "id", "panels", "repeat", "title", "type"})
_PANEL_LINK = {
    "asDropdown": False, "icon": "external link", "includeVars": False, "keepTime": False, "tags": [],
    "targetBlank": False, "tooltip": "", "type": "link",
}  # fmt: skip
# What grafanalib's SqlTarget inherits from targets of other datasources.
_NOT_SQL = (
    "expr",
    "instant",
    "interval",
    "intervalFactor",
    "legendFormat",
    "metric",
    "query",
    "step",
    "target",
)
_OWN_DATASOURCES = {"-- Mixed --": "datasource", "-- Dashboard --": "datasource", "-- Grafana --": "grafana"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bring_up_to_date(panel: dict[str, Any]) -> None:
    """Change a panel's JSON, in which nothing is null, to what a current Grafana would store."""
    if panel.get("type") == "row":
        for key in panel.keys() - _ROW_KEYS:
            del panel[key]
        return
    for key in _DEAD:
        panel.pop(key, None)
    for key, default in _DEFAULTS:
        if panel.get(key) == default:
            panel.pop(key, None)
    if "links" in panel:
        panel["links"] = [{**_PANEL_LINK, **link} for link in panel["links"]]
    _targets(panel)
    _fields(panel)


def _targets(panel: dict[str, Any]) -> None:
    datasource = panel.get("datasource")
    if isinstance(datasource, str):
        datasource = panel["datasource"] = datasource_reference(datasource)
    targets = panel.get("targets")
    if not targets:
        panel.pop("targets", None)
        return
    taken = {target.get("refId") for target in targets}
    free = (name for name in _ref_ids() if name not in taken)
    for target in targets:
        if not target.get("refId"):
            target["refId"] = next(free)
        if target.get("hide") is False:
            del target["hide"]
        own = target.get("datasource", datasource)
        if own is not None:
            target["datasource"] = datasource_reference(own) if isinstance(own, str) else own
        if "rawSql" in target:
            for key in _NOT_SQL:
                target.pop(key, None)
            target.setdefault("editorMode", "code")
            if target.get("format") == "logs":
                target["format"] = "table"  # the backend panics at "logs"
    if datasource is None:
        first = targets[0].get("datasource")
        if first is not None:
            same = all(target.get("datasource") == first for target in targets)
            panel["datasource"] = first if same else datasource_reference("-- Mixed --")


def datasource_reference(name: str) -> dict[str, str]:
    """A reference by uid (or by a variable) for one by name, whose plugin is known only for Grafana's own."""
    kind = _OWN_DATASOURCES.get(name)
    return {"type": kind, "uid": name} if kind else {"uid": name}


def _ref_ids() -> Iterator[str]:
    """A to Z, then AA, AB and so on, as Grafana counts."""
    yield from _LETTERS
    for first in _LETTERS:
        for second in _LETTERS:
            yield first + second


def _fields(panel: dict[str, Any]) -> None:
    config = panel.setdefault("fieldConfig", {})
    defaults = config.setdefault("defaults", {})
    overrides = config.setdefault("overrides", [])
    if "thresholds" in defaults:
        _thresholds(defaults["thresholds"])
    if defaults.get("unit") == "":
        del defaults["unit"]
    for override in overrides:
        for option in override.get("properties", ()):
            if option.get("id") == "thresholds":
                _thresholds(option["value"])


def _thresholds(thresholds: dict[str, Any]) -> None:
    """Steps as Grafana keeps them: colour and value, the first one without bound below, which it writes as null."""
    steps = [{"color": step["color"], "value": step.get("value")} for step in thresholds.get("steps") or ()]
    if not steps:
        steps = [{"color": "green", "value": None}]
    steps[0]["value"] = None
    thresholds["steps"] = steps
