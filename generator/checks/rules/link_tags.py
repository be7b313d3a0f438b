from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject
from generator.checks.walk import dashboard_rule
from generator.errors import Location
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    dashboards = dashboard.project.dashboards
    tagged = [set(other.json.get("tags") or ()) for other in dashboards]
    for what, tags, location in _lists(dashboard):
        if not any(tags <= others for others in tagged):
            known = set().union(*tagged)
            missing = sorted(tags - known)
            yield Problem(
                f"{what} is empty: no dashboard has the {_names(sorted(tags))}",
                did_you_mean(missing[0], known) if missing else "",
                location=location,
            )


def _lists(dashboard: DashboardSubject) -> Iterator[tuple[str, set[str], Location]]:
    """Menus and panels that list dashboards by their tags."""
    for link in dashboard.json.get("links") or ():
        if link.get("type") == "dashboards" and link.get("tags"):
            yield f"the menu {link.get('title', '')!r}", set(link["tags"]), dashboard.location
    for panel in dashboard.panels:
        options = panel.json.get("options") or {}
        if panel.type == "dashlist" and options.get("showSearch") and options.get("tags"):
            yield f"the list in panel {panel.name}", set(options["tags"]), panel.location


def _names(tags: list[str]) -> str:
    return f"tag{'s' if len(tags) > 1 else ''} {', '.join(tags)}"


RULE = dashboard_rule(
    "link-tags",
    "A menu of dashboards by a tag that none of them has is empty.",
    Severity.WARNING,
    check,
)
