"""/api/v1/provisioning/contact-points."""

from __future__ import annotations

from typing import Any

from tests.grafana.alerting import Integration, routes_of
from tests.grafana.answers import Refusal, bad_request_data, coded, refuse
from tests.grafana.identifiers import short_uid
from tests.grafana.router import Call, Routes
from tests.grafana.routes._notifications import MAY_WRITE, changing
from tests.grafana.routes._provenance import API, NONE, given
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/v1/provisioning/contact-points"
REDACTED = "[REDACTED]"
SECRETS: dict[str, tuple[str, ...]] = {
    "email": (),
    "slack": ("url", "token"),
    "webhook": ("password", "authorization_credentials"),
    "pagerduty": ("integrationKey",),
    "opsgenie": ("apiKey",),
    "telegram": ("bottoken",),
    "discord": ("url",),
    "teams": (),
    "googlechat": ("url",),
    "pushover": ("apiToken", "userKey"),
    "victorops": ("url",),
    "oncall": ("password", "authorization_credentials"),
    "webex": ("bot_token",),
    "line": ("token",),
    "sns": (),
    "kafka": ("password",),
    "mqtt": ("password",),
}
"""Which settings of a type are secrets. A type that is not here is not supported."""


def missing_setting(kind: str, settings: Json) -> str:
    """Grafana's words where a setting without which it cannot send is missing, else empty."""
    has = {name for name, value in settings.items() if value not in (None, "")}
    if kind == "slack":
        if "url" not in has and "token" not in has:
            return "token must be specified when using the Slack chat API"
        return (
            "" if has & {"url", "recipient"} else "recipient must be specified when using the Slack chat API"
        )
    wanted = {
        "email": ("addresses", "could not find addresses in settings"),
        "webhook": ("url", "required field 'url' is not specified"),
        "pagerduty": ("integrationKey", "could not find integration key property in settings"),
    }
    name, words = wanted.get(kind, ("", ""))
    return words if name and name not in has else ""


def shown(integration: Integration, *, with_provenance: bool = True, clear: bool = False) -> Json:
    secret = () if clear else SECRETS.get(integration.type, ())
    answer = {
        "uid": integration.uid,
        "name": integration.name,
        "type": integration.type,
        "settings": {
            name: REDACTED if name in secret else value for name, value in integration.settings.items()
        },
        "disableResolveMessage": integration.disable_resolve_message,
    }
    if with_provenance and integration.provenance:
        answer["provenance"] = integration.provenance
    return answer


def made_of(body: Json, uid: str, old: Integration | None = None) -> Integration:
    """What is sent, with the secrets that it leaves as they are. Raises Refusal."""
    settings = body.get("settings")
    if not isinstance(settings, dict):
        raise bad_request_data()
    name, kind = body.get("name") or "", body.get("type") or ""
    if old is not None:
        settings = {
            key: old.settings.get(key) if value == REDACTED else value for key, value in settings.items()
        }
    which = f'integration "{name}" (UID {uid}) of type "{kind}"'
    said = f"invalid object specification: failed to validate {which}: "
    if kind not in SECRETS:
        raise refuse(400, f"{said}notifier {kind} is not supported")
    if words := missing_setting(kind, settings):
        raise refuse(400, said + words)
    return Integration(uid, name, kind, settings, name, bool(body.get("disableResolveMessage")))


@ROUTES.get(PATH)
def list_contact_points(call: Call) -> Any:
    name = call.text("name")
    return [shown(one) for one in in_order(call.state) if not name or one.name == name]


def in_order(state: State) -> list[Integration]:
    """By name, the integrations of one contact point in the order in which they were added."""
    return sorted(state.alerting.integrations, key=lambda one: one.name)


@ROUTES.post(PATH, **MAY_WRITE)
def create_contact_point(call: Call) -> Any:
    state, body = call.state, call.body
    uid = body.get("uid") or short_uid()
    taken = state.alerting.integration(uid)
    integration = made_of(body, uid)
    if taken is not None:
        raise coded(
            409,
            "alerting.notifications.contact-points.uidInUse",
            f"Receiver configuration with UID '{uid}' already exists in contact point '{taken.receiver}'. "
            "Please use unique identifiers for receivers across all contact points.",
            extra={"Name": taken.receiver, "UID": uid},
        )
    integration.provenance = given(call)
    with changing(call):
        state.alerting.integrations.append(integration)
    return Response(202, shown(integration, with_provenance=False))


@ROUTES.put(f"{PATH}/{{uid}}", **MAY_WRITE)
def update_contact_point(call: Call) -> Any:
    alerting = call.state.alerting
    uid = call.params["uid"]
    old = alerting.integration(uid)
    if old is None:
        raise refuse(404, f"object not found: contact point with uid '{uid}' not found")
    new = made_of(call.body, uid, old)
    new.provenance = given(call)
    if old.provenance not in (NONE, new.provenance):
        raise refuse(500, f"cannot change provenance from '{old.provenance}' to '{new.provenance}'")
    with changing(call):
        alerting.integrations[alerting.integrations.index(old)] = new
        if old.receiver not in alerting.receivers():
            rename(call.state, old.receiver, new.receiver)
    return Response(202, {"message": "contactpoint updated"})


def rename(state: State, old: str, new: str) -> None:
    """A contact point that has got another name keeps its routes and its rules."""

    def renamed(route: Json) -> Json:
        answer = dict(route)
        if route.get("receiver") == old:
            answer["receiver"] = new
        if route.get("routes"):
            answer["routes"] = [renamed(child) for child in route["routes"]]
        return answer

    state.alerting.policy = renamed(state.alerting.policy)
    for rule in state.alerting.rules.values():
        settings = rule.body["notification_settings"]
        if settings and settings.get("receiver") == old:
            rule.body = rule.body | {"notification_settings": settings | {"receiver": new}}


@ROUTES.delete(f"{PATH}/{{uid}}", **MAY_WRITE)
def delete_contact_point(call: Call) -> Any:
    state = call.state
    integration = state.alerting.integration(call.params["uid"])
    if integration is not None:
        others = [one for one in state.alerting.integrations if one is not integration]
        if all(one.receiver != integration.receiver for one in others):
            check_unused(state, integration.receiver)
        if integration.provenance not in (NONE, API) or (
            integration.provenance == API and given(call) == NONE
        ):
            sent = given(call)
            raise refuse(500, f"cannot change provenance from '{integration.provenance}' to '{sent}'")
        with changing(call):
            state.alerting.integrations = others
    return Response(202, {"message": "contactpoint deleted"})


def check_unused(state: State, receiver: str) -> None:
    """Raises Refusal where a policy or a rule sends to this contact point."""
    if any(route.get("receiver") == receiver for route in routes_of(state.alerting.policy)):
        raise in_use("referenced", "Contact point is currently referenced by a notification policy.")
    settings = [rule.body["notification_settings"] or {} for rule in state.alerting.rules.values()]
    if any(one.get("receiver") == receiver for one in settings):
        raise in_use(
            "used-by-rule",
            "Contact point is currently used in the notification settings of one or many alert rules.",
        )


def in_use(how: str, message: str) -> Refusal:
    return coded(409, f"alerting.notifications.contact-points.{how}", message)
