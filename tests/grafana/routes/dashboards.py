"""/api/dashboards: one dashboard, read, saved and deleted."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import bad_request_data, refuse
from tests.grafana.dashboards import add, is_unchanged, remove, save, url
from tests.grafana.identifiers import UID_LENGTH, is_uid, long_uid, slug
from tests.grafana.library import element_is_known, panels_of_library
from tests.grafana.router import Call, Routes
from tests.grafana.routes.folders import folder_url
from tests.grafana.state import Dashboard, Json, State

ROUTES = Routes()
GENERAL = "general"
CHANGED = "The dashboard has been changed by someone else"


def existing(state: State, uid: str) -> Dashboard:
    board = state.dashboards.get(uid)
    if board is None:
        raise refuse(404, "Dashboard not found")
    return board


def with_version(board: Dashboard) -> Json:
    return board.spec | {"id": board.id, "uid": board.uid, "version": board.newest.number}


def folder_of(state: State, uid: str) -> Json:
    folder = state.folders.get(uid)
    if folder is None:
        return {"folderId": 0, "folderUid": "", "folderTitle": "General", "folderUrl": ""}
    return {
        "folderId": folder.id,
        "folderUid": folder.uid,
        "folderTitle": folder.title,
        "folderUrl": folder_url(folder),
    }


def meta(call: Call, board: Dashboard) -> Json:
    may_edit = call.who.may("Editor")
    rights = {"canAdd": may_edit, "canEdit": may_edit, "canDelete": may_edit}
    return {
        "type": "db",
        "canSave": may_edit,
        "canEdit": may_edit,
        "canAdmin": call.who.may("Admin"),
        "canStar": True,
        "canDelete": may_edit,
        "slug": slug(board.title),
        "url": url(board),
        "expires": "0001-01-01T00:00:00Z",
        "created": board.created,
        "updated": board.newest.created,
        "updatedBy": call.state.writer(board.newest.by),
        "createdBy": call.state.writer(board.created_by),
        "version": board.newest.number,
        "hasAcl": False,
        "isFolder": False,
        "apiVersion": "v0alpha1",
        **folder_of(call.state, board.folder_uid),
        "provisioned": board.file is not None and not board.file.allow_ui_updates,
        "provisionedExternalId": board.file.path if board.file and not board.file.edited else "",
        "annotationsPermissions": {"dashboard": rights, "organization": rights},
    }


@ROUTES.get("/api/dashboards/uid/{uid}")
def get_dashboard(call: Call) -> Any:
    board = existing(call.state, call.params["uid"])
    if board.is_v2:
        version = board.stored_as
        raise refuse(
            406,
            "dashboard api version not supported, use "
            f"/apis/dashboard.grafana.app/{version}/namespaces/default/dashboards/{board.uid} instead",
        )
    return {"meta": meta(call, board), "dashboard": with_version(board)}


@ROUTES.post("/api/dashboards/db", role="Editor", permission="any of dashboards:create, dashboards:write")
def save_dashboard(call: Call) -> Any:
    state, body = call.state, call.body
    sent = body.get("dashboard")
    if not isinstance(sent, dict):
        raise bad_request_data()
    folder = body.get("folderUid") or ""
    folder = "" if folder == GENERAL else folder
    board = found(state, sent)
    check(state, sent, folder, board, bool(body.get("overwrite")) or call.request.checked_before)
    spec = {key: value for key, value in sent.items() if key not in ("id", "uid", "version")}
    message = body.get("message") or ""
    if board is None:
        board = add(state, sent.get("uid") or long_uid(), folder, spec, call.who, message)
        number = board.newest.number
    else:
        # Grafana makes a version of an unchanged dashboard too, and then answers the number before it.
        number = board.newest.number + (not is_unchanged(board, folder, spec))
        save(state, board, folder, spec, call.who, message)
    return saved(board, number)


def found(state: State, sent: Json) -> Dashboard | None:
    """The dashboard that is meant, by id before uid."""
    if sent.get("id"):
        board = state.dashboard_by_id(sent["id"])
        if board is None:
            raise refuse(404, "Dashboard not found", status="not-found")
        if sent.get("uid") not in (None, "", board.uid):
            raise refuse(412, CHANGED, status="version-mismatch")
        return board
    return state.dashboards.get(sent.get("uid") or "")


def check(state: State, sent: Json, folder: str, board: Dashboard | None, overwrite: bool) -> None:
    """Raises Refusal for what Grafana does not save."""
    uid = sent.get("uid") or ""
    if not sent.get("title"):
        raise refuse(400, "Dashboard title cannot be empty", status="empty-name")
    if len(uid) > UID_LENGTH:
        raise refuse(400, f"uid too long, max {UID_LENGTH} characters")
    if not is_uid(uid):
        raise refuse(400, "uid contains illegal characters")
    if folder and folder not in state.folders:
        raise refuse(400, "folder not found")
    if board and board.file and not board.file.allow_ui_updates:
        raise refuse(400, "Cannot save provisioned dashboard")
    if not all(element_is_known(state, uid) for uid in panels_of_library(sent)):
        raise refuse(500, "library element could not be found")
    if board and not overwrite and sent.get("version") != board.newest.number:
        raise refuse(412, CHANGED, status="version-mismatch")


def saved(board: Dashboard, number: int) -> Json:
    return {
        "folderUid": board.folder_uid,
        "id": board.id,
        "slug": slug(board.title),
        "status": "success",
        "uid": board.uid,
        "url": url(board),
        "version": number,
    }


@ROUTES.delete("/api/dashboards/uid/{uid}", role="Editor", permission="dashboards:delete")
def delete_dashboard(call: Call) -> Any:
    board = existing(call.state, call.params["uid"])
    if board.file:
        raise refuse(400, "provisioned dashboard cannot be deleted")
    remove(call.state, board)
    return {"message": f"Dashboard {board.title} deleted", "title": board.title, "uid": board.uid}
