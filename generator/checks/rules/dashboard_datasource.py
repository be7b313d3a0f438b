from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.checks.grafana_json import variable_names
from generator.checks.rule import Problem
from generator.checks.subjects import POSTGRES_TYPES, DashboardSubject, ProjectSubject
from generator.checks.walk import dashboard_rule
from generator.errors import Location
from generator.finding import Severity
from generator.suggest import did_you_mean

# Datasources that every Grafana has.
_BUILT_IN = frozenset({"-- Grafana --", "-- Mixed --", "-- Dashboard --", "grafana", "__expr__", "-100"})
_WITHOUT_DATA = frozenset({"row", "text", "alertlist", "dashlist", "annolist", "news", "welcome"})


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    for place, reference, location in _references(dashboard):
        problem = _judge(reference, dashboard.project)
        if problem:
            message, hint = problem
            yield Problem(f"{place} {message}", hint, location=location)


def _references(dashboard: DashboardSubject) -> Iterator[tuple[str, Any, Location]]:
    for panel in dashboard.panels:
        own = panel.json.get("datasource")
        if panel.type in _WITHOUT_DATA:
            continue
        if own is not None:
            yield f"panel {panel.name}", own, panel.location
        for target in panel.targets:
            if target.json.get("datasource") or own is None:
                yield f"query {target.ref_id or '?'} of panel {panel.name}", target.datasource, panel.location
    for variable in dashboard.variables.values():
        if variable.type == "query":
            yield f"the variable ${variable.name}", variable.json.get("datasource"), dashboard.location
    for annotation in (dashboard.json.get("annotations") or {}).get("list") or ():
        yield (
            f"the annotation {annotation.get('name', '')!r}",
            annotation.get("datasource"),
            dashboard.location,
        )


def _judge(reference: Any, project: ProjectSubject) -> tuple[str, str] | None:
    """What is wrong with a reference to a datasource, and what to do; None if nothing is."""
    if not reference:
        return "names no datasource", "Grafana would take whichever is the default"
    if isinstance(reference, str):
        return f"names its datasource by {reference!r} only", "write {type, uid}"
    uid, type_ = str(reference.get("uid") or ""), str(reference.get("type") or "")
    if uid in _BUILT_IN or type_ == "__expr__" or any(variable_names(uid)):
        return None
    known = project.datasources.get(uid)
    if known is None:
        return f"names the datasource {uid!r}, which the project does not have", did_you_mean(
            uid, project.datasources
        )
    if not type_:
        return f"names the datasource {uid!r} without its type", f"write type {known!r}"
    if type_ != known and not {type_, known} <= POSTGRES_TYPES:
        return f"calls the datasource {uid!r} a {type_}", f"it is a {known}"
    return None


RULE = dashboard_rule(
    "dashboard-datasource",
    "A panel whose datasource does not exist shows an error, and nothing but its own reader notices.",
    Severity.ERROR,
    check,
)
