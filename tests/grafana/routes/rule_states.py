"""/api/prometheus/grafana/api/v1: what rules and alerts are doing. What they do is set by the test."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import Any

from tests.grafana.alerting import Evaluation, Rule
from tests.grafana.durations import milliseconds
from tests.grafana.router import Call, Routes
from tests.grafana.routes.rules import EXPRESSION
from tests.grafana.state import Json

ROUTES = Routes()
PATH = "/api/prometheus/grafana/api/v1"
NEVER = Evaluation()


def total_key(alert: Json) -> str:
    """A state in parentheses is why an alert is normal, and is not counted apart."""
    return str(alert["state"]).partition(" ")[0].lower()


def in_go_order(model: Any) -> Any:
    """Keys as Go writes them: sorted, at every depth."""
    return json.loads(json.dumps(model, sort_keys=True))


def shown(call: Call, rule: Rule) -> Json:
    found = call.state.alerting.evaluations.get(rule.uid, NEVER)
    queries = [query | {"model": in_go_order(query["model"])} for query in rule.body["data"]]
    queried = {query["datasourceUid"] for query in rule.body["data"]} - {EXPRESSION}
    answer: Json = {
        "state": found.state,
        "name": rule.title,
        "query": json.dumps(queries, separators=(",", ":"), ensure_ascii=False),
        "queriedDatasourceUIDs": sorted(queried),
        "uid": rule.uid,
        "folderUid": rule.folder_uid,
        "health": found.health,
        "type": "recording" if rule.body["record"] else "alerting",
        "lastEvaluation": found.at,
        "evaluationTime": 0,
        "isPaused": rule.body["isPaused"],
    }
    if rule.body["for"] != "0s":
        answer["duration"] = milliseconds(rule.body["for"]) / 1000
    for name in ("annotations", "labels"):
        if name in rule.body:
            answer[name] = rule.body[name]
    if found.last_error:
        answer["lastError"] = found.last_error
    if found.active_at:
        answer["activeAt"] = found.active_at
    if found.alerts:
        totals = dict(Counter(total_key(alert) for alert in found.alerts))
        answer |= {"alerts": list(found.alerts), "totals": totals, "totalsFiltered": totals}
    if rule.provenance:
        answer["provenance"] = rule.provenance
    return answer


def group_shown(call: Call, folder: str, name: str, rules: list[Rule]) -> Json:
    found = [call.state.alerting.evaluations.get(rule.uid, NEVER) for rule in rules]
    known = call.state.folders.get(folder)
    return {
        "name": name,
        "file": known.title if known else folder,
        "folderUid": folder,
        "rules": [shown(call, rule) for rule in rules],
        "totals": dict(Counter(total for one in found for total in totals_of(one))),
        "interval": call.state.alerting.interval(folder, name),
        "lastEvaluation": max((one.at for one in found), default=NEVER.at),
        "evaluationTime": 0,
    }


def totals_of(found: Evaluation) -> list[str]:
    """A rule that is in trouble counts twice: by its state, and as one in trouble."""
    return [found.state] + ([found.health] if found.health in ("error", "nodata") else [])


@ROUTES.get(f"{PATH}/rules")
def rules(call: Call) -> Any:
    alerting = call.state.alerting
    names, uids = call.values("rule_group"), call.values("rule_uid")
    # A folder that does not exist does not filter at all.
    folders = [uid for uid in call.values("folder_uid") if uid in call.state.folders]
    board, panel = call.text("dashboard_uid"), call.text("panel_id")
    groups = []
    for folder, name in alerting.groups():
        # Rules of a folder that is not there are not shown.
        if (
            folder not in call.state.folders
            or (folders and folder not in folders)
            or (names and name not in names)
        ):
            continue
        members = [
            rule
            for rule in alerting.group(folder, name)
            if (not uids or rule.uid in uids)
            and (not board or rule.body.get("annotations", {}).get("__dashboardUid__") == board)
            and (not panel or rule.body.get("annotations", {}).get("__panelId__") == panel)
        ]
        if members:
            groups.append((folder, name, members))
    return paged(call, groups)


def paged(call: Call, groups: list[tuple[str, str, list[Rule]]]) -> Any:
    limit = call.number("group_limit", 0)
    start = token_of(call.text("group_next_token"))
    after = [group for group in groups if start is None or group[:2] > start]
    page = after[:limit] if limit > 0 else after
    shown_groups = [group_shown(call, *group) for group in page]
    data: Json = {
        "groups": shown_groups,
        "totals": dict(sum((Counter(group["totals"]) for group in shown_groups), Counter[str]())),
    }
    if len(page) < len(after):
        last = {"n": page[-1][0], "g": page[-1][1]}
        data["groupNextToken"] = base64.b64encode(json.dumps(last, separators=(",", ":")).encode()).decode()
    return {"status": "success", "data": data}


def token_of(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    last = json.loads(base64.b64decode(text))
    return last["n"], last["g"]


@ROUTES.get(f"{PATH}/alerts")
def alerts(call: Call) -> Any:
    found = [alert for one in call.state.alerting.evaluations.values() for alert in one.alerts]
    return {"status": "success", "data": {"alerts": found}}
