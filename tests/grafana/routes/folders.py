"""/api/folders."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import coded, refuse
from tests.grafana.dashboards import remove
from tests.grafana.identifiers import UID_LENGTH, is_uid, short_uid, slug
from tests.grafana.people import Identity
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.state import Folder, State, timestamp

ROUTES = Routes()
MAXIMUM_DEPTH = 5


def folder_url(folder: Folder) -> str:
    return f"/dashboards/f/{folder.uid}/{slug(folder.title)}"


def shown(state: State, folder: Folder) -> dict[str, Any]:
    """A folder as the API under /api shows it, with those above it, the topmost first."""
    answer = alone(state, folder)
    above = [alone(state, parent) for parent in state.ancestors(folder)]
    return answer | ({"parents": above[::-1]} if above else {})


def alone(state: State, folder: Folder) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": folder.id,
        "uid": folder.uid,
        "orgId": 1,
        "title": folder.title,
        "url": folder_url(folder),
        "hasAcl": False,
        "canSave": True,
        "canEdit": True,
        "canAdmin": True,
        "canDelete": True,
        "createdBy": author(state, folder.created_by),
        "created": folder.created,
        "updatedBy": author(state, folder.updated_by),
        "updated": folder.updated,
        "version": folder.version,
    }
    return answer | ({"parentUid": folder.parent_uid} if folder.parent_uid else {})


def author(state: State, who: Identity) -> str:
    return "Anonymous" if state.unified and who.is_service_account else who.name


def existing(state: State, uid: str, **more: Any) -> Folder:
    folder = state.folders.get(uid)
    if folder is None:
        raise refuse(404, "folder not found", **more)
    return folder


@ROUTES.get("/api/folders")
def list_folders(call: Call) -> Any:
    parent = call.text("parentUid")
    if parent and parent not in call.state.folders:
        raise refuse(404, "folder not found")
    children = [folder for folder in call.state.folders.values() if folder.parent_uid == parent]
    children.sort(key=call.state.by_title)
    limit = call.number("limit", 1000)
    start = (call.number("page", 1) - 1) * limit
    return [
        {"id": folder.id, "uid": folder.uid, "title": folder.title}
        | ({"parentUid": folder.parent_uid} if folder.parent_uid else {})
        for folder in children[start : start + limit]
    ]


@ROUTES.post("/api/folders", role="Editor", permission="folders:create")
def create_folder(call: Call) -> Any:
    state, body = call.state, call.body
    uid = body.get("uid") or short_uid()
    title = body.get("title") or ""
    parent = (body.get("parentUid") or "") if state.has(Feature.NESTED_FOLDERS) else ""
    check_folder(state, uid, title, parent)
    return shown(state, add_folder(call, uid, title, parent, body.get("description") or ""))


def check_folder(state: State, uid: str, title: str, parent: str) -> None:
    """Raises Refusal for what Grafana does not take as a new folder."""
    if not title:
        raise refuse(400, "folder title cannot be empty")
    if len(uid) > UID_LENGTH:
        raise refuse(400, f"uid too long, max {UID_LENGTH} characters")
    if not is_uid(uid):
        raise refuse(400, "uid contains illegal characters")
    if uid == "general":
        raise refuse(500, "Folder API error")
    if parent and not state.unified:  # There neither the parent nor the depth is looked at.
        above = [existing(state, parent), *state.ancestors(state.folders[parent])]
        if len(above) >= MAXIMUM_DEPTH:
            raise refuse(400, "[folder.maximum-depth-reached] ")
    if uid in state.folders:
        raise refuse(412, "the folder has been changed by someone else")


def add_folder(call: Call, uid: str, title: str, parent: str = "", description: str = "") -> Folder:
    now = timestamp()
    folder = Folder(
        id=call.state.dashboard_ids.next(),
        uid=uid,
        title=title,
        parent_uid=parent,
        description=description,
        created=now,
        updated=now,
        created_by=call.who,
        updated_by=call.who,
    )
    call.state.folders[uid] = folder
    return folder


@ROUTES.get("/api/folders/{uid}")
def get_folder(call: Call) -> Any:
    return shown(call.state, existing(call.state, call.params["uid"], status="not-found"))


@ROUTES.put("/api/folders/{uid}", role="Editor", permission="folders:write")
def update_folder(call: Call) -> Any:
    folder = existing(call.state, call.params["uid"], status="not-found")
    body = call.body
    if not body.get("overwrite") and body.get("version") != folder.version:
        raise refuse(412, "The dashboard has been changed by someone else")
    before = folder.title, folder.description
    folder.title = body.get("title") or folder.title
    folder.description = body.get("description") or folder.description
    if not call.state.unified or (folder.title, folder.description) != before:
        touch(call, folder)
    return shown(call.state, folder)


def touch(call: Call, folder: Folder, versions: int = 1) -> None:
    folder.version += versions
    folder.updated = timestamp()
    folder.updated_by = call.who


@ROUTES.post(
    "/api/folders/{uid}/move",
    role="Editor",
    permission="folders:write",
    since=Feature.NESTED_FOLDERS,
)
def move_folder(call: Call) -> Any:
    state = call.state
    folder = existing(state, call.params["uid"])
    parent = call.body.get("parentUid") or ""
    if parent and (parent not in state.folders or parent in state.below(folder.uid)):
        raise refuse(500, "move folder failed")
    folder.parent_uid = parent
    touch(call, folder, versions=1 if state.unified else 2)
    return shown(state, folder)


@ROUTES.get("/api/folders/{uid}/counts")
def folder_counts(call: Call) -> Any:
    state = call.state
    below = state.below(existing(state, call.params["uid"]).uid)
    return {
        "alertrule": sum(rule.folder_uid in below for rule in state.alerting.rules.values()),
        "dashboard": sum(board.folder_uid in below for board in state.dashboards.values()),
        "folder": len(below) - 1,
        "librarypanel": sum(element.folder_uid in below for element in state.library.values()),
    }


@ROUTES.delete("/api/folders/{uid}", role="Editor", permission="folders:delete")
def delete_folder(call: Call) -> Any:
    state = call.state
    below = state.below(existing(state, call.params["uid"]).uid)
    boards = [board for board in state.dashboards.values() if board.folder_uid in below]
    rules = [rule for rule in state.alerting.rules.values() if rule.folder_uid in below]
    if rules and not call.flag("forceDeleteRules"):
        raise coded(400, "folder.not-empty", "Folder cannot be deleted: folder is not empty")
    if any(board.file for board in boards):
        raise refuse(400, "provisioned dashboard cannot be deleted")
    for rule in rules:
        state.alerting.remove(rule)
    for board in boards:
        remove(state, board)
    for element in [element for element in state.library.values() if element.folder_uid in below]:
        del state.library[element.uid]
    for uid in below:
        del state.folders[uid]
    return {"message": "Folder deleted"}
