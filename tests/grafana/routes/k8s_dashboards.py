"""/apis/dashboard.grafana.app: dashboards as objects with versions."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import Any, TypeVar

import attrs

from tests.grafana import k8s
from tests.grafana.answers import Refusal
from tests.grafana.dashboards import add, remove, save, url
from tests.grafana.identifiers import long_uid, object_uid, slug
from tests.grafana.k8s import DASHBOARDS, check_namespace, listed, managed_fields, merged
from tests.grafana.k8s_dashboards import (
    FOLDER,
    MESSAGE,
    VERSIONS,
    check,
    check_manager,
    file_of,
    item,
    kept_annotations,
    kept_labels,
    metadata_of,
    resource_version,
    stored_spec,
    whole,
)
from tests.grafana.paging import skipped, token_after
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes.dashboards import meta
from tests.grafana.state import Dashboard, Version, timestamp
from tests.grafana.wire import Json, Response

ROUTES = Routes()
Entry = TypeVar("Entry")
PLURAL = "dashboards"
LIST = "/apis/dashboard.grafana.app/{version}/namespaces/{namespace}/dashboards"
ONE = f"{LIST}/{{name}}"
SINCE = {"since": Feature.API_GROUPS}


def asked_version(call: Call) -> str:
    """Raises Refusal for a version that is not served, and for another organization."""
    check_namespace(call)
    version = call.params["version"]
    if version not in VERSIONS:
        raise Refusal(404, "404 page not found\n", {"Content-Type": "text/plain; charset=utf-8"})
    return version


def existing(call: Call) -> Dashboard:
    board = call.state.dashboards.get(call.params["name"])
    if board is None:
        raise k8s.not_found(DASHBOARDS, PLURAL, call.params["name"])
    return board


def check_may_write(call: Call, verb: str) -> None:
    if not call.who.may("Editor"):
        raise k8s.forbidden(call, DASHBOARDS, PLURAL, verb, f"can not {verb} any dashboards")


@ROUTES.get("/apis/dashboard.grafana.app", **SINCE)
def group(call: Call) -> Any:
    versions = [{"groupVersion": f"{DASHBOARDS}/{version}", "version": version} for version in VERSIONS]
    return {
        "kind": "APIGroup",
        "apiVersion": "v1",
        "name": DASHBOARDS,
        "versions": versions,
        "preferredVersion": versions[0],
    }


@ROUTES.get(LIST, **SINCE)
def list_dashboards(call: Call) -> Any:
    version = asked_version(call)
    selected = call.text("labelSelector")
    if "get-trash" in selected:
        return answer_list(call, version, [])
    if "get-history" in selected:
        return list_history(call, version)
    boards = sorted(call.state.dashboards.values(), key=lambda board: -board.id)
    if call.state.unified:
        boards.sort(key=lambda board: board.uid)
    start = skipped(call.text("continue"), boards, lambda board: board.id)
    page = paged(call, boards[start:])
    items = [item(call.state, board, version) for board in page]
    last = page[-1].id if len(boards) > start + len(page) else None
    return answer_list(call, version, items, start, last)


def list_history(call: Call, version: str) -> Any:
    match = re.search(r"metadata\.name=([^,&]+)", call.text("fieldSelector"))
    board = call.state.dashboards.get(match[1] if match else "")
    if board is None:
        return answer_list(call, version, [])
    history = board.history[::-1]
    start = skipped(call.text("continue"), history, lambda entry: entry.number)
    page = paged(call, history[start:])
    items = [history_item(call, board, version, entry) for entry in page]
    last = page[-1].number if len(history) > start + len(page) else None
    return answer_list(call, version, items, start, last)


def history_item(call: Call, board: Dashboard, version: str, entry: Version) -> Json:
    shown = item(call.state, board, version, entry)
    if entry.message:
        shown["metadata"]["annotations"][MESSAGE] = entry.message
    return shown


def paged(call: Call, entries: list[Entry]) -> list[Entry]:
    limit = call.number("limit", 0)
    return entries[:limit] if limit > 0 else entries


def answer_list(call: Call, version: str, items: list[Json], start: int = 0, last: int | None = None) -> Any:
    """A page; `last` is the number of its last entry, where others follow."""
    boards = call.state.dashboards.values()
    newest = max((board.newest.created for board in boards), default="1970-01-01T00:00:00Z")
    moment = datetime.fromisoformat(newest).timestamp()
    metadata: Json = {"resourceVersion": str(int(moment * 1_000_000))}
    if last is not None:
        metadata["continue"] = token_after(call.state, start + len(items), last)
    return listed(call, "DashboardList", f"{DASHBOARDS}/{version}", metadata, items)


@ROUTES.get(ONE, **SINCE)
def get_dashboard(call: Call) -> Any:
    return whole(call.state, existing(call), asked_version(call))


@ROUTES.get(f"{ONE}/dto", **SINCE)
def get_with_access(call: Call) -> Any:
    board = existing(call)
    shown = whole(call.state, board, asked_version(call))
    rights = meta(call, board)
    names = ("slug", "canSave", "canEdit", "canAdmin", "canDelete", "annotationsPermissions")
    access = {name: rights[name] for name in names}
    access |= {"url": url(board), "slug": slug(board.title), "canStar": False}
    return shown | {"kind": "DashboardWithAccessInfo", "access": access}


@ROUTES.post(LIST, **SINCE)
def create_dashboard(call: Call) -> Any:
    version = asked_version(call)
    check_may_write(call, "create")
    sent = call.body
    metadata = sent.get("metadata") or {}
    name = metadata.get("name") or metadata.get("generateName", "") + long_uid()
    if name in call.state.dashboards:
        raise k8s.already_exists(DASHBOARDS, PLURAL, name)
    return created(call, version, name, sent)


def created(call: Call, version: str, name: str, sent: Json) -> Response:
    spec = sent.get("spec") or {}
    metadata = sent.get("metadata") or {}
    annotations: Json = dict(metadata.get("annotations") or {})
    labels: Json = dict(metadata.get("labels") or {})
    check(name, spec, version)
    check_manager(annotations)
    now = timestamp()
    shown: Json = {"name": name, "namespace": k8s.NAMESPACE, "uid": object_uid("dashboard", name)}
    shown |= {"generation": 1, "creationTimestamp": now}
    stored = stored_spec(spec, version)
    if not dry(call):
        folder = annotations.get(FOLDER, "")
        if folder and folder not in call.state.folders:
            raise k8s.not_found(k8s.FOLDERS, "folders", folder)
        board = add(
            call.state,
            name,
            folder,
            stored,
            call.who,
            annotations.get(MESSAGE, ""),
            stored_as=version,
            annotations=kept_annotations(annotations),
            labels=kept_labels(labels),
            file=file_of(annotations, str(int(time.time()))),
        )
        shown["resourceVersion"] = resource_version(call.state, board.newest)
        labels["grafana.app/deprecatedInternalID"] = str(board.id)
        annotations["grafana.app/createdBy"] = call.who.shown_at_once
    shown |= {"labels": labels} if labels else {}
    shown |= {"annotations": annotations} if annotations else {}
    api_version = f"{DASHBOARDS}/{version}"
    if not version.startswith("v2"):
        shown["managedFields"] = managed_fields(sent, api_version, now)
    return Response(
        201, {"kind": "Dashboard", "apiVersion": api_version, "metadata": shown, "spec": stored, "status": {}}
    )


def dry(call: Call) -> bool:
    return call.text("dryRun") == "All"


@ROUTES.put(ONE, **SINCE)
def put_dashboard(call: Call) -> Any:
    version = asked_version(call)
    check_may_write(call, "update")
    board = call.state.dashboards.get(call.params["name"])
    if board is None:
        return created(call, version, call.params["name"], call.body)
    return updated(call, version, board, call.body)


@ROUTES.patch(ONE, **SINCE)
def patch_dashboard(call: Call) -> Any:
    version = asked_version(call)
    check_may_write(call, "patch")
    board = existing(call)
    current = whole(call.state, board, version)
    sent_version = (call.body.get("metadata") or {}).get("resourceVersion")
    if sent_version is None:
        del current["metadata"]["resourceVersion"]
    return updated(call, version, board, merged(current, call.body))


def updated(call: Call, version: str, board: Dashboard, sent: Json) -> Any:
    metadata = sent.get("metadata") or {}
    annotations: Json = dict(metadata.get("annotations") or {})
    sent_version = metadata.get("resourceVersion")
    stale = sent_version not in (None, "", resource_version(call.state, board.newest))
    if stale and not call.request.checked_before:
        raise k8s.modified(DASHBOARDS, PLURAL, board.uid)
    spec = sent.get("spec") or {}
    check(board.uid, spec, version)
    check_manager(annotations)
    stored = stored_spec(spec, version)
    shown = whole(call.state, board, version)
    shown["spec"] = stored
    if dry(call):
        if MESSAGE in annotations:
            shown["metadata"]["annotations"][MESSAGE] = annotations[MESSAGE]
        return shown
    folder = annotations.get(FOLDER, "")
    if folder and folder not in call.state.folders:
        raise k8s.not_found(k8s.FOLDERS, "folders", folder)
    save(
        call.state,
        board,
        folder,
        stored,
        call.who,
        annotations.get(MESSAGE, ""),
        stored_as=version,
        annotations=kept_annotations(annotations),
        labels=kept_labels(metadata.get("labels") or {}),
    )
    board.file = board.file and attrs.evolve(board.file, edited=True)
    shown["metadata"] = metadata_of(call.state, board, board.newest)
    shown["metadata"]["annotations"]["grafana.app/updatedBy"] = call.who.shown_at_once
    if MESSAGE in annotations:
        shown["metadata"]["annotations"][MESSAGE] = annotations[MESSAGE]
    return shown


@ROUTES.delete(ONE, **SINCE)
def delete_dashboard(call: Call) -> Any:
    asked_version(call)
    check_may_write(call, "delete")
    board = existing(call)
    wanted = ((call.body if call.request.body else {}).get("preconditions") or {}).get("resourceVersion")
    current = resource_version(call.state, board.newest)
    if wanted not in (None, current):
        why = (
            f"the ResourceVersion in the precondition ({wanted}) does not match "
            f"the ResourceVersion in record ({current}). The object might have been modified"
        )
        raise k8s.conflict(DASHBOARDS, "Dashboard", board.uid, why)
    if board.file:
        raise k8s.bad_request("provisioned dashboard cannot be deleted")
    if not dry(call):
        remove(call.state, board)
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": k8s.resource(DASHBOARDS, PLURAL, board.uid) | {"uid": object_uid("dashboard", board.uid)},
    }


@ROUTES.get("/apis/dashboard.grafana.app/{version}/namespaces/{namespace}/search", **SINCE)
def search(call: Call) -> Any:
    found = [
        board
        for board in call.state.dashboards.values()
        if call.text("query").lower() in board.title.lower() and set(call.values("tags")) <= set(board.tags)
    ]
    found.sort(key=lambda board: (board.title, board.id))
    hits = [
        {
            "resource": PLURAL,
            "name": board.uid,
            "title": board.title,
            "tags": board.tags,
            "folder": board.folder_uid,
            "field": {"grafana.app/deprecatedInternalID": board.id},
        }
        for board in paged(call, found)
    ]
    return {"totalHits": len(hits), "hits": hits}
