from __future__ import annotations

from collections.abc import Iterator

from generator.checks.grafana_json import mappings
from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity

_NUMERIC = frozenset(
    {
        "timeseries",
        "stat",
        "gauge",
        "bargauge",
        "barchart",
        "piechart",
        "histogram",
        "heatmap",
        "trend",
        "xychart",
        "candlestick",
    }
)


def check(panel: PanelSubject) -> Iterator[Problem]:
    if panel.type in _NUMERIC and panel.targets and not _has_unit(panel):
        yield Problem(
            f"panel {panel.name} has no unit",
            'name one in the panel or in its query\'s `-- unit:`; "short" is for plain counts',
        )


def _has_unit(panel: PanelSubject) -> bool:
    """A default unit, one for some fields, or the unit of a heatmap's axis or cells."""
    config = panel.json.get("fieldConfig") or {}
    places = (config.get("defaults") or {}, *mappings(panel.json.get("options")))
    overrides = (
        prop
        for override in config.get("overrides") or ()
        for prop in override.get("properties") or ()
        if prop.get("id") == "unit"
    )
    return any(place.get("unit") for place in places) or any(prop.get("value") for prop in overrides)


RULE = panel_rule(
    "panel-unit",
    "A number without a unit is read as whatever its reader expects: 900 may be seconds or milliseconds.",
    Severity.WARNING,
    check,
)
