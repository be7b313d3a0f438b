"""The exports of alerting, in the shape of provisioning files: YAML, or JSON where it is asked for."""

from __future__ import annotations

from typing import Any

import yaml

from tests.grafana.alerting import Rule
from tests.grafana.answers import coded, refuse
from tests.grafana.durations import written
from tests.grafana.router import Call, Routes
from tests.grafana.routes import contact_points, rule_groups, rules
from tests.grafana.routes.contact_points import in_order
from tests.grafana.routes.mute_timings import existing as existing_mute_timing
from tests.grafana.state import Json
from tests.grafana.wire import Response

ROUTES = Routes()
ORG = {"orgId": 1}


def answer(call: Call, part: str, content: list[Json]) -> Response:
    """One part of a file, in the format that is asked for."""
    exported = {"apiVersion": 1, part: content}
    accept = call.request.headers.get("accept", "")
    wanted = call.text("format") or ("json" if accept == "application/json" else "yaml")
    download = call.flag("download")
    if wanted == "json":
        response = Response(200, exported, {"Content-Type": "application/json"})
    elif wanted == "yaml":
        kind = "application/yaml" if download else "text/yaml"
        text = yaml.safe_dump(without_zero_ranges(exported), sort_keys=False)
        response = Response(200, text, {"Content-Type": kind})
    else:
        raise refuse(400, f"the stand-in does not export {wanted}")
    if not download:
        return response
    name = f'attachment;filename="export.{wanted}"'
    return Response(200, response.body, {**response.headers, "Content-Disposition": name})


def without_zero_ranges(exported: Any) -> Any:
    """YAML leaves out the time range of an expression, JSON does not."""
    if isinstance(exported, list):
        return [without_zero_ranges(one) for one in exported]
    if not isinstance(exported, dict):
        return exported
    return {
        name: without_zero_ranges(value)
        for name, value in exported.items()
        if (name, value) != ("relativeTimeRange", {"from": 0, "to": 0})
    }


def rule_of(rule: Rule) -> Json:
    body = rule.body
    queries = [
        {name: query[name] for name in ("refId", "relativeTimeRange", "datasourceUid", "model")}
        for query in body["data"]
    ]
    exported: Json = {
        "uid": rule.uid,
        "title": rule.title,
        "condition": body["condition"],
        "data": queries,
        "noDataState": body["noDataState"],
        "execErrState": body["execErrState"],
        "isPaused": body["isPaused"],
    }
    for name, shown in (("for", "for"), ("keep_firing_for", "keepFiringFor")):
        if body[name] != "0s":
            exported[shown] = body[name]
    annotations = body.get("annotations", {})
    if "__panelId__" in annotations:
        exported["dashboardUid"] = annotations["__dashboardUid__"]
        exported["panelId"] = int(annotations["__panelId__"])
    for name in ("annotations", "labels", "notification_settings", "missingSeriesEvalsToResolve"):
        if body.get(name):
            exported[name] = body[name]
    return exported


def group_of(call: Call, folder: str, name: str, members: list[Rule], title: str = "") -> Json:
    return ORG | {
        "name": name,
        # Only the export of everything knows the folder's title.
        "folder": title,
        "interval": written(call.state.alerting.interval(folder, name) * 1000),
        "rules": [rule_of(rule) for rule in members],
    }


@ROUTES.get("/api/v1/provisioning/alert-rules/export")
def export_rules(call: Call) -> Any:
    alerting = call.state.alerting
    folders, only = call.values("folderUid"), call.text("group")
    if only and len(folders) == 1:
        members = alerting.group(folders[0], only)
        return answer(call, "groups", [group_of(call, folders[0], only, members)])
    groups = []
    for folder, name in alerting.groups():
        if folders and folder not in folders:
            continue
        known = call.state.folders.get(folder)
        if known is None:
            raise refuse(500, "failed to get alert rules")
        groups.append(group_of(call, folder, name, alerting.group(folder, name), known.title))
    return answer(call, "groups", groups)


@ROUTES.get("/api/v1/provisioning/alert-rules/{uid}/export")
def export_rule(call: Call) -> Any:
    rule = rules.existing(call)
    return answer(call, "groups", [group_of(call, rule.folder_uid, rule.group, [rule])])


@ROUTES.get(f"{rule_groups.PATH}/export")
def export_group(call: Call) -> Any:
    folder, name = call.params["folder"], call.params["group"]
    return answer(call, "groups", [group_of(call, folder, name, rule_groups.members(call))])


@ROUTES.get(f"{contact_points.PATH}/export")
def export_contact_points(call: Call) -> Any:
    clear = call.flag("decrypt")
    if clear and not call.who.may("Admin"):
        raise coded(
            403,
            "alerting.unauthorized",
            "user is not authorized to read any decrypted receiver",
            extra={
                "permissions": "any(any of alert.provisioning.secrets:read "
                "any of alert.notifications.receivers.secrets:read)"
            },
        )
    only = call.text("name")
    exported: dict[str, Json] = {}
    for integration in in_order(call.state):
        if only and integration.name != only:
            continue
        shown = contact_points.shown(integration, with_provenance=False, clear=clear)
        name = shown.pop("name")
        exported.setdefault(name, ORG | {"name": name, "receivers": []})["receivers"].append(shown)
    return answer(call, "contactPoints", list(exported.values()))


@ROUTES.get("/api/v1/provisioning/policies/export")
def export_policies(call: Call) -> Any:
    return answer(call, "policies", [ORG | call.state.alerting.policy])


@ROUTES.get("/api/v1/provisioning/mute-timings/export")
def export_mute_timings(call: Call) -> Any:
    timings = call.state.alerting.mute_timings
    exported = [ORG | {"name": name, "time_intervals": timings[name].content} for name in sorted(timings)]
    return answer(call, "muteTimes", exported)


@ROUTES.get("/api/v1/provisioning/mute-timings/{name}/export")
def export_mute_timing(call: Call) -> Any:
    timing = existing_mute_timing(call)
    return answer(call, "muteTimes", [ORG | {"name": timing.name, "time_intervals": timing.content}])
