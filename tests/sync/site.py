"""A Grafana to push to, and somebody who works in it: all over HTTP, so that it may be a real one."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import attrs

Json = dict[str, Any]


@attrs.frozen
class Site:
    """`token` is what the tool is given. `person` is somebody else, who edits in Grafana's pages."""

    url: str
    token: str = attrs.field(repr=False)
    person: Person


@attrs.frozen
class Person:
    """Somebody with an account; `name` is how Grafana shows what they did."""

    url: str
    name: str
    authorization: str = attrs.field(repr=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON that Grafana answers. A refusal is an AssertionError with what it said."""
        status, answer = self.ask(method, path, body, **headers)
        assert status < 400, f"{method} {path}: {status} {answer}"
        return answer

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.url}{path}",
            None if body is None else json.dumps(body).encode(),
            {
                "Authorization": self.authorization,
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as response:
                return response.status, _json(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _json(error.read())

    # Dashboards

    def dashboard(self, uid: str) -> Json:
        """As GET /api/dashboards/uid answers: `dashboard` and `meta`."""
        answer: Json = self.call("GET", f"/api/dashboards/uid/{uid}")
        return answer

    def edit_dashboard(self, uid: str, change: Callable[[Json], object]) -> None:
        """What the editor does: read it, change it in place, save it."""
        loaded = self.dashboard(uid)
        change(loaded["dashboard"])
        self.save_dashboard(loaded["dashboard"], loaded["meta"].get("folderUid") or "")

    def save_dashboard(self, dashboard: Json, folder_uid: str = "") -> None:
        body = {"dashboard": dashboard, "folderUid": folder_uid, "overwrite": False}
        self.call("POST", "/api/dashboards/db", body)

    # Alerting

    def rule(self, uid: str) -> Json:
        answer: Json = self.call("GET", f"/api/v1/provisioning/alert-rules/{uid}")
        return answer

    def group(self, folder_uid: str, name: str) -> Json:
        path = f"/api/v1/provisioning/folder/{folder_uid}/rule-groups/{quote(name, safe='')}"
        answer: Json = self.call("GET", path)
        return answer

    def policy(self) -> Json:
        answer: Json = self.call("GET", "/api/v1/provisioning/policies")
        return answer


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
