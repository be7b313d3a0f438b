"""The canonical form of a dashboard: `{"dashboard": ..., "folderUid": ...}`.

What Grafana adds when it saves (id, version), what its editor adds when somebody presses save (the built-in
annotation, empty lists, the version of a plugin), and the order of panels, which their places give, make no
difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.panels.annotations import BUILT_IN
from generator.sync.forms import Json, tidy, without_defaults, without_keys
from generator.sync.forms.panel import canonical_panels

IDENTITY = ("id", "uid", "version", "iteration")
"""What tells one dashboard, and one version of it, from another."""

_DEFAULTS: Json = {
    "annotations": {},
    "description": "",
    "editable": True,
    "fiscalYearStartMonth": 0,
    "graphTooltip": 0,
    "links": [],
    "liveNow": False,
    "panels": [],
    "preload": False,
    "refresh": "",
    "style": "dark",
    "tags": [],
    "templating": {},
    "timepicker": {},
    "timezone": "",
    "weekStart": "",
}

_VARIABLE_DEFAULTS: Json = {
    "allowCustomValue": True,
    "description": "",
    "hide": 0,
    "includeAll": False,
    "label": "",
    "multi": False,
    "options": [],
    "regex": "",
    "skipUrlSync": False,
    "sort": 0,
}

_BUILT_IN_TARGET: Json = {"limit": 100, "matchAny": False, "tags": [], "type": "dashboard"}


def canonical(dashboard: Mapping[str, Any], folder_uid: str) -> Json:
    """The form of a dashboard in a folder; `folder_uid` is empty, or `general`, for no folder."""
    tidied = without_keys(tidy(dashboard), *IDENTITY)
    if "panels" in tidied:
        tidied["panels"] = canonical_panels(tidied["panels"])
    if "annotations" in tidied:
        tidied["annotations"] = _listed(tidied["annotations"], _annotations)
    if "templating" in tidied:
        tidied["templating"] = _listed(tidied["templating"], _variables)
    if isinstance(tidied.get("tags"), list):
        tidied["tags"] = sorted(set(map(str, tidied["tags"])))
    if tidied.get("refresh") is False:
        del tidied["refresh"]
    return {
        "dashboard": without_defaults(tidied, _DEFAULTS),
        "folderUid": "" if folder_uid == "general" else folder_uid,
    }


def _listed(node: Any, change: Any) -> Any:
    """`{"list": [...]}` with its list changed; nothing of it where the list is empty."""
    if not isinstance(node, dict) or not isinstance(node.get("list"), list):
        return node
    changed = change([item for item in node["list"] if isinstance(item, dict)])
    return without_defaults({**node, "list": changed}, {"list": []})


def _annotations(annotations: list[Json]) -> list[Json]:
    shown = []
    for annotation in annotations:
        built_in = without_defaults(annotation, {"target": _BUILT_IN_TARGET})
        if built_in != BUILT_IN:
            shown.append(without_defaults(annotation, {"hide": False}))
    return shown


def _variables(variables: list[Json]) -> list[Json]:
    return [without_defaults(variable, _VARIABLE_DEFAULTS) for variable in variables]
