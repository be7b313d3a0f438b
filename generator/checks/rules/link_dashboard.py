from __future__ import annotations

from collections.abc import Iterator

from generator.checks.links import dashboard_uid
from generator.checks.rule import Problem
from generator.checks.subjects import LinkSubject
from generator.checks.walk import link_rule
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(link: LinkSubject) -> Iterator[Problem]:
    uid = dashboard_uid(link.url)
    known = link.dashboard.project.by_uid
    if uid is not None and uid not in known:
        yield Problem(
            f"the link {link.name} leads to the dashboard {uid!r}, which does not exist",
            did_you_mean(uid, known),
        )


RULE = link_rule(
    "link-dashboard",
    "A link to a dashboard that does not exist ends in `Dashboard not found`.",
    Severity.ERROR,
    check,
)
