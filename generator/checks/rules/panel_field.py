from __future__ import annotations

from collections.abc import Iterator

from generator.checks.result_fields import result_fields
from generator.checks.rule import Problem
from generator.checks.subjects import PanelSubject
from generator.checks.walk import panel_rule
from generator.finding import Severity
from generator.suggest import did_you_mean

_OPTIONS = ("xField", "colorByField")


def check(panel: PanelSubject) -> Iterator[Problem]:
    fields = result_fields(panel)
    if fields is None:
        return
    for what, name in _named(panel):
        if name not in fields:
            yield Problem(
                f"{what} of panel {panel.name} names the field {name!r}, which no query returns",
                did_you_mean(name, fields),
            )


def _named(panel: PanelSubject) -> Iterator[tuple[str, str]]:
    """The fields that overrides and options name, with what names them."""
    for override in (panel.json.get("fieldConfig") or {}).get("overrides") or ():
        matcher = override.get("matcher") or {}
        if matcher.get("id") == "byName":
            yield "an override", str(matcher.get("options"))
        elif matcher.get("id") == "byNames":
            for name in (matcher.get("options") or {}).get("names") or ():
                yield "an override", str(name)
    options = panel.json.get("options") or {}
    for option in _OPTIONS:
        if options.get(option):
            yield option, str(options[option])
    for sort in options.get("sortBy") or ():
        if isinstance(sort, dict) and sort.get("displayName"):
            yield "sortBy", str(sort["displayName"])


RULE = panel_rule(
    "panel-field",
    "An override or an option for a field that is not there does nothing.",
    Severity.ERROR,
    check,
)
