from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(subject: AlertSubject) -> Iterator[Problem]:
    link = subject.rule.panel
    if link is None:
        return
    known = subject.alerting.project.by_uid
    dashboard = known.get(link.dashboard_uid)
    if dashboard is None:
        yield Problem(
            f"it links to the dashboard {link.dashboard_uid!r}, which does not exist",
            did_you_mean(link.dashboard_uid, known),
        )
    elif all(panel.id != link.panel_id for panel in dashboard.panels):
        titles = [panel.title for panel in dashboard.panels if panel.title]
        yield Problem(
            f"it links to the panel {link.panel!r}, which the dashboard {link.dashboard_uid} does not have",
            did_you_mean(link.panel, titles),
        )


RULE = alert_rule(
    "alert-panel",
    "A notification that links to no panel leaves its reader to look for it.",
    Severity.ERROR,
    check,
)
