"""Where nothing was recorded, Grafana's own description of its API decides what an answer looks like."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.grafana.server import GrafanaStandIn
from tests.grafana.test_second_client import PANEL, RULE
from tests.grafana.wire import Json
from tests.shared import GRAFANA, needs_shared

OPENAPI = GRAFANA / "12.2.0" / "openapi3.json"
pytestmark = needs_shared

SOURCE: Json = {
    "uid": "pg",
    "name": "Logs",
    "type": "grafana-postgresql-datasource",
    "access": "proxy",
    "jsonData": {"database": "logs"},
    "secureJsonData": {"password": "secret"},
}
BOARD: Json = {"dashboard": {"uid": "d", "title": "Board", "tags": ["a", "b"], "panels": [PANEL]}}
ELEMENT: Json = {"uid": "l", "name": "Shared", "kind": 1, "folderUid": "f", "model": PANEL}
POINT: Json = {"uid": "c", "name": "Mail", "type": "email", "settings": {"addresses": "a@example.test"}}
TIMING: Json = {
    "name": "nights",
    "time_intervals": [{"times": [{"start_time": "22:00", "end_time": "24:00"}]}],
}
POLICY: Json = {"receiver": "Mail", "routes": [{"receiver": "Mail", "object_matchers": [["a", "=", "b"]]}]}
REQUESTS: tuple[tuple[str, str, str, Any], ...] = (
    ("GET", "/health", "", None),
    ("GET", "/org", "", None),
    ("GET", "/user", "", None),
    ("POST", "/folders", "", {"uid": "f", "title": "Folder"}),
    ("POST", "/folders", "", {"uid": "i", "title": "Inner", "parentUid": "f"}),
    ("GET", "/folders", "", None),
    ("GET", "/folders/{folder_uid}", "/folders/i", None),
    ("PUT", "/folders/{folder_uid}", "/folders/i", {"title": "Renamed", "version": 1}),
    ("POST", "/folders/{folder_uid}/move", "/folders/i/move", {"parentUid": ""}),
    ("GET", "/folders/{folder_uid}/counts", "/folders/f/counts", None),
    ("POST", "/datasources", "", SOURCE),
    ("GET", "/datasources", "", None),
    ("GET", "/datasources/uid/{uid}", "/datasources/uid/pg", None),
    ("PUT", "/datasources/uid/{uid}", "/datasources/uid/pg", SOURCE),
    ("GET", "/datasources/name/{name}", "/datasources/name/Logs", None),
    ("GET", "/datasources/uid/{uid}/health", "/datasources/uid/pg/health", None),
    ("POST", "/library-elements", "", ELEMENT),
    ("GET", "/library-elements", "", None),
    ("GET", "/library-elements/{library_element_uid}", "/library-elements/l", None),
    ("PATCH", "/library-elements/{library_element_uid}", "/library-elements/l", ELEMENT | {"version": 1}),
    (
        "GET",
        "/library-elements/{library_element_uid}/connections/",
        "/library-elements/l/connections/",
        None,
    ),
    ("POST", "/dashboards/db", "", BOARD),
    ("GET", "/dashboards/uid/{uid}", "/dashboards/uid/d", None),
    ("GET", "/dashboards/uid/{uid}/versions", "/dashboards/uid/d/versions", None),
    ("GET", "/dashboards/uid/{uid}/versions/{DashboardVersionID}", "/dashboards/uid/d/versions/1", None),
    ("GET", "/search", "", None),
    ("GET", "/dashboards/tags", "", None),
    ("POST", "/v1/provisioning/contact-points", "", POINT),
    ("GET", "/v1/provisioning/contact-points", "", None),
    ("PUT", "/v1/provisioning/contact-points/{UID}", "/v1/provisioning/contact-points/c", POINT),
    (
        "GET",
        "/v1/provisioning/contact-points/export",
        "/v1/provisioning/contact-points/export?format=json",
        None,
    ),
    ("POST", "/v1/provisioning/mute-timings", "", TIMING),
    ("GET", "/v1/provisioning/mute-timings", "", None),
    ("GET", "/v1/provisioning/mute-timings/{name}", "/v1/provisioning/mute-timings/nights", None),
    ("PUT", "/v1/provisioning/mute-timings/{name}", "/v1/provisioning/mute-timings/nights", TIMING),
    ("PUT", "/v1/provisioning/templates/{name}", "/v1/provisioning/templates/t", {"template": "words"}),
    ("GET", "/v1/provisioning/templates", "", None),
    ("GET", "/v1/provisioning/templates/{name}", "/v1/provisioning/templates/t", None),
    ("PUT", "/v1/provisioning/policies", "", POLICY),
    ("GET", "/v1/provisioning/policies", "", None),
    ("POST", "/v1/provisioning/alert-rules", "", RULE),
    ("GET", "/v1/provisioning/alert-rules", "", None),
    ("GET", "/v1/provisioning/alert-rules/{UID}", "/v1/provisioning/alert-rules/r", None),
    ("PUT", "/v1/provisioning/alert-rules/{UID}", "/v1/provisioning/alert-rules/r", RULE),
    ("GET", "/v1/provisioning/alert-rules/export", "/v1/provisioning/alert-rules/export?format=json", None),
    (
        "GET",
        "/v1/provisioning/folder/{FolderUID}/rule-groups/{Group}",
        "/v1/provisioning/folder/f/rule-groups/g",
        None,
    ),
    ("POST", "/annotations", "", {"text": "deployed", "tags": ["a"]}),
    ("GET", "/annotations", "", None),
    ("POST", "/serviceaccounts", "", {"name": "robot", "role": "Viewer"}),
    ("GET", "/serviceaccounts/search", "", None),
    (
        "POST",
        "/ds/query",
        "",
        {"from": "now-1h", "to": "now", "queries": [{"refId": "A", "datasource": {"uid": "pg"}}]},
    ),
    ("DELETE", "/dashboards/uid/{uid}", "/dashboards/uid/d", None),
    ("DELETE", "/library-elements/{library_element_uid}", "/library-elements/l", None),
    ("DELETE", "/folders/{folder_uid}", "/folders/i", None),
)
"""Method, path of the description, path of the request where it is another, body; in this order."""


RECORDED_OTHERWISE: dict[str, str] = {
    "GET /user: $.authLabels": "119",
    "POST /dashboards/db: $": "401",
    "GET /dashboards/uid/{uid}/versions: $": "440",
    "GET /v1/provisioning/contact-points: $[1].uid": "560-cp-list-initial",
    "POST /v1/provisioning/alert-rules: $.notification_settings": "501",
    "POST /v1/provisioning/alert-rules: $.record": "501",
    "GET /v1/provisioning/alert-rules: $[0].notification_settings": "540",
    "GET /v1/provisioning/alert-rules: $[0].record": "540",
    "GET /v1/provisioning/alert-rules/{UID}: $.notification_settings": "502",
    "GET /v1/provisioning/alert-rules/{UID}: $.record": "502",
    "PUT /v1/provisioning/alert-rules/{UID}: $.notification_settings": "505",
    "PUT /v1/provisioning/alert-rules/{UID}: $.record": "505",
    "GET /v1/provisioning/alert-rules/export: $.groups[0].interval": "554",
    "GET /v1/provisioning/alert-rules/export: $.groups[0].rules[0].for": "554",
    "GET /v1/provisioning/folder/{FolderUID}/rule-groups/{Group}: $.rules[0].notification_settings": "526",
    "GET /v1/provisioning/folder/{FolderUID}/rule-groups/{Group}: $.rules[0].record": "526",
    "DELETE /folders/{folder_uid}: $": "232",
}
"""Where a real Grafana does not keep to its description, and the recording that shows it."""


@pytest.fixture(scope="module")
def description() -> Json:
    loaded: Json = json.loads(OPENAPI.read_text())
    return loaded


def schema_of(description: Json, method: str, path: str) -> Json:
    """The schema of the answer to a request that succeeds."""
    responses = description["paths"][path][method.lower()]["responses"]
    response = next(value for status, value in responses.items() if status.startswith("2"))
    if "$ref" in response:
        response = description["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema: Json = response["content"]["application/json"]["schema"]
    return schema


def test_answers_have_the_shape_that_grafana_describes(grafana: GrafanaStandIn, description: Json) -> None:
    wrong = {}
    for method, path, target, body in REQUESTS:
        answer = json.loads(json.dumps(grafana.call(method, f"/api{target or path}", body)))
        schema = schema_of(description, method, path) | {"components": description["components"]}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(answer):
            wrong[f"{method} {path}: {error.json_path}"] = error.message[:200]
    assert wrong.keys() - RECORDED_OTHERWISE.keys() == set(), wrong
    assert RECORDED_OTHERWISE.keys() - wrong.keys() == set()
