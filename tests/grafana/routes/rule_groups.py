"""/api/v1/provisioning/folder/.../rule-groups: rules by the group, which a PUT replaces."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.grafana.alerting import Rule
from tests.grafana.answers import Refusal, coded
from tests.grafana.identifiers import short_uid
from tests.grafana.router import Call, Routes
from tests.grafana.routes._provenance import check_rule_group, given
from tests.grafana.routes.rules import MAY_WRITE, body_of, check, invalid, shown
from tests.grafana.state import Json
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/v1/provisioning/folder/{folder}/rule-groups/{group}"
SCHEDULER_INTERVAL = 10


def not_found() -> Refusal:
    return coded(404, "alerting.alert-rule.notFound", "NotFound")


def members(call: Call) -> list[Rule]:
    """The rules of the group that is asked for. Raises Refusal where there are none."""
    rules = call.state.alerting.group(call.params["folder"], call.params["group"])
    if not rules:
        raise not_found()
    return rules


@ROUTES.get(PATH)
def get_group(call: Call) -> Any:
    folder, group = call.params["folder"], call.params["group"]
    return {
        "title": group,
        "folderUid": folder,
        "interval": call.state.alerting.interval(folder, group),
        # A group never says of its rules where they come from.
        "rules": [shown(call.state, rule, with_provenance=False) for rule in members(call)],
    }


@ROUTES.put(PATH, **MAY_WRITE)
def put_group(call: Call) -> Any:
    alerting, sent = call.state.alerting, call.body
    folder, group = call.params["folder"], call.params["group"]
    interval = sent.get("interval") or 0
    if interval <= 0 or interval % SCHEDULER_INTERVAL:
        raise invalid(
            f"interval ({interval}s) should be non-zero and divided exactly by scheduler interval: "
            f"{SCHEDULER_INTERVAL}"
        )
    rules = sent.get("rules") or []
    bodies = [body_of(rule) for rule in rules]
    for rule, body in zip(rules, bodies, strict=True):
        check(call.state, rule, body)
    old = alerting.group(folder, group)
    known = [alerting.rules[rule["uid"]] for rule in rules if rule.get("uid") in alerting.rules]
    for stored in [*old, *known]:
        check_rule_group(call, stored.provenance, "update")
    alerting.intervals[folder, group] = interval
    kept = [
        written(call, rule, body, index)
        for index, (rule, body) in enumerate(zip(rules, bodies, strict=True), 1)
    ]
    for stored in old:
        if stored not in kept:
            alerting.remove(stored)
    return {
        "title": group,
        "folderUid": folder,
        "interval": interval,
        "rules": [echo(rule) for rule in rules],
    }


def written(call: Call, sent: Json, body: Json, index: int) -> Rule:
    """One rule of the group, changed, moved here or made."""
    alerting = call.state.alerting
    folder, group = call.params["folder"], call.params["group"]
    rule = alerting.rules.get(sent.get("uid") or "")
    if rule is None:
        rule = Rule(
            id=alerting.rule_ids.next(),
            uid=sent.get("uid") or short_uid(),
            folder_uid=folder,
            group=group,
            title=sent["title"],
            body=body,
            updated=datetime.now(UTC),
            by=call.who,
        )
        alerting.add(rule)
    else:
        alerting.change(rule, call.who, sent["title"], body, folder, group)
    rule.index = index
    rule.provenance = given(call)
    return rule


def echo(sent: Json) -> Json:
    """The answer to a PUT is what was sent, with the zero values of what was not."""
    queries = [
        {"queryType": "", "relativeTimeRange": {"from": 0, "to": 0}} | query
        for query in sent.get("data") or ()
    ]
    return {
        "id": 0,
        "uid": "",
        "orgID": 0,
        "folderUID": "",
        "ruleGroup": "",
        "updated": "0001-01-01T00:00:00Z",
        "for": "0s",
        "keep_firing_for": "0s",
        "isPaused": False,
        "notification_settings": None,
        "record": None,
        **{name: value for name, value in sent.items() if name != "provenance"},
        "data": queries,
    }


@ROUTES.delete(PATH, **MAY_WRITE)
def delete_group(call: Call) -> Any:
    rules = members(call)
    for rule in rules:
        check_rule_group(call, rule.provenance, "delete")
    for rule in rules:
        call.state.alerting.remove(rule)
    return Response(204)
