from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject
from generator.checks.walk import dashboard_rule
from generator.finding import Severity

MAXIMUM = 40
_LEGAL = re.compile(r"[A-Za-z0-9_-]*")


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    uid = str(dashboard.json.get("uid") or "")
    if not uid:
        yield Problem("the dashboard has no uid", "links and updates go by it")
    if len(uid) > MAXIMUM:
        yield Problem(f"the uid {uid!r} has {len(uid)} characters", f"Grafana takes at most {MAXIMUM}")
    if not _LEGAL.fullmatch(uid):
        illegal = sorted(set(re.sub(_LEGAL, "", uid)))
        yield Problem(
            f"the uid {uid!r} holds {' '.join(map(repr, illegal))}", "use letters, digits, - and _ only"
        )


RULE = dashboard_rule(
    "dashboard-uid",
    "Grafana refuses a dashboard whose uid is too long or holds other characters.",
    Severity.ERROR,
    check,
)
