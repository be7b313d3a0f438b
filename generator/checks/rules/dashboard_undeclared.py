from __future__ import annotations

from collections.abc import Iterator

from generator.checks.grafana_json import strings, variable_names
from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject
from generator.checks.walk import dashboard_rule
from generator.errors import Location
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    reported: set[tuple[Location, str, str]] = set()
    for place, text, location in _texts(dashboard):
        for name in variable_names(text):
            if name in dashboard.variables or (location, place, name) in reported:
                continue
            reported.add((location, place, name))
            yield Problem(
                f"{place} names ${name}, which the dashboard does not declare",
                did_you_mean(name, dashboard.variables),
                location=location,
            )


def _texts(dashboard: DashboardSubject) -> Iterator[tuple[str, str, Location]]:
    """Texts that Grafana fills in, those of queries left out: a name there is a fault of the query."""
    yield "the dashboard's title", str(dashboard.json.get("title") or ""), dashboard.location
    for panel in dashboard.panels:
        yield f"the title of panel {panel.name}", panel.title, panel.location
        for target in panel.targets:
            asked = target.text_key.key if target.text_key else ""
            rest = {key: value for key, value in target.json.items() if key != asked}
            for text in strings(rest):
                yield f"query {target.ref_id or '?'} of panel {panel.name}", text, panel.location
    for link in dashboard.links:
        owner = f"panel {link.panel.name}" if link.panel else "the dashboard"
        for text in (link.url, link.title):
            yield f"a link of {owner}", text, link.location


RULE = dashboard_rule(
    "dashboard-undeclared",
    "A variable that is not declared is not filled in: its name is shown, or sent, as it stands.",
    Severity.ERROR,
    check,
)
