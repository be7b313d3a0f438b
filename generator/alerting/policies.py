"""The notification policy: which alerts go to which contact point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from generator.alerting.labels import MARK_LABEL
from generator.alerting.matchers import Matcher, matcher
from generator.alerting.timing import Timing, timing
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import flag, instances, text, texts


@attrs.frozen(kw_only=True)
class Route:
    """A branch of the tree: the alerts with the labels that it asks for."""

    receiver: str
    matchers: tuple[Matcher, ...]
    timing: Timing = attrs.field(factory=Timing)
    mute_timings: tuple[str, ...] = ()
    active_timings: tuple[str, ...] = ()
    continue_: bool = False
    routes: tuple[Route, ...] = ()
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> dict[str, Any]:
        """The route as Grafana gives it back: what is empty is left out."""
        optional = {
            "receiver": self.receiver,
            "object_matchers": [each.to_json_data() for each in self.matchers],
            **self.timing.to_json_data(),
            "mute_time_intervals": list(self.mute_timings),
            "active_time_intervals": list(self.active_timings),
            "continue": self.continue_,
            "routes": [each.to_json_data() for each in self.routes],
        }
        return {key: value for key, value in optional.items() if value}


@attrs.frozen(kw_only=True)
class Policy:
    """Our routes, and what holds for an alert of ours that none of them takes.

    With `whole_tree` it is the organisation's only tree, and takes everybody's alerts.
    """

    receiver: str
    timing: Timing = attrs.field(factory=Timing)
    routes: tuple[Route, ...] = ()
    whole_tree: bool = False
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> dict[str, Any]:
        """The policy as the root of the organisation's tree."""
        routes = [each.to_json_data() for each in self.routes]
        return {
            "receiver": self.receiver,
            **self.timing.to_json_data(),
            **({"routes": routes} if routes else {}),
        }

    def marked_route(self, app: str) -> Route:
        """The policy as one route of a tree that others share: only alerts of the application enter it."""
        return Route(
            receiver=self.receiver,
            matchers=(Matcher(MARK_LABEL, "=", app),),
            timing=self.timing,
            routes=self.routes,
            location=self.location,
        )


def policy(
    receiver: str,
    *,
    routes: Sequence[Route] = (),
    group_by: Sequence[str] = (),
    group_wait: str = "",
    group_interval: str = "",
    repeat_interval: str = "",
    whole_tree: bool = False,
) -> Policy:
    """Where the application's alerts go: to the first route that matches, else to `receiver`.

    `whole_tree` makes it the one tree of the organisation, for other people's alerts too.
    """
    location = author_location()
    if not text(receiver, "the receiver of the policy", location):
        raise mistake(
            "the policy has no receiver", "name the contact point for what no route takes", location
        )
    return Policy(
        receiver=receiver,
        timing=timing(group_by, group_wait, group_interval, repeat_interval),
        routes=_routes(routes, location),
        whole_tree=flag(whole_tree, "whole_tree=", location),
        location=location,
    )


def route(
    receiver: str = "",
    *,
    matchers: Sequence[str],
    mute_timings: Sequence[str] = (),
    active_timings: Sequence[str] = (),
    continue_: bool = False,
    group_by: Sequence[str] = (),
    group_wait: str = "",
    group_interval: str = "",
    repeat_interval: str = "",
    routes: Sequence[Route] = (),
) -> Route:
    """Alerts that fit all `matchers`: "severity = critical", "category =~ auth|agent".

    What is empty is as in the policy or the route that it stands in.
    """
    location = author_location()
    return Route(
        receiver=text(receiver, "the receiver of a route", location),
        matchers=tuple(matcher(each, location) for each in texts(matchers, "matchers", location)),
        timing=timing(group_by, group_wait, group_interval, repeat_interval),
        mute_timings=texts(mute_timings, "mute_timings", location),
        active_timings=texts(active_timings, "active_timings", location),
        continue_=flag(continue_, "continue_=", location),
        routes=_routes(routes, location),
        location=location,
    )


def _routes(given: Sequence[Route], location: Location) -> tuple[Route, ...]:
    return instances(given, Route, "the routes", "a.route(...)", location)
