"""The contact points and mute timings of a project, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.checks.rule import Problem
from generator.suggest import did_you_mean

if TYPE_CHECKING:
    from generator.alerting.notifications import Notifications
    from generator.alerting.policies import Policy, Route

BUILT_IN_RECEIVER = "grafana-default-email"
"""The contact point that every organisation begins with."""


def unknown_names(told: Notifications, receiver: str, timings: Sequence[str]) -> Iterator[Problem]:
    """What is wrong where a contact point and mute timings are named."""
    points = [point.name for point in told.contact_points]
    if receiver and receiver not in (*points, BUILT_IN_RECEIVER):
        yield Problem(
            f"there is no contact point {receiver!r}",
            did_you_mean(receiver, points) or "define it in CONTACT_POINTS",
        )
    known = [timing.name for timing in told.mute_timings]
    for name in timings:
        if name not in known:
            yield Problem(
                f"there is no mute timing {name!r}",
                did_you_mean(name, known) or "define it in MUTE_TIMINGS",
            )


def all_routes(policy: Policy | None) -> list[Route]:
    """Every route of a policy, at any depth, in order."""
    waiting = list(policy.routes) if policy is not None else []
    found = []
    while waiting:
        route = waiting.pop(0)
        found.append(route)
        waiting = [*route.routes, *waiting]
    return found
