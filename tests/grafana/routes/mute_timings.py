"""/api/v1/provisioning/mute-timings."""

from __future__ import annotations

from typing import Any

from tests.grafana.alerting import Named, routes_of
from tests.grafana.answers import Refusal, bad_request_data, coded
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes._notifications import MAY_WRITE, changing
from tests.grafana.routes._provenance import check_notification, given
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/v1/provisioning/mute-timings"
KIND = "alerting.notifications.time-intervals"
WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def shown(state: State, timing: Named) -> Json:
    answer: Json = {"name": timing.name, "time_intervals": timing.content}
    if state.has(Feature.NOTIFICATION_VERSIONS):
        answer["version"] = timing.version
    return answer | ({"provenance": timing.provenance} if timing.provenance else {})


def intervals_of(sent: Json) -> list[Json]:
    """Raises Refusal for what cannot be read as intervals."""
    intervals = sent.get("time_intervals") or []
    if not isinstance(sent.get("name"), str) or not sent["name"]:
        raise bad_request_data()
    for interval in intervals:
        for span in interval.get("weekdays") or ():
            if any(day not in WEEKDAYS for day in span.split(":")):
                raise bad_request_data()
    return [{name: value for name, value in interval.items() if value} for interval in intervals]


def existing(call: Call) -> Named:
    timing = call.state.alerting.mute_timings.get(call.params["name"])
    if timing is None:
        raise coded(404, f"{KIND}.notFound", "NotFound")
    return timing


@ROUTES.get(PATH)
def list_mute_timings(call: Call) -> Any:
    timings = call.state.alerting.mute_timings
    return [shown(call.state, timings[name]) for name in sorted(timings)]


@ROUTES.get(f"{PATH}/{{name}}")
def get_mute_timing(call: Call) -> Any:
    return shown(call.state, existing(call))


@ROUTES.post(PATH, **MAY_WRITE)
def create_mute_timing(call: Call) -> Any:
    alerting, sent = call.state.alerting, call.body
    timing = Named(sent.get("name") or "", intervals_of(sent), given(call))
    if timing.name in alerting.mute_timings:
        raise coded(
            400,
            f"{KIND}.nameExists",
            "Time interval with this name already exists. Use a different name or update existing one.",
        )
    with changing(call):
        alerting.mute_timings[timing.name] = timing
    return Response(201, shown(call.state, timing))


@ROUTES.put(f"{PATH}/{{name}}", **MAY_WRITE)
def update_mute_timing(call: Call) -> Any:
    alerting, sent = call.state.alerting, call.body
    intervals = intervals_of(sent)
    old = existing(call)
    if sent["name"] != old.name:
        raise coded(404, f"{KIND}.notFound", "NotFound")
    check_notification(call, old.provenance)
    if sent.get("version") not in (None, "", old.version):
        raise coded(409, "alerting.notifications.conflict", "Conflict")
    timing = Named(old.name, intervals, given(call))
    with changing(call):
        alerting.mute_timings[old.name] = timing
    return Response(202, shown(call.state, timing))


@ROUTES.delete(f"{PATH}/{{name}}", **MAY_WRITE)
def delete_mute_timing(call: Call) -> Any:
    alerting = call.state.alerting
    timing = alerting.mute_timings.get(call.params["name"])
    if timing is not None:
        check_unused(call.state, timing.name)
        check_notification(call, timing.provenance)
        with changing(call):
            del alerting.mute_timings[timing.name]
    return Response(204)


def check_unused(state: State, name: str) -> None:
    """Raises Refusal where a route or a rule names this mute timing."""
    used = {}
    fields = ("mute_time_intervals", "active_time_intervals")
    if any(
        name in (route.get(field) or ()) for route in routes_of(state.alerting.policy) for field in fields
    ):
        used["UsedByRoutes"] = True
    settings = [rule.body["notification_settings"] or {} for rule in state.alerting.rules.values()]
    if any(name in (one.get(field) or ()) for one in settings for field in fields):
        used["UsedByRules"] = True
    if used:
        raise in_use(used)


def in_use(used: Json) -> Refusal:
    return coded(409, f"{KIND}.used", "Conflict", extra=used)
