"""/api/v1/provisioning/policies: the one tree of notification policies."""

from __future__ import annotations

from typing import Any

from tests.grafana.alerting import DEFAULT_POLICY, routes_of
from tests.grafana.answers import bad_request_data, coded
from tests.grafana.router import Call, Routes
from tests.grafana.routes._notifications import MAY_WRITE, changing
from tests.grafana.routes._provenance import NONE, check_notification, given
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/v1/provisioning/policies"
OPERATORS = ("=", "!=", "=~", "!~")


def without_empty(route: Json) -> Json:
    """What is empty or zero is not stored."""
    kept = {name: value for name, value in route.items() if value not in (None, "", [], False)}
    kept.pop("provenance", None)
    if "routes" in kept:
        kept["routes"] = [without_empty(child) for child in kept["routes"]]
    return kept


def check(state: State, policy: Json) -> None:
    """Raises Refusal for a tree that Grafana does not take."""
    for route in routes_of(policy):
        for matcher in route.get("object_matchers") or ():
            if len(matcher) != 3 or matcher[1] not in OPERATORS:
                raise bad_request_data()
    for route in routes_of(policy):
        receiver = route.get("receiver")
        if receiver and receiver not in state.alerting.receivers():
            raise invalid(f"receiver '{receiver}' does not exist")
        for field in ("mute_time_intervals", "active_time_intervals"):
            for name in route.get(field) or ():
                if name not in state.alerting.mute_timings:
                    raise invalid(f"mute time interval '{name}' does not exist")
    if not policy.get("receiver"):
        raise invalid("root route must specify a default receiver")


def invalid(reason: str) -> Exception:
    return coded(
        400,
        "alerting.notifications.routes.invalidFormat",
        f"Invalid format of the submitted route: {reason}. Correct the payload and try again.",
        extra={"Error": reason},
    )


@ROUTES.get(PATH)
def get_policies(call: Call) -> Any:
    alerting = call.state.alerting
    provenance = {"provenance": alerting.policy_provenance} if alerting.policy_provenance else {}
    return alerting.policy | provenance


@ROUTES.put(PATH, **MAY_WRITE)
def put_policies(call: Call) -> Any:
    alerting, sent = call.state.alerting, call.body
    check(call.state, sent)
    check_notification(call, alerting.policy_provenance)
    with changing(call):
        alerting.policy = without_empty(sent)
        alerting.policy_provenance = given(call)
    return Response(202, {"message": "policies updated"})


@ROUTES.delete(PATH, **MAY_WRITE)
def reset_policies(call: Call) -> Any:
    alerting = call.state.alerting
    check_notification(call, alerting.policy_provenance)
    with changing(call):
        alerting.policy, alerting.policy_provenance = DEFAULT_POLICY, NONE
    return Response(202, DEFAULT_POLICY)
