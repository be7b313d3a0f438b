"""What belongs to the dashboard as a whole: its own keys, variables, annotations and links."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from grafanalib import core

from generator.languages.grafana.model import ALL
from generator.panels.annotations import BUILT_IN
from generator.panels.current.panel import modern_datasource, modern_link

Json = dict[str, Any]

SCHEMA_VERSION = 42

# Dead, or Grafana's own business: which database id and version a dashboard has.
_DROPPED = (
    "__inputs", "gnetId", "hideControls", "id", "rows", "sharedCrosshair", "style", "version",
)  # fmt: skip
_DEFAULT_INTERVALS = core.DEFAULT_TIME_PICKER.refreshIntervals
_ALL_WORDS = ("all", "All", ALL)
_DEAD_IN_VARIABLES = ("tagValuesQuery", "tags", "tagsQuery", "useTags")
_ONLY_FOR_INTERVALS = ("auto", "auto_count", "auto_min")


def modern_dashboard(root: Json) -> None:
    """Change a dashboard's JSON, in which nothing is null, but for its panels."""
    for key in _DROPPED:
        root.pop(key, None)
    if not root.get("description"):
        root.pop("description", None)
    root["schemaVersion"] = SCHEMA_VERSION
    root["refresh"] = root.get("refresh") or ""
    for key, default in (("fiscalYearStartMonth", 0), ("preload", False), ("weekStart", "")):
        root.setdefault(key, default)
    _time_picker(root.setdefault("timepicker", {}))
    root["links"] = [modern_link(link) for link in root.get("links", ())]
    annotations = root.setdefault("annotations", {})
    annotations["list"] = _annotations(annotations.get("list", []))
    for variable in root.setdefault("templating", {}).setdefault("list", []):
        _variable(variable)


def _time_picker(picker: Json) -> None:
    picker.pop("time_options", None)
    if picker.get("hidden") is False:
        del picker["hidden"]
    if picker.get("refresh_intervals") == _DEFAULT_INTERVALS:
        del picker["refresh_intervals"]


def _annotations(listed: list[Json]) -> list[Json]:
    for annotation in listed:
        if "datasource" in annotation:
            annotation["datasource"] = modern_datasource(annotation["datasource"])
        annotation.setdefault("enable", True)
        annotation.setdefault("iconColor", "red")
        # Before Grafana 8 the query stood beside the name.
        if isinstance(annotation.get("rawQuery"), str):
            target = {"editorMode": "code", "format": "table", "rawQuery": True, "refId": "Anno"}
            annotation["target"] = {**target, "rawSql": annotation.pop("rawQuery")}
    if any(annotation.get("builtIn") for annotation in listed):
        return listed
    return [deepcopy(dict(BUILT_IN)), *listed]


def _variable(variable: Json) -> None:
    if "datasource" in variable:
        variable["datasource"] = modern_datasource(variable["datasource"])
    if "useTags" in variable:
        _template(variable)


def _template(variable: Json) -> None:
    """What grafanalib's Template leaves out or says as an older Grafana did."""
    kind = variable.get("type")
    dead = _DEAD_IN_VARIABLES if kind == "interval" else (*_DEAD_IN_VARIABLES, *_ONLY_FOR_INTERVALS)
    for key in dead:
        variable.pop(key, None)
    if kind == "query":
        variable.setdefault("regex", "")
        if isinstance(variable.get("query"), str):
            variable.setdefault("definition", variable["query"])
    multi, include_all = variable.get("multi", False), variable.get("includeAll", False)
    options = variable.get("options", [])
    if kind == "custom" and include_all and not any(option.get("value") == ALL for option in options):
        options.insert(0, {"selected": False, "text": "All", "value": ALL})
    current = variable.pop("current", {})
    value = current.get("value")
    if include_all and (value in _ALL_WORDS or (value is None and kind == "custom")):
        text, value = "All", ALL
    elif value is None and kind == "custom" and options:
        text, value = options[0].get("text"), options[0].get("value")
    else:
        text = current.get("text", value)
    if value is None:
        return
    for option in options:
        option["selected"] = option.get("value") == value
    variable["current"] = {
        "text": [text] if multi and isinstance(text, str) else text,
        "value": [value] if multi and isinstance(value, str) else value,
    }
