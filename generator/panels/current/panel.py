"""What all panels have in common: dead keys, datasource references, targets, field options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.panels.current.mappings import modern_mappings
from generator.panels.current.types import correct

Json = dict[str, Any]

# No Grafana since 7 reads these.
_DEAD = ("cacheTimeout", "editable", "error", "height", "minSpan", "span")
# Grafana leaves these out while they are as here.
_DEFAULTS: tuple[tuple[str, Any], ...] = (
    ("links", []),
    ("transformations", []),
    ("transparent", False),
    ("hideTimeOverride", False),
    ("description", ""),
)
# grafanalib's row is a panel like any other; Grafana's is only a header.
_NOT_FOR_ROWS = ("fieldConfig", "targets", "maxDataPoints", "options")
_WITHOUT_FIELDS = frozenset({"text", "dashlist", "alertlist", "news"})
_LINK_DEFAULTS: Json = {
    "asDropdown": False,
    "icon": "external link",
    "includeVars": False,
    "keepTime": False,
    "targetBlank": False,
    "tooltip": "",
    "type": "link",
}
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


def modern_panel(panel: Json) -> None:
    """Change a panel's JSON, in which nothing is null, to what a current Grafana would store."""
    for key in _DEAD:
        panel.pop(key, None)
    for key, default in _DEFAULTS:
        if key in panel and panel[key] == default:
            del panel[key]
    if panel.get("type") == "row":
        for key in _NOT_FOR_ROWS:
            panel.pop(key, None)
        return
    if "links" in panel:
        panel["links"] = [modern_link(link) for link in panel["links"]]
    _targets(panel)
    config = panel.setdefault("fieldConfig", {})
    config.setdefault("defaults", {})
    config.setdefault("overrides", [])
    correct(panel)
    _fields(panel["type"], config)


def modern_link(link: Json) -> Json:
    """A link with all the keys that Grafana's schema asks for; a link on a value has fewer."""
    return {**_LINK_DEFAULTS, "tags": [], **link}


def modern_datasource(datasource: Any) -> Any:
    """A reference for a datasource given by name or variable; only Grafana's own ones have a known plugin."""
    if not isinstance(datasource, str):
        return datasource
    kind = _OWN_DATASOURCES.get(datasource)
    return {"type": kind, "uid": datasource} if kind else {"uid": datasource}


def _targets(panel: Json) -> None:
    if "datasource" in panel:
        panel["datasource"] = modern_datasource(panel["datasource"])
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
        if "datasource" in target:
            target["datasource"] = modern_datasource(target["datasource"])
        elif "datasource" in panel:
            target["datasource"] = dict(panel["datasource"])
        if "rawSql" in target:
            _sql(target)
    if "datasource" not in panel:
        asked = [target["datasource"] for target in targets if "datasource" in target]
        if asked:
            same = all(each == asked[0] for each in asked)
            panel["datasource"] = dict(asked[0]) if same else modern_datasource("-- Mixed --")


def _sql(target: Json) -> None:
    if "expr" in target:
        for key in _NOT_SQL:
            target.pop(key, None)
    target.setdefault("editorMode", "code")
    if target.get("format") == "logs":
        target["format"] = "table"  # the backend panics at "logs"


def _ref_ids() -> Iterator[str]:
    """A to Z, then AA, AB and so on, as Grafana counts."""
    yield from _LETTERS
    for first in _LETTERS:
        for second in _LETTERS:
            yield first + second


def _fields(kind: str, config: Json) -> None:
    defaults = config["defaults"]
    if kind in _WITHOUT_FIELDS:
        defaults.pop("thresholds", None)
        defaults.pop("custom", None)
    if "thresholds" in defaults:
        _thresholds(defaults["thresholds"])
    if "mappings" in defaults:
        defaults["mappings"] = modern_mappings(defaults["mappings"])
    if defaults.get("unit") == "":
        del defaults["unit"]
    if defaults.get("color", {}).get("fixedColor") == "none":
        del defaults["color"]["fixedColor"]
    for override in config["overrides"]:
        for option in override.get("properties", ()):
            if option.get("id") == "thresholds":
                _thresholds(option["value"])


def _thresholds(thresholds: Json) -> None:
    """Steps of a colour and a value. The first has no bound below, which Grafana writes as null.

    Without any step Grafana would colour numbers red from 80 on.
    """
    steps = [{"color": step["color"], "value": step.get("value")} for step in thresholds.get("steps") or ()]
    if not steps:
        steps = [{"color": "green", "value": None}]
    steps[0]["value"] = None
    thresholds["steps"] = steps
