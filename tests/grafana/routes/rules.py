"""/api/v1/provisioning/alert-rules: single rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.grafana.alerting import Rule
from tests.grafana.answers import Refusal, bad_request_data, coded, refuse
from tests.grafana.durations import normal
from tests.grafana.identifiers import UID_LENGTH, is_uid, short_uid
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes._provenance import API, FILE, check_rule_group, given
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PERMISSION = (
    "any of alert.provisioning:write, alert.rules.provisioning:write, "
    "all of alert.rules:create, alert.provisioning.provenance:write"
)
MAY_WRITE = {"role": "Editor", "permission": PERMISSION}
TITLE_LENGTH = 190
EXPRESSION = "__expr__"
NO_DATA = ("NoData", "OK", "Alerting", "KeepLast")
NEW_FIELDS = {
    "notification_settings": Feature.NOTIFICATION_SETTINGS,
    "record": Feature.NOTIFICATION_SETTINGS,
    "keep_firing_for": Feature.KEEP_FIRING_FOR,
    "missingSeriesEvalsToResolve": Feature.KEEP_FIRING_FOR,
}
"""An older Grafana does not read these, and does not show them."""
ERROR = ("Error", "OK", "Alerting", "KeepLast")


def nanoseconds(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "001Z"


def seconds(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown(state: State, rule: Rule, *, with_provenance: bool = True, exact: bool = False) -> Json:
    """A rule as this API shows it; the answer to a write has its time to the nanosecond (`exact`)."""
    answer = {
        "id": rule.id,
        "uid": rule.uid,
        "orgID": 1,
        "folderUID": rule.folder_uid,
        "ruleGroup": rule.group,
        "title": rule.title,
        **rule.body,
        "updated": nanoseconds(rule.updated) if exact else seconds(rule.updated),
    }
    if with_provenance and rule.provenance:
        answer["provenance"] = rule.provenance
    unknown = [name for name, feature in NEW_FIELDS.items() if not state.has(feature)]
    return {name: value for name, value in answer.items() if name not in unknown}


def body_of(sent: Json) -> Json:
    """What is stored of a rule. Raises Refusal where the JSON cannot be read as a rule."""
    texts = [*(sent.get("labels") or {}).values(), *(sent.get("annotations") or {}).values()]
    if not all(isinstance(text, str) for text in texts):
        raise bad_request_data()
    try:
        durations = {name: normal(sent.get(name) or "0s") for name in ("for", "keep_firing_for")}
    except ValueError:
        raise bad_request_data() from None
    recording = bool(sent.get("record"))
    body: Json = {
        "condition": "" if recording else sent.get("condition") or "",
        "data": [stored_query(query) for query in sent.get("data") or ()],
        "noDataState": "" if recording else sent.get("noDataState") or "",
        "execErrState": "" if recording else sent.get("execErrState") or "",
        "for": "0s" if recording else durations["for"],
        "keep_firing_for": durations["keep_firing_for"],
        "isPaused": bool(sent.get("isPaused")),
        "notification_settings": sent.get("notification_settings"),
        "record": sent.get("record"),
    }
    for name in ("labels", "annotations"):
        if sent.get(name):
            body[name] = dict(sent[name])
    if sent.get("missingSeriesEvalsToResolve") is not None:
        body["missingSeriesEvalsToResolve"] = sent["missingSeriesEvalsToResolve"]
    return body


def stored_query(query: Json) -> Json:
    """A query with what Grafana adds to it."""
    return {
        "refId": query.get("refId", ""),
        "queryType": query.get("queryType") or "",
        "relativeTimeRange": {"from": 0, "to": 0} | (query.get("relativeTimeRange") or {}),
        "datasourceUid": query.get("datasourceUid", ""),
        "model": {"intervalMs": 1000, "maxDataPoints": 43200} | (query.get("model") or {}),
    }


def check(state: State, sent: Json, body: Json) -> None:
    """Raises Refusal for what Grafana does not take; much that will never work it does take."""
    if not body["data"]:
        raise invalid("no queries or expressions are found")
    if not sent.get("title"):
        raise invalid("title is empty")
    if len(sent["title"]) > TITLE_LENGTH:
        raise invalid(f"name length should not be greater than {TITLE_LENGTH}")
    if not body["record"]:
        if body["execErrState"] not in ERROR:
            raise invalid(f"unknown Error state option {body['execErrState']}")
        if body["noDataState"] not in NO_DATA:
            raise invalid(f"unknown NoData state option {body['noDataState']}")
    link = {"__dashboardUid__", "__panelId__"} & set(body.get("annotations", {}))
    if len(link) == 1:
        raise invalid("both annotations __dashboardUid__ and __panelId__ must be specified")
    for query in body["data"]:
        span = query["relativeTimeRange"]
        if query["datasourceUid"] not in (EXPRESSION, "-100") and span["from"] <= span["to"]:
            extra = {"From": span["from"], "RefID": query["refId"], "To": span["to"]}
            raise coded(400, "alerting.alert-rule.invalidRelativeTime", "BadRequest", extra=extra)
    check_notification_settings(state, body)


def check_notification_settings(state: State, body: Json) -> None:
    settings = body["notification_settings"]
    if settings and settings.get("receiver") not in state.alerting.receivers():
        raise refuse(400, f"invalid alert rule\nreceiver {settings.get('receiver')} does not exist")
    for name in (settings or {}).get("mute_time_intervals") or ():
        if name not in state.alerting.mute_timings:
            raise refuse(400, f"invalid alert rule\nmute time interval {name} does not exist")


def invalid(reason: str) -> Refusal:
    return refuse(400, f"invalid alert rule: {reason}")


def check_uid(uid: str) -> None:
    said = f"invalid alert rule\ncannot create rule with UID '{uid}': "
    if len(uid) > UID_LENGTH:
        raise refuse(400, f"{said}UID is longer than {UID_LENGTH} symbols")
    if not is_uid(uid):
        raise refuse(400, f"{said}invalid format of UID. Only letters, numbers, '-' and '_' are allowed")


def check_folder(state: State, uid: str) -> None:
    if not uid:
        raise invalid("folderUID must be set")
    if uid not in state.folders:
        raise invalid("folder does not exist")


def existing(call: Call) -> Rule:
    rule = call.state.alerting.rules.get(call.params["uid"])
    if rule is None:
        raise Refusal(404)
    return rule


@ROUTES.get("/api/v1/provisioning/alert-rules")
def list_rules(call: Call) -> Any:
    return [shown(call.state, rule) for rule in call.state.alerting.in_order()]


@ROUTES.get("/api/v1/provisioning/alert-rules/{uid}")
def get_rule(call: Call) -> Any:
    return shown(call.state, existing(call))


@ROUTES.post("/api/v1/provisioning/alert-rules", **MAY_WRITE)
def create_rule(call: Call) -> Any:
    state, sent = call.state, call.body
    body = body_of(sent)
    uid = sent.get("uid") or short_uid()
    check_uid(uid)
    check_folder(state, sent.get("folderUID") or "")
    check(state, sent, body)
    if uid in state.alerting.rules:
        reason = "UNIQUE constraint failed: alert_rule.org_id, alert_rule.uid"
        raise coded(
            409,
            "alerting.alert-rule.conflict",
            f"Failed to save alert rule '{uid}' in organization 1 due to conflict: {reason}",
            extra={"Error": reason, "OrgID": 1, "RuleUID": uid},
        )
    rule = Rule(
        id=state.alerting.rule_ids.next(),
        uid=uid,
        folder_uid=sent["folderUID"],
        group=sent.get("ruleGroup") or "",
        title=sent["title"],
        body=body,
        updated=datetime.now(UTC),
        by=call.who,
        provenance=given(call),
    )
    state.alerting.add(rule)
    return Response(201, shown(call.state, rule, exact=True))


@ROUTES.put("/api/v1/provisioning/alert-rules/{uid}", **MAY_WRITE)
def update_rule(call: Call) -> Any:
    state, sent = call.state, call.body
    rule = existing(call)
    body = body_of(sent)
    check_folder(state, sent.get("folderUID") or "")
    check(state, sent, body)
    if rule.provenance == FILE or (rule.provenance == API and given(call) != API):
        raise refuse(500, "Internal Server Error")
    state.alerting.change(rule, call.who, sent["title"], body, sent["folderUID"], sent.get("ruleGroup") or "")
    rule.provenance = given(call)
    return shown(call.state, rule, exact=True)


@ROUTES.delete("/api/v1/provisioning/alert-rules/{uid}", **MAY_WRITE)
def delete_rule(call: Call) -> Any:
    rule = call.state.alerting.rules.get(call.params["uid"])
    if rule is not None:
        check_rule_group(call, rule.provenance, "delete")
        call.state.alerting.remove(rule)
    return Response(204)
