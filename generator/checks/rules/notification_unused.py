from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.grafana_json import strings
from generator.checks.notification_names import all_routes
from generator.checks.rule import Problem
from generator.finding import Severity

if TYPE_CHECKING:
    from generator.errors import Location

_DEFINED = re.compile(r"\{\{-?\s*(?:define|block)\s+\"([^\"]+)\"")
_USED = re.compile(r"\{\{-?\s*(?:template|block)\s+\"([^\"]+)\"")


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    told = alerting.notifications
    settings = [rule.notification for group in alerting.groups for rule in group.rules if rule.notification]
    routes = all_routes(told.policy)
    receivers = {*(each.receiver for each in settings), *(route.receiver for route in routes)}
    receivers |= {told.policy.receiver} if told.policy is not None else set()
    for point in told.contact_points:
        if point.name not in receivers:
            yield _unused("contact point", point.name, point.location)
    named = [(*each.mute_timings, *each.active_timings) for each in settings]
    named += [(*route.mute_timings, *route.active_timings) for route in routes]
    timings = {name for names in named for name in names}
    for timing in told.mute_timings:
        if timing.name not in timings:
            yield _unused("mute timing", timing.name, timing.location)
    texts = [
        text for point in told.contact_points for each in point.integrations for text in strings(each.settings)
    ]
    for template in told.templates:
        others = [other.text for other in told.templates if other is not template]
        used = {name for text in (*texts, *others) for name in _USED.findall(text)}
        if not used.intersection(_DEFINED.findall(template.text) or [template.name]):
            yield _unused("message template", template.name, template.location)


def _unused(what: str, name: str, location: Location) -> Problem:
    return Problem(f"nothing uses the {what} {name!r}", "use it, or take it out", location=location)


RULE = alerting_rule(
    "unused-notification",
    "A contact point, mute timing or template that nothing uses makes its reader believe that it works.",
    Severity.WARNING,
    check,
)
