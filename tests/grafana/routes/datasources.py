"""/api/datasources."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import bad_request_data, coded, refuse
from tests.grafana.identifiers import UID_LENGTH, is_uid, short_uid
from tests.grafana.router import Call, Routes
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PLUGINS = {
    "grafana-postgresql-datasource": ("PostgreSQL", "postgresql_logo"),
    "prometheus": ("Prometheus", "prometheus_logo"),
    "loki": ("Loki", "loki_icon"),
    "cloudwatch": ("CloudWatch", "amazon-web-services"),
}
"""Type: name and logo."""
ALIASES: dict[str, str] = {"postgres": "grafana-postgresql-datasource"}
HEALTHY = {"message": "Database Connection OK", "status": "OK"}
IN_ONE = ("basicAuthUser", "withCredentials", "secureJsonFields", "version", "apiVersion")
"""What only the answer about one datasource shows."""


def shown(state: State, stored: Json) -> Json:
    secrets = state.secrets.get(stored["uid"], {})
    return stored | {"secureJsonFields": {name: True for name, value in secrets.items() if value}}


def listed(stored: Json) -> Json:
    plugin: str = stored["type"]
    name, _ = PLUGINS.get(plugin, (plugin, ""))
    return {key: value for key, value in stored.items() if key not in IN_ONE} | {"typeName": name}


def existing(state: State, uid: str) -> Json:
    stored = state.datasources.get(uid)
    if stored is None:
        raise refuse(404, "Data source not found")
    return stored


def made_of(body: Json, number: int, uid: str, version: int, is_default: bool) -> Json:
    """What is stored of what was sent."""
    plugin = ALIASES.get(str(body["type"]), str(body["type"]))
    _, logo = PLUGINS.get(plugin, ("", ""))
    return {
        "id": number,
        "uid": uid,
        "orgId": 1,
        "name": body.get("name") or plugin,
        "type": plugin,
        "typeLogoUrl": f"public/plugins/{plugin}/img/{logo}.svg" if logo else "public/img/icn-datasource.svg",
        "access": body["access"],
        "url": body.get("url") or "",
        "user": body.get("user") or "",
        "database": body.get("database") or "",
        "basicAuth": bool(body.get("basicAuth")),
        "basicAuthUser": body.get("basicAuthUser") or "",
        "withCredentials": bool(body.get("withCredentials")),
        "isDefault": is_default,
        "jsonData": body.get("jsonData") or {},
        "version": version,
        "readOnly": False,
        "apiVersion": "",
    }


def check(body: Json) -> None:
    if not body.get("type") or not body.get("access"):
        raise bad_request_data()
    uid = body.get("uid") or ""
    if len(uid) > UID_LENGTH or not is_uid(uid):
        raise coded(400, "datasource.uidInvalid", "Invalid datasource UID.")


def store(state: State, stored: Json) -> None:
    if stored["isDefault"]:
        for other in list(state.datasources.values()):
            state.datasources[other["uid"]] = other | {"isDefault": False}
    state.datasources[stored["uid"]] = stored


@ROUTES.get("/api/datasources")
def list_datasources(call: Call) -> Any:
    everything = sorted(call.state.datasources.values(), key=lambda stored: stored["name"].lower())
    return [listed(stored) for stored in everything]


@ROUTES.post("/api/datasources", role="Admin", permission="datasources:create")
def create_datasource(call: Call) -> Any:
    state, body = call.state, call.body
    check(body)
    plugin = ALIASES.get(body["type"], body["type"])
    if any(other["name"] == (body.get("name") or plugin) for other in state.datasources.values()):
        raise refuse(409, "data source with the same name already exists")
    uid = body.get("uid") or short_uid()
    if uid in state.datasources:
        raise refuse(409, "data source with the same uid already exists")
    is_default = bool(body.get("isDefault")) or not state.datasources
    stored = made_of(body, state.datasource_ids.next(), uid, version=1, is_default=is_default)
    state.secrets[uid] = dict(body.get("secureJsonData") or {})
    store(state, stored)
    return answered(state, stored, "Datasource added")


def answered(state: State, stored: Json, message: str) -> Json:
    return {
        "datasource": shown(state, stored),
        "id": stored["id"],
        "message": message,
        "name": stored["name"],
    }


@ROUTES.get("/api/datasources/uid/{uid}")
def get_datasource(call: Call) -> Any:
    return shown(call.state, existing(call.state, call.params["uid"]))


@ROUTES.get("/api/datasources/name/{name}")
def get_datasource_by_name(call: Call) -> Any:
    return shown(call.state, by_name(call.state, call.params["name"]))


def by_name(state: State, name: str) -> Json:
    for stored in state.datasources.values():
        if stored["name"] == name:
            return stored
    raise refuse(404, "Data source not found")


@ROUTES.put("/api/datasources/uid/{uid}", role="Admin", permission="datasources:write")
def update_datasource(call: Call) -> Any:
    state, body = call.state, call.body
    old = existing(state, call.params["uid"])
    check(body)
    if old["readOnly"]:
        raise refuse(403, "Cannot update read-only data source")
    if body.get("uid") not in (None, "", old["uid"]):
        raise refuse(500, "Failed to update datasource")
    if any(
        other["name"] == body.get("name") and other["id"] != old["id"] for other in state.datasources.values()
    ):
        raise refuse(409, "Failed to update datasource: data source with the same name already exists")
    sent = body.get("version") or 0
    if sent and sent < old["version"]:
        raise refuse(409, "Datasource has already been updated by someone else. Please reload and try again")
    stored = made_of(body, old["id"], old["uid"], version=sent + 1, is_default=bool(body.get("isDefault")))
    for name, value in (body.get("secureJsonData") or {}).items():
        state.secrets[old["uid"]][name] = value
    store(state, stored)
    return answered(state, stored, "Datasource updated")


@ROUTES.delete("/api/datasources/uid/{uid}", role="Admin", permission="datasources:delete")
def delete_datasource(call: Call) -> Any:
    stored = existing(call.state, call.params["uid"])
    if stored["readOnly"]:
        raise refuse(403, "Cannot delete read-only data source")
    del call.state.datasources[stored["uid"]]
    return {"id": stored["id"], "message": "Data source deleted"}


@ROUTES.get("/api/datasources/uid/{uid}/health")
def datasource_health(call: Call) -> Any:
    stored = existing(call.state, call.params["uid"])
    status, body = call.state.health.get(stored["uid"], (200, HEALTHY))
    return Response(status, body)
