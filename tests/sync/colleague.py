"""Somebody who works in the same Grafana, and does there what its pages do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from tests.sync.site import Json, Site

ALERTING = "/api/v1/provisioning"
LIBRARY = "/api/library-elements"
OPEN = {"X_Disable_Provenance": "true"}


@attrs.frozen
class Colleague:
    """Somebody who works in the same Grafana, over its API."""

    site: Site
    prefix: str

    def get(self, path: str) -> Any:
        return self.site.person.call("GET", path)

    def put(self, path: str, change: Json, **headers: str) -> None:
        """What an editor does: read, change some keys, save."""
        self.site.person.call("PUT", path, {**self.get(path), **change}, **headers)

    def post(self, path: str, body: Json, **headers: str) -> Any:
        return self.site.person.call("POST", path, body, **headers)

    def delete(self, path: str) -> None:
        self.site.person.call("DELETE", path)

    def save(self, uid: str, folder: str | None = None, **change: Any) -> None:
        loaded = self.site.person.dashboard(f"{self.prefix}-{uid}")
        where = loaded["meta"].get("folderUid") or "" if folder is None else folder
        self.site.person.save_dashboard({**loaded["dashboard"], **change}, where)

    def rule(self, **change: Any) -> None:
        self.put(f"{ALERTING}/alert-rules/{self.prefix}-many", change)

    def group(self, **change: Any) -> None:
        self.put(f"{ALERTING}/folder/{self.prefix}-main/rule-groups/{self.prefix}%20errors", change)

    def panel(self, **change: Any) -> None:
        """The editor makes the model anew, so that our mark in it is gone."""
        element = self.get(f"{LIBRARY}/{self.prefix}-lib")["result"]
        model = {key: value for key, value in element["model"].items() if key != "logloom"}
        body = {key: element[key] for key in ("name", "kind", "version", "folderUid")}
        self.site.person.call("PATCH", f"{LIBRARY}/{self.prefix}-lib", {**body, "model": {**model, **change}})

    def point(self, uid: str, **change: Any) -> None:
        point = next(
            each for each in self.get(f"{ALERTING}/contact-points") if each["uid"] == f"{self.prefix}-{uid}"
        )
        self.site.person.call("PUT", f"{ALERTING}/contact-points/{self.prefix}-{uid}", {**point, **change})

    def timing(self, start: str) -> None:
        intervals = [{"times": [{"start_time": start, "end_time": "06:00"}]}]
        self.put(f"{ALERTING}/mute-timings/{self.prefix}%20night", {"time_intervals": intervals})

    def template(self, text: str) -> None:
        body = f'{{{{ define "{self.prefix}.title" }}}}{text}{{{{ end }}}}'
        self.put(f"{ALERTING}/templates/{self.prefix}%20text", {"template": body})

    def routes(self, change: Callable[[list[Json]], list[Json]]) -> None:
        policy = self.site.person.policy()
        self.put(f"{ALERTING}/policies", {"routes": change(policy.get("routes") or [])})

    def folder(self, uid: str, title: str = "") -> str:
        uid = f"{self.prefix}-{uid}"
        self.post("/api/folders", {"uid": uid, "title": title or uid})
        return uid

    def datasource(self, **change: Any) -> None:
        self.put(f"/api/datasources/uid/{self.prefix}-pg", change)


def is_ours(route: Json, prefix: str) -> bool:
    return ["logloom", "=", prefix] in (route.get("object_matchers") or ())
