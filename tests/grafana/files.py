"""Provisioning files: what Grafana makes of them when it starts, and again on a reload."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import attrs

from tests.grafana.alerting import Named, Rule
from tests.grafana.dashboards import add, remove, save
from tests.grafana.durations import milliseconds
from tests.grafana.identifiers import short_uid
from tests.grafana.people import Identity
from tests.grafana.routes import contact_points, datasources, policies, rules
from tests.grafana.routes._provenance import FILE
from tests.grafana.routes.rule_groups import SCHEDULER_INTERVAL
from tests.grafana.state import Folder, FromFile, State, timestamp
from tests.grafana.wire import Json

NOBODY = Identity(id=0, uid="", login="", name="", role="Viewer")


@attrs.define
class ProvisioningFile:
    """A file that Grafana reads: `kind` is "dashboards", "datasources" or "alerting".

    `content` is what stands in it: one dashboard, or the whole of the YAML. `folder` is the title of the
    folder in which dashboards are put, which is made where there is none, with `folder_uid` or a random one.
    """

    kind: str
    path: str
    content: Json = attrs.field(repr=False)
    folder: str = ""
    folder_uid: str = ""
    allow_ui_updates: bool = False
    provisioner: str = "default"


class BadFileError(Exception):
    """A file that Grafana does not load. It does not say why."""


class Files:
    """The files of one Grafana, by their paths. Callers hold the state's lock."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._files: dict[str, ProvisioningFile] = {}

    def put(self, file: ProvisioningFile) -> None:
        self._files[file.path] = file

    def take_away(self, path: str) -> None:
        del self._files[path]

    def load(self, kind: str) -> None:
        """Read all files of this kind again. Raises BadFileError."""
        files = [file for file in self._files.values() if file.kind == kind]
        if kind == "dashboards":
            self._load_dashboards(files)
        for file in files if kind != "dashboards" else ():
            _LOADERS[kind](self._state, file.content)

    def _load_dashboards(self, files: list[ProvisioningFile]) -> None:
        """A file that is gone takes its dashboard along; one that has not changed is left alone."""
        uids = {file.content.get("uid") for file in files}
        for board in list(self._state.dashboards.values()):
            if board.file and board.uid not in uids and board.file.checksum:
                remove(self._state, board)
        for file in files:
            load_dashboard(self._state, file)


def load_dashboard(state: State, file: ProvisioningFile) -> None:
    spec = {name: value for name, value in file.content.items() if name not in ("id", "uid", "version")}
    if not spec.get("title"):
        raise BadFileError(file.path)
    checksum = hashlib.md5(json.dumps(spec, sort_keys=True).encode()).hexdigest()
    origin = FromFile(
        path=file.path,
        provisioner=file.provisioner,
        checksum=checksum,
        timestamp=str(int(time.time())),
        allow_ui_updates=file.allow_ui_updates,
    )
    uid = file.content.get("uid") or short_uid()
    folder = folder_named(state, file.folder, file.folder_uid)
    board = state.dashboards.get(uid)
    if board is None:
        add(state, uid, folder, spec, _ROBOT, file=origin)
    elif board.file is None or board.file.checksum != checksum:
        save(state, board, folder, spec, _ROBOT)
        board.file = origin


def folder_named(state: State, title: str, uid: str = "") -> str:
    """The uid of the folder at the root with this title; it gets a random one where it has to be made."""
    if not title:
        return ""
    for folder in state.folders.values():
        if folder.title == title and not folder.parent_uid:
            return folder.uid
    uid, now = uid or short_uid(), timestamp()
    number = state.dashboard_ids.next()
    state.folders[uid] = Folder(number, uid, title, "", "", now, now, NOBODY, NOBODY)
    return uid


def load_datasources(state: State, content: Json) -> None:
    for sent in content.get("datasources") or ():
        uid = sent.get("uid") or short_uid()
        old = state.datasources.get(uid)
        number = old["id"] if old else state.datasource_ids.next()
        version = sent.get("version") or 1
        stored = datasources.made_of(
            {"access": "proxy"} | sent, number, uid, version, bool(sent.get("isDefault"))
        )
        state.secrets[uid] = dict(sent.get("secureJsonData") or {})
        datasources.store(state, stored | {"readOnly": not sent.get("editable", False)})
    for gone in content.get("deleteDatasources") or ():
        for stored in list(state.datasources.values()):
            if stored["name"] == gone["name"]:
                del state.datasources[stored["uid"]]


def load_alerting(state: State, content: Json) -> None:
    """What is not in the file stays; only the lists of what to delete delete."""
    alerting = state.alerting
    for one in content.get("contactPoints") or ():
        for receiver in one.get("receivers") or ():
            load_integration(state, one["name"], receiver)
    for timing in content.get("muteTimes") or ():
        alerting.mute_timings[timing["name"]] = Named(timing["name"], timing["time_intervals"], FILE)
    for template in content.get("templates") or ():
        alerting.templates[template["name"]] = Named(template["name"], template["template"], FILE)
    for policy in content.get("policies") or ():
        alerting.policy = policies.without_empty(
            {name: value for name, value in policy.items() if name != "orgId"}
        )
        alerting.policy_provenance = FILE
    for group in content.get("groups") or ():
        load_group(state, group)
    for gone in content.get("deleteRules") or ():
        if gone["uid"] in alerting.rules:
            alerting.remove(alerting.rules[gone["uid"]])
    for gone in content.get("deleteContactPoints") or ():
        alerting.integrations = [one for one in alerting.integrations if one.uid != gone["uid"]]
    for gone in content.get("deleteMuteTimes") or ():
        alerting.mute_timings.pop(gone["name"], None)
    for gone in content.get("deleteTemplates") or ():
        alerting.templates.pop(gone["name"], None)
    alerting.revision += 1


def load_integration(state: State, name: str, sent: Json) -> None:
    alerting = state.alerting
    integration = contact_points.made_of(sent | {"name": name}, sent["uid"])
    integration.provenance = FILE
    old = alerting.integration(sent["uid"])
    if old is not None:
        alerting.integrations.remove(old)
    alerting.integrations.append(integration)


def load_group(state: State, group: Json) -> None:
    """Rules are changed and added one by one; a rule that the file leaves out stays."""
    alerting = state.alerting
    folder = folder_named(state, group["folder"])
    interval = milliseconds(group.get("interval") or "1m") // 1000
    if interval % SCHEDULER_INTERVAL or not interval:
        raise BadFileError(group["name"])
    alerting.intervals[folder, group["name"]] = interval
    for index, sent in enumerate(group.get("rules") or (), 1):
        body = rules.body_of(
            {
                "noDataState": "NoData",
                "execErrState": "Alerting",
                "keep_firing_for": sent.get("keepFiringFor"),
            }
            | sent
        )
        if not sent.get("title") or not body["data"]:
            raise BadFileError(group["name"])
        rule: Rule | None = alerting.rules.get(sent["uid"])
        if rule is None:
            rule = Rule(
                id=alerting.rule_ids.next(),
                uid=sent["uid"],
                folder_uid=folder,
                group=group["name"],
                title=sent["title"],
                body=body,
                updated=datetime.now(UTC),
                by=_ROBOT,
            )
            alerting.add(rule)
        elif (rule.title, rule.body) != (sent["title"], body):
            alerting.change(rule, _ROBOT, sent["title"], body, folder, group["name"])
        rule.provenance, rule.index = FILE, index


_ROBOT = Identity(id=0, uid="", login="", name="", role="Server admin")
_LOADERS: dict[str, Callable[[State, Json], None]] = {
    "datasources": load_datasources,
    "alerting": load_alerting,
}
