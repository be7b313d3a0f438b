"""/api/ruler/grafana/api/v1: rules as the user interface reads and saves them, with who changed them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.grafana.alerting import Rule, RuleVersion
from tests.grafana.answers import Refusal, coded, refuse
from tests.grafana.durations import milliseconds, written
from tests.grafana.identifiers import short_uid
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes.rules import body_of, check, seconds
from tests.grafana.state import Json
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/ruler/grafana/api/v1"
METADATA = {
    "editor_settings": {
        "simplified_query_and_expressions_section": False,
        "simplified_notifications_section": False,
    }
}


def shown(rule: Rule, version: RuleVersion, *, current: bool) -> Json:
    """One version of a rule; only the current one says where it comes from."""
    body = version.body
    alert: Json = {
        "title": version.title,
        "condition": body["condition"],
        "data": body["data"],
        "updated": seconds(version.updated),
        "updated_by": {"uid": version.by.uid, "name": version.by.name},
        "intervalSeconds": version.interval,
        "version": version.number,
        "uid": rule.uid,
        "namespace_uid": version.folder_uid,
        "rule_group": version.group,
        "no_data_state": body["noDataState"],
        "exec_err_state": body["execErrState"],
        "is_paused": body["isPaused"],
        "metadata": METADATA,
        "guid": rule.guid,
    }
    if body["notification_settings"]:
        alert["notification_settings"] = body["notification_settings"]
    if body.get("missingSeriesEvalsToResolve") is not None:
        alert["missing_series_evals_to_resolve"] = body["missingSeriesEvalsToResolve"]
    if current and rule.provenance:
        alert["provenance"] = rule.provenance
    answer = {
        "expr": "",
        "for": body["for"],
        "keep_firing_for": body["keep_firing_for"],
        "grafana_alert": alert,
    }
    for name in ("labels", "annotations"):
        if name in body:
            answer[name] = body[name]
    return answer


def now(call: Call, rule: Rule) -> Json:
    """The rule as it is; its version counts writes that changed nothing too."""
    version = RuleVersion(
        number=rule.version,
        title=rule.title,
        body=rule.body,
        interval=call.state.alerting.interval(rule.folder_uid, rule.group),
        group=rule.group,
        folder_uid=rule.folder_uid,
        updated=rule.updated,
        by=rule.by,
    )
    return shown(rule, version, current=True)


def group_of(call: Call, folder: str, name: str) -> Json:
    rules = call.state.alerting.group(folder, name)
    interval = call.state.alerting.interval(folder, name)
    return {"name": name, "interval": written(interval * 1000), "rules": [now(call, rule) for rule in rules]}


@ROUTES.get(f"{PATH}/rules")
def all_groups(call: Call) -> Any:
    answer: dict[str, list[Json]] = {}
    for folder, group in call.state.alerting.groups():
        known = call.state.folders.get(folder)
        if known is not None:
            answer.setdefault(known.title, []).append(group_of(call, folder, group))
    return answer


@ROUTES.get(f"{PATH}/rules/{{folder}}")
def groups_of_folder(call: Call) -> Any:
    folder = existing_folder(call)
    groups = [group_of(call, uid, group) for uid, group in call.state.alerting.groups() if uid == folder]
    return Response(202, {call.state.folders[folder].title: groups})


@ROUTES.get(f"{PATH}/rules/{{folder}}/{{group}}")
def one_group(call: Call) -> Any:
    return Response(202, group_of(call, existing_folder(call), call.params["group"]))


def existing_folder(call: Call) -> str:
    uid = call.params["folder"]
    if uid not in call.state.folders:
        raise refuse(404, "folder not found")
    return uid


def existing(call: Call) -> Rule:
    rule = call.state.alerting.rules.get(call.params["uid"])
    if rule is None:
        raise coded(404, "alerting.alert-rule.notFound", "NotFound")
    return rule


@ROUTES.get(f"{PATH}/rule/{{uid}}")
def one_rule(call: Call) -> Any:
    return now(call, existing(call))


@ROUTES.get(f"{PATH}/rule/{{uid}}/versions", since=Feature.RULE_HISTORY)
def versions(call: Call) -> Any:
    rule = existing(call)
    return [shown(rule, version, current=False) for version in reversed(rule.history)]


@ROUTES.post(f"{PATH}/rules/{{folder}}", role="Editor", permission="alert.rules:write")
def save_group(call: Call) -> Any:
    """What the editor does: it replaces the group, but only where nothing in it is the API's or a file's."""
    alerting, sent = call.state.alerting, call.body
    folder, group = existing_folder(call), sent["name"]
    old = alerting.group(folder, group)
    if any(rule.provenance for rule in old):
        raise provisioned(folder, group)
    rules = [from_ruler(one) for one in sent.get("rules") or ()]
    bodies = [body_of(rule) for rule in rules]
    for rule, body in zip(rules, bodies, strict=True):
        check(call.state, rule, body)
    alerting.intervals[folder, group] = milliseconds(sent.get("interval") or "1m") // 1000
    kept = []
    for index, (rule, body) in enumerate(zip(rules, bodies, strict=True), 1):
        stored = alerting.rules.get(rule.get("uid") or "")
        if stored is None:
            stored = Rule(
                id=alerting.rule_ids.next(),
                uid=rule.get("uid") or short_uid(),
                folder_uid=folder,
                group=group,
                title=rule["title"],
                body=body,
                updated=datetime.now(UTC),
                by=call.who,
            )
            alerting.add(stored)
        else:
            alerting.change(stored, call.who, rule["title"], body, folder, group)
        stored.index = index
        kept.append(stored)
    for stored in old:
        if stored not in kept:
            alerting.remove(stored)
    updated = [rule.uid for rule in kept if rule in old]
    created = [rule.uid for rule in kept if rule not in old]
    answer: Json = {"message": "rule group updated successfully"}
    answer |= {"updated": updated} if updated else {}
    return Response(202, answer | ({"created": created} if created else {}))


def provisioned(folder: str, group: str) -> Refusal:
    return refuse(
        400,
        "failed to update rule group: request affects resources created via provisioning API: "
        f"alert rule group [{{orgID: 1, namespaceUID: {folder}, groupName: {group}}}]",
    )


def from_ruler(sent: Json) -> Json:
    """The ruler's shape under the keys of the provisioning API."""
    alert = sent.get("grafana_alert") or {}
    return {
        "uid": alert.get("uid"),
        "title": alert.get("title"),
        "condition": alert.get("condition"),
        "data": alert.get("data"),
        "noDataState": alert.get("no_data_state"),
        "execErrState": alert.get("exec_err_state"),
        "isPaused": alert.get("is_paused"),
        "notification_settings": alert.get("notification_settings"),
        "missingSeriesEvalsToResolve": alert.get("missing_series_evals_to_resolve"),
        "for": sent.get("for"),
        "keep_firing_for": sent.get("keep_firing_for"),
        "labels": sent.get("labels"),
        "annotations": sent.get("annotations"),
    }
