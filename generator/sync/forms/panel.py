"""The canonical form of panels, in a dashboard and in the library."""

from __future__ import annotations

from typing import Any

from generator.sync.forms import Json, without_defaults, without_keys

_ADDED = ("pluginVersion",)

_DEFAULTS: Json = {
    "collapsed": False,
    "description": "",
    "fieldConfig": {},
    "hideTimeOverride": False,
    "links": [],
    "options": {},
    "panels": [],
    "repeat": "",
    "targets": [],
    "title": "",
    "transformations": [],
    "transparent": False,
}

_FIELD_DEFAULTS: Json = {"defaults": {}, "overrides": []}

_TARGET_DEFAULTS: Json = {
    "hide": False,
    # CloudWatch's, which its editor fills in.
    "id": "",
    "logGroupNames": [],
    "queryLanguage": "CWLI",
    "statsGroups": [],
}

_OF_A_PLACE = ("id", "gridPos", "repeat", "repeatDirection", "maxPerRow")
"""What a panel from the library has of its own in a dashboard; the rest is the library's, and Grafana fills
it in or not as it likes."""


def canonical_panels(panels: Any) -> Any:
    """The panels of a tidied dashboard or row, from the top left to the bottom right."""
    if not isinstance(panels, list):
        return panels
    return sorted((canonical_panel(panel) for panel in panels if isinstance(panel, dict)), key=_place)


def canonical_panel(panel: Json) -> Json:
    """One tidied panel."""
    library = panel.get("libraryPanel")
    if isinstance(library, dict) and library.get("uid"):
        place = {key: value for key, value in panel.items() if key in _OF_A_PLACE}
        return without_defaults({**place, "libraryPanel": {"uid": library["uid"]}}, _DEFAULTS)
    changed = without_keys(panel, *_ADDED)
    if isinstance(changed.get("fieldConfig"), dict):
        changed["fieldConfig"] = without_defaults(changed["fieldConfig"], _FIELD_DEFAULTS)
    if isinstance(changed.get("targets"), list):
        changed["targets"] = [
            _target(target) if isinstance(target, dict) else target for target in changed["targets"]
        ]
    if "panels" in changed:
        changed["panels"] = canonical_panels(changed["panels"])
    return without_defaults(changed, _DEFAULTS)


def _target(target: Json) -> Json:
    changed = without_defaults(target, _TARGET_DEFAULTS)
    if isinstance(changed.get("logGroups"), list):
        # The name of the account is for show, and asked of AWS each time.
        changed["logGroups"] = [
            without_keys(group, "accountLabel") if isinstance(group, dict) else group
            for group in changed["logGroups"]
        ]
    return changed


def _place(panel: Json) -> tuple[float, float, str]:
    grid = panel.get("gridPos")
    grid = grid if isinstance(grid, dict) else {}
    return (_number(grid.get("y")), _number(grid.get("x")), str(panel.get("id", "")))


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
