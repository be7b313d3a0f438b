from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.notification_names import all_routes
from generator.checks.notification_templates import names, written
from generator.checks.rule import Problem
from generator.finding import Severity

if TYPE_CHECKING:
    from generator.alerting.notifications import Notifications
    from generator.errors import Location


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
    yield from _unused_templates(told)


def _unused_templates(told: Notifications) -> Iterator[Problem]:
    from generator.alerting.evaluation.template.errors import TemplateFailure

    try:
        named = {text: names(text) for text in {each.text for each in written(told)}}
    except TemplateFailure:
        return  # what cannot be read is told by another rule
    if None in named.values():
        return
    for template in told.templates:
        used = {name for text, each in named.items() if text != template.text and each for name in each.used}
        own = named[template.text]
        if own is not None and not used & own.defined:
            yield _unused("message template", template.name, template.location)


def _unused(what: str, name: str, location: Location) -> Problem:
    return Problem(f"nothing uses the {what} {name!r}", "use it, or take it out", location=location)


RULE = alerting_rule(
    "unused-notification",
    "A contact point, mute timing or template that nothing uses makes its reader believe that it works.",
    Severity.WARNING,
    check,
)
