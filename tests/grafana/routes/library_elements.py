"""/api/library-elements: library panels."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import Refusal, bad_request_data, refuse
from tests.grafana.identifiers import short_uid
from tests.grafana.library import connections
from tests.grafana.people import Identity
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes.dashboards import GENERAL
from tests.grafana.state import Json, LibraryElement, State, timestamp

ROUTES = Routes()
PATH = "/api/library-elements"
PANEL = 1
AVATAR = "/public/img/user_profile.png"


def author(who: Identity) -> Json:
    return {"id": who.id, "name": who.login, "avatarUrl": AVATAR}


def shown(state: State, element: LibraryElement, folder_uid: str | None = None) -> Json:
    """An element as this API shows it; `folder_uid` where it is to say another folder than the stored one."""
    uid = element.folder_uid if folder_uid is None else folder_uid
    folder = state.folders.get(uid)
    return {
        "id": element.id,
        "orgId": 1,
        "folderId": folder.id if folder else 0,
        "folderUid": uid,
        "uid": element.uid,
        "name": element.name,
        "kind": element.kind,
        "type": element.model.get("type", ""),
        "description": element.model.get("description") or "",
        "model": {"description": ""} | element.model,
        "version": element.version,
        "meta": {
            "folderName": folder.title if folder else "General" if folder_uid is None else "",
            "folderUid": uid,
            "connectedDashboards": len(connections(state, element.uid)),
            "created": element.created,
            "updated": element.updated,
            "createdBy": author(element.created_by),
            "updatedBy": author(element.updated_by),
        },
    }


def existing(call: Call) -> LibraryElement:
    element = call.state.library.get(call.params["uid"])
    if element is None:
        raise not_found()
    return element


def not_found() -> Refusal:
    return refuse(404, "library element could not be found")


def folder_of(call: Call) -> str:
    uid = call.body.get("folderUid") or ""
    uid = "" if uid == GENERAL else uid
    if uid and uid not in call.state.folders:
        raise refuse(400, "failed to get folder")
    return uid


def check_name(call: Call, name: str, folder_uid: str, own_uid: str, new: bool) -> None:
    others = [one for one in call.state.library.values() if new or one.uid != own_uid]
    taken = any(one.uid == own_uid or (one.name, one.folder_uid) == (name, folder_uid) for one in others)
    if taken:
        raise refuse(400, "library element with that name or UID already exists")


@ROUTES.get(PATH)
def list_elements(call: Call) -> Any:
    found = [element for element in call.state.library.values() if wanted(call, element)]
    found.sort(key=lambda element: (element.name, element.id))
    per_page, page = call.number("perPage", 100) or 100, call.number("page", 1) or 1
    start = (page - 1) * per_page
    return {
        "result": {
            "totalCount": len(found),
            "elements": [
                shown(call.state, element, listed_folder(call.state, element))
                for element in found[start : start + per_page]
            ],
            "page": page,
            "perPage": per_page,
        }
    }


def listed_folder(state: State, element: LibraryElement) -> str:
    moves = state.has(Feature.PANELS_LISTED_WHERE_THEY_ARE)
    return (
        element.made_in if state.has(Feature.PANELS_LISTED_WHERE_MADE) and not moves else element.folder_uid
    )


def wanted(call: Call, element: LibraryElement) -> bool:
    folders = [uid for text in call.values("folderFilterUIDs") for uid in text.split(",")]
    return (
        call.text("searchString").lower() in element.name.lower()
        and (not folders or (element.folder_uid or GENERAL) in folders)
        and call.number("kind", PANEL) in (0, element.kind)
        and element.uid != call.text("excludeUid")
    )


@ROUTES.get(f"{PATH}/{{uid}}")
def get_element(call: Call) -> Any:
    return {"result": shown(call.state, existing(call))}


@ROUTES.get(f"{PATH}/name/{{name}}")
def get_element_by_name(call: Call) -> Any:
    found = [one for one in call.state.library.values() if one.name == call.params["name"]]
    if not found:
        raise not_found()
    return {"result": [shown(call.state, element) for element in found]}


@ROUTES.post(PATH, role="Editor", permission="library.panels:create")
def create_element(call: Call) -> Any:
    state, body = call.state, call.body
    folder_uid = folder_of(call)
    if not isinstance(body.get("model"), dict):
        raise refuse(500, "Failed to create library element")
    uid, name = body.get("uid") or short_uid(), body.get("name") or ""
    check_name(call, name, folder_uid, uid, new=True)
    now = timestamp()
    element = LibraryElement(
        id=state.library_ids.next(),
        uid=uid,
        folder_uid=folder_uid,
        name=name,
        kind=body.get("kind") or PANEL,
        model=body["model"],
        created=now,
        updated=now,
        created_by=call.who,
        updated_by=call.who,
        made_in=folder_uid,
    )
    state.library[uid] = element
    return {"result": shown(state, element)}


@ROUTES.patch(f"{PATH}/{{uid}}", role="Editor", permission="library.panels:write")
def update_element(call: Call) -> Any:
    element = existing(call)
    body = call.body
    if not body.get("version"):
        raise bad_request_data()
    if body["version"] != element.version:
        raise refuse(412, "the library element has been changed by someone else")
    # Without a folder, or in General, the element stays where it is, although the answer says General.
    folder_uid = folder_of(call)
    moves = folder_uid or ("folderUid" in body and call.state.has(Feature.PANELS_LISTED_WHERE_THEY_ARE))
    stored = folder_uid if moves else element.folder_uid
    name = body.get("name") or element.name
    check_name(call, name, stored, element.uid, new=False)
    element.name, element.folder_uid = name, stored
    element.model = body.get("model") or element.model
    element.version += 1
    element.updated, element.updated_by = timestamp(), call.who
    return {"result": shown(call.state, element, folder_uid)}


@ROUTES.delete(f"{PATH}/{{uid}}", role="Editor", permission="library.panels:delete")
def delete_element(call: Call) -> Any:
    element = existing(call)
    if connections(call.state, element.uid):
        raise refuse(403, "the library element has connections")
    del call.state.library[element.uid]
    return {"id": element.id, "message": "Library element deleted"}


@ROUTES.get(f"{PATH}/{{uid}}/connections")
def list_connections(call: Call) -> Any:
    element = existing(call)
    return {
        "result": [
            {
                "id": number,
                "kind": PANEL,
                "elementId": element.id,
                "connectionId": board.id,
                "connectionUid": board.uid,
                "created": board.newest.created,
                "createdBy": author(board.newest.by),
            }
            for number, board in enumerate(connections(call.state, element.uid), 1)
        ]
    }
