"""/apis, and /apis/folder.grafana.app: folders as objects, to be read."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from tests.grafana import k8s
from tests.grafana.identifiers import object_uid
from tests.grafana.k8s import FOLDERS, NAMESPACE, check_namespace, listed
from tests.grafana.k8s_dashboards import FOLDER, VERSIONS
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.state import Folder, State
from tests.grafana.wire import Json

ROUTES = Routes()
VERSION = "v1beta1"
LIST = f"/apis/folder.grafana.app/{VERSION}/namespaces/{{namespace}}/folders"
SINCE = {"since": Feature.API_GROUPS}
GROUPS: dict[str, tuple[str, ...]] = {
    "notifications.alerting.grafana.app": ("v0alpha1",),
    "dashboard.grafana.app": VERSIONS,
    "folder.grafana.app": (VERSION,),
    "iam.grafana.app": ("v0alpha1",),
    "userstorage.grafana.app": ("v0alpha1",),
    "features.grafana.app": ("v0alpha1",),
    "playlist.grafana.app": ("v0alpha1",),
    "plugins.grafana.app": (),
}
"""All groups are named; only those of dashboards and folders are served here."""


@ROUTES.get("/apis", **SINCE)
def groups(call: Call) -> Any:
    return {
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [
            {
                "name": name,
                "versions": [
                    {"groupVersion": f"{name}/{version}", "version": version} for version in versions
                ],
            }
            for name, versions in GROUPS.items()
        ],
    }


def shown(folder: Folder, annotations: Json) -> Json:
    moment = datetime.fromisoformat(folder.updated).timestamp()
    return {
        "kind": "Folder",
        "apiVersion": f"{FOLDERS}/{VERSION}",
        "metadata": {
            "name": folder.uid,
            "namespace": NAMESPACE,
            "uid": object_uid("folder", folder.uid),
            "resourceVersion": str(int(moment * 1000)),
            "creationTimestamp": folder.created,
            "labels": {"grafana.app/deprecatedInternalID": str(folder.id)},
            "annotations": annotations
            | ({FOLDER: folder.parent_uid} if folder.parent_uid else {})
            | {"grafana.app/updatedTimestamp": folder.updated},
        },
        "spec": {"title": folder.title, "description": folder.description},
        "status": {},
    }


def path_of(state: State, folder: Folder) -> Json:
    chain = [*list(state.ancestors(folder))[::-1], folder]
    return {
        "grafana.app/fullpath": "/".join(one.title.replace("/", "\\/") for one in chain),
        "grafana.app/fullpathUIDs": "/".join(one.uid for one in chain),
    }


@ROUTES.get(LIST, **SINCE)
def list_folders(call: Call) -> Any:
    check_namespace(call)
    ordered = sorted(call.state.folders.values(), key=lambda folder: (folder.title, folder.id))
    start = int(base64.b64decode(call.text("continue")).split(b"|")[0]) if call.text("continue") else 0
    limit = call.number("limit", 0) or len(ordered)
    # Who reads by the page is told the way to each folder, who reads all at once is not.
    paged = bool(call.text("limit"))
    items = [
        shown(folder, path_of(call.state, folder) if paged else {})
        for folder in ordered[start : start + limit]
    ]
    metadata: Json = {}
    if start + limit < len(ordered):
        metadata["continue"] = base64.b64encode(f"{start + limit}|{limit}".encode()).decode()
    return listed(call, "FolderList", f"{FOLDERS}/{VERSION}", metadata, items)


@ROUTES.get(f"{LIST}/{{name}}", **SINCE)
def get_folder(call: Call) -> Any:
    check_namespace(call)
    folder = call.state.folders.get(call.params["name"])
    if folder is None:
        raise k8s.not_found(FOLDERS, "folders", call.params["name"])
    unified = call.state.unified
    creator, editor = (
        who.shown_at_once if unified else f"user:{who.id}" for who in (folder.created_by, folder.updated_by)
    )
    authors = {"grafana.app/createdBy": creator, "grafana.app/updatedBy": editor}
    answer = shown(folder, authors)
    answer["metadata"]["generation"] = folder.version
    return answer
