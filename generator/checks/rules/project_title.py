from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject, ProjectSubject
from generator.checks.walk import project_rule
from generator.finding import Severity


def check(project: ProjectSubject) -> Iterator[Problem]:
    # All dashboards of a store are provisioned into one folder.
    seen: dict[str, DashboardSubject] = {}
    for dashboard in project.dashboards:
        title = str(dashboard.json.get("title") or "").strip()
        if not title:
            yield Problem("the dashboard has no title", "give it one", location=dashboard.location)
            continue
        first = seen.setdefault(title.casefold(), dashboard)
        if first is not dashboard:
            yield Problem(
                f"the dashboard at {first.location} has the title {title!r} too",
                "give each its own",
                location=dashboard.location,
            )


RULE = project_rule(
    "duplicate-title",
    "Grafana's file provisioning stops, unseen, at a second dashboard of one title in a folder.",
    Severity.ERROR,
    check,
)
