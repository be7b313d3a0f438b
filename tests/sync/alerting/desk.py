"""A project of alerts and notifications, pushed to the stand-in past the command line: quick for many."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from generator.project import Project
from generator.sync.changes import Options, Stop, intend
from generator.sync.client.grafana import Grafana
from generator.sync.kind import Source
from generator.sync.model import Comparison
from generator.sync.plan import Plan, make_plan
from generator.sync.push import Outcome, push
from generator.sync.write import Writer
from tests.grafana.server import GrafanaStandIn
from tests.sync.in_process import in_process
from tests.sync.project import ENVIRONMENT, MODULES, TestProject, make_project, texts

Json = dict[str, Any]

PREFIX = "t"
_LOADED: dict[tuple[tuple[str, str], ...], Project] = {}

ALERTING = {name: MODULES[name] for name in ("alerts", "notifications")}


@attrs.define
class Desk:
    """Somebody who changes the project and pushes it; nothing is waited for."""

    server: GrafanaStandIn
    project: TestProject
    folder: Path
    environment: Mapping[str, str] = ENVIRONMENT

    @classmethod
    def at(cls, server: GrafanaStandIn, folder: Path, modules: Mapping[str, str] = ALERTING) -> Desk:
        return cls(server, make_project(folder / "project", PREFIX, modules), folder)

    @property
    def source(self) -> Source:
        """The project as it is now. What is loaded once serves all tests with the same files."""
        root = self.project.root
        known = texts(root)
        if known not in _LOADED:
            _LOADED[known] = self.project.source().project
        return Source(attrs.evolve(_LOADED[known], root=root), "postgres", self.environment)

    def grafana(self, token: str = "") -> Grafana:
        """A connection, which is closed by whoever asks for it."""
        return in_process(self.server, token)

    def plan(self, source: Source | None = None, token: str = "") -> Plan:
        with self.grafana(token) as grafana:
            return make_plan(grafana, source or self.source)

    def push(self, **options: Any) -> Outcome:
        """Plan and push. Raises LogloomError where the push stops."""
        source = self.source
        plan = self.plan(source)
        return self.push_plan(plan, source, Options(**options))

    def push_plan(self, plan: Plan, source: Source, options: Options | None = None) -> Outcome:
        intent = intend(plan, options or Options())
        with self.grafana() as grafana:
            writer = Writer(grafana, source, pauses=(0, 0))
            return push(writer, plan, intent, backups=self.folder / "backups")

    def pushed(self, **options: Any) -> list[str]:
        """What was written to Grafana by a push that goes through, the record aside."""
        before = len(self.server.writes)
        outcome = self.push(**options)
        assert not outcome.failed, outcome.failed
        written = [str(request) for request in self.server.writes[before:]]
        return [each for each in written if not each.endswith(f"/templates/logloom-{PREFIX}")]

    def statuses(self) -> dict[str, str]:
        """What is not unchanged."""
        return {
            str(each.key): str(each.status) for each in self.plan().comparisons if each.status != "unchanged"
        }

    def comparison(self, name: str) -> Comparison:
        return next(each for each in self.plan().comparisons if str(each.key) == name)

    def stops(self, **options: Any) -> list[Stop]:
        return list(intend(self.plan(), Options(**options)).stops)

    # What Grafana has

    def get(self, path: str) -> Any:
        return self.server.call("GET", f"/api/v1/provisioning/{path}")

    def put(self, path: str, body: Json, **headers: str) -> Any:
        """What somebody else does."""
        return self.server.call("PUT", f"/api/v1/provisioning/{path}", body, **headers)

    def post(self, path: str, body: Json, **headers: str) -> Any:
        return self.server.call("POST", f"/api/v1/provisioning/{path}", body, **headers)

    def delete(self, path: str) -> Any:
        return self.server.call("DELETE", f"/api/v1/provisioning/{path}")

    def rule(self, uid: str) -> Json:
        found: Json = self.get(f"alert-rules/{uid}")
        return found

    def point(self, uid: str) -> Json:
        found: Json = next(each for each in self.get("contact-points") if each["uid"] == uid)
        return found

    def everything(self) -> Json:
        """All of alerting as Grafana shows it, but for what counts or dates a write."""
        volatile = ("id", "updated", "version", "__logloom__")
        return {
            path: _without(self.get(path), volatile)
            for path in ("alert-rules", "contact-points", "mute-timings", "templates", "policies")
        }


def _without(node: Any, keys: tuple[str, ...]) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, keys) for key, value in node.items() if key not in keys}
    return [_without(each, keys) for each in node] if isinstance(node, list) else node


OPEN = {"X_Disable_Provenance": "true"}
"""The header with which somebody leaves a thing open to the UI."""
