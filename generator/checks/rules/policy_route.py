from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.notification_names import all_routes
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from generator.alerting.matchers import Matcher
    from generator.alerting.policies import Route


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    policy = alerting.notifications.policy
    if policy is None:
        return
    for siblings in (policy.routes, *(route.routes for route in all_routes(policy))):
        yield from _shadowed(siblings)
    if not alerting.rules:
        return
    for route in all_routes(policy):
        for matcher in route.matchers:
            for problem in _unmatched(matcher, alerting, others_too=policy.whole_tree):
                yield attrs.evolve(problem, location=route.location)


def _shadowed(siblings: Sequence[Route]) -> Iterator[Problem]:
    """Routes to which an earlier one leaves nothing: it asks for no more than they do."""
    for place, route in enumerate(siblings):
        for earlier in siblings[:place]:
            if not earlier.continue_ and set(earlier.matchers) <= set(route.matchers):
                yield Problem(
                    f"no alert comes to this route: the one at {earlier.location} takes them all",
                    "put it before that one, or let that one go on: continue_=True",
                    location=route.location,
                )
                break


def _unmatched(matcher: Matcher, alerting: AlertingSubject, *, others_too: bool) -> Iterator[Problem]:
    """A label or a value that no rule has. Where others' alerts come by too, only one that is misspelt."""
    known = [rule.known_labels for rule in alerting.rules]
    from_queries = {name for names in known for name in names or ()}
    own = [rule.rule.labels for rule in alerting.rules]
    labels = from_queries.union(*own)
    if matcher.operator != "=" or not matcher.value or None in known or matcher.label in from_queries:
        return
    values = {each[matcher.label] for each in own if matcher.label in each}
    what, word, words = f"{matcher.label} = {matcher.value}", matcher.value, values
    if not values:
        what, word, words = f"a label {matcher.label}", matcher.label, labels
    if word in words or any("{{" in value for value in values) or (others_too and not nearest(word, words)):
        return
    yield Problem(f"no rule has {what}, which this route asks for", did_you_mean(word, words))


RULE = alerting_rule(
    "policy-route",
    "A route that no alert comes to tells nobody, and its alerts go where they were not meant to.",
    Severity.WARNING,
    check,
)
