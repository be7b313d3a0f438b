from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject, ProjectSubject
from generator.checks.walk import project_rule
from generator.finding import Severity


def check(project: ProjectSubject) -> Iterator[Problem]:
    seen: dict[str, DashboardSubject] = {}
    for dashboard in project.dashboards:
        uid = str(dashboard.json.get("uid") or "")
        first = seen.setdefault(uid, dashboard)
        if uid and first is not dashboard:
            yield Problem(
                f"the dashboard at {first.location} has the uid {uid!r} too",
                "give each its own",
                location=dashboard.location,
            )


RULE = project_rule(
    "duplicate-uid",
    "Of two dashboards with one uid Grafana's file provisioning writes neither, and says so only in its log.",
    Severity.ERROR,
    check,
)
