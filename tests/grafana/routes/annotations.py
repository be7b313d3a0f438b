"""/api/annotations."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from tests.grafana.answers import refuse
from tests.grafana.router import Call, Routes
from tests.grafana.state import Json

ROUTES = Routes()
AVATAR = "/public/img/user_profile.png"


def milliseconds() -> int:
    return int(time.time() * 1000)


@ROUTES.post("/api/annotations")
def create_annotation(call: Call) -> Any:
    body = call.body
    if not body.get("text"):
        raise refuse(400, "Failed to save annotation")
    uid = body.get("dashboardUID") or ""
    if uid and uid not in call.state.dashboards:
        raise refuse(500, "Error while checking annotation permissions")
    if not call.who.may("Editor"):
        raise refuse(403, "Access denied to save the annotation")
    return {"id": add(call, body, uid), "message": "Annotation added"}


@ROUTES.post("/api/annotations/graphite", role="Editor", permission="annotations:create")
def create_graphite_annotation(call: Call) -> Any:
    body = call.body
    moment = int(body.get("when") or time.time()) * 1000
    sent = {"text": f"{body['what']}\n{body.get('data', '')}", "tags": body.get("tags"), "time": moment}
    return {"id": add(call, sent, ""), "message": "Graphite annotation added"}


def add(call: Call, sent: Json, uid: str) -> int:
    state = call.state
    number, now = state.annotation_ids.next(), milliseconds()
    start = sent.get("time") or now
    state.annotations.append(
        {
            "id": number,
            "alertId": 0,
            "alertName": "",
            "dashboardId": state.dashboards[uid].id if uid else 0,
            "dashboardUID": uid,
            "panelId": sent.get("panelId") or 0,
            "userId": 0,
            "newState": "",
            "prevState": "",
            "created": now,
            "updated": now,
            "time": start,
            "timeEnd": sent.get("timeEnd") or start,
            "text": sent["text"],
            "tags": sent.get("tags") or [],
            "login": call.who.login,
            "email": call.who.login,
            "avatarUrl": AVATAR,
            "data": {},
        }
    )
    return number


@ROUTES.get("/api/annotations")
def list_annotations(call: Call) -> Any:
    tags, uid = set(call.values("tags")), call.text("dashboardUID")
    found = [
        one
        for one in call.state.annotations
        if tags <= set(one["tags"]) and uid in ("", one["dashboardUID"]) and call.text("type") != "alert"
    ]
    return sorted(found, key=lambda one: (-one["timeEnd"], -one["id"]))[: call.number("limit", 100)]


@ROUTES.get("/api/annotations/tags")
def list_annotation_tags(call: Call) -> Any:
    count = Counter(tag for one in call.state.annotations for tag in one["tags"])
    wanted = [tag for tag in sorted(count) if call.text("tag") in tag]
    return {"result": {"tags": [{"tag": tag, "count": count[tag]} for tag in wanted]}}
