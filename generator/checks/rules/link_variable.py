from __future__ import annotations

from collections.abc import Iterator

from generator.checks.links import dashboard_uid, passed_variables
from generator.checks.rule import Problem
from generator.checks.subjects import LinkSubject
from generator.checks.walk import link_rule
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(link: LinkSubject) -> Iterator[Problem]:
    uid = dashboard_uid(link.url)
    target = link.dashboard.project.by_uid.get(uid) if uid else None
    if target is None:
        return
    for name in passed_variables(link.url):
        if name not in target.variables:
            yield Problem(
                f"the link {link.name} sets ${name}, which the dashboard {uid!r} does not have",
                did_you_mean(name, target.variables),
            )


RULE = link_rule(
    "link-variable",
    "A value that the linked dashboard has no variable for is lost on the way.",
    Severity.WARNING,
    check,
)
