"""Grafana's API under /apis, as far as a server has it: what it knows of a resource beside the resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.sync.client.errors import NotFound, Refused
from generator.sync.client.grafana import Grafana, segment

Json = dict[str, Any]

DASHBOARDS = ("dashboard.grafana.app", "dashboards")
FOLDERS = ("folder.grafana.app", "folders")

PAGE = 500

METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json"
"""Kubernetes' own way to ask for a list without the contents."""

_ABSENT = frozenset({401, 403, 404, 405, 406, 410, 501})
"""What a Grafana without this API, without this part of it, or with it closed to us answers."""


def collection(grafana: Grafana, resource: tuple[str, str]) -> str:
    """The path of a kind's resources in our organisation, empty where this Grafana has no such API."""
    group, plural = resource
    try:
        answer = grafana.get_once("/apis")
    except Refused as error:
        if error.status in _ABSENT:
            return ""
        raise
    groups = answer.get("groups") or () if isinstance(answer, dict) else ()
    served = [
        str(version["version"])
        for each in groups
        if each.get("name") == group
        for version in each.get("versions") or ()
    ]
    # The first form of a dashboard is the one we write; a list in the second form is empty of it.
    version = next((each for each in served if each.startswith("v1")), "") or next(iter(served), "")
    return f"/apis/{group}/{version}/namespaces/{_namespace(grafana)}/{plural}" if version else ""


def _namespace(grafana: Grafana) -> str:
    """Grafana's word for our organisation; in Grafana's cloud it is not made of the organisation's id."""
    try:
        said = grafana.get_once("/api/frontend/settings").get("namespace")
    except Refused:
        said = None
    return str(said or ("default" if grafana.org == 1 else f"org-{grafana.org}"))


def metadata_by_name(grafana: Grafana, resource: tuple[str, str]) -> Mapping[str, Json] | None:
    """The metadata of all resources of a kind; None where the server does not list them without contents."""
    path = collection(grafana, resource)
    if not path:
        return None
    found = {}
    try:
        for page in _pages(grafana, path, {"Accept": METADATA_ONLY}):
            if page.get("kind") != "PartialObjectMetadataList":
                return None
            found.update({item["metadata"]["name"]: item["metadata"] for item in page.get("items") or ()})
    except Refused as error:
        if error.status in _ABSENT:
            return None
        raise
    return found


def objects_by_name(grafana: Grafana, resource: tuple[str, str]) -> Mapping[str, Json] | None:
    """All resources of a kind in full; None where there is no such API."""
    path = collection(grafana, resource)
    if not path:
        return None
    try:
        pages = list(_pages(grafana, path, {}))
    except Refused as error:
        if error.status in _ABSENT:
            return None
        raise
    return {item["metadata"]["name"]: item for page in pages for item in page.get("items") or ()}


def one_object(grafana: Grafana, resource: tuple[str, str], name: str) -> Json | None:
    """One resource; None where there is none, or no such API."""
    path = collection(grafana, resource)
    if not path:
        return None
    try:
        found: Json = grafana.get(f"{path}/{segment(name)}")
    except NotFound:
        return None
    except Refused as error:
        if error.status in _ABSENT:
            return None
        raise
    return found


def annotation(metadata: Mapping[str, Any], name: str) -> str:
    """One of Grafana's own annotations, empty where it is not there."""
    return str((metadata.get("annotations") or {}).get(f"grafana.app/{name}") or "")


_MANAGERS = {
    "repo": "the repository",
    "terraform": "Terraform",
    "kubectl": "kubectl",
    "plugin": "the plugin",
    "classic-file-provisioning": "files, by the provider",
}


def manager(metadata: Mapping[str, Any]) -> str:
    """Who else looks after a resource, in words: `the repository infra (dashboards/a.json)`."""
    kind = annotation(metadata, "managedBy")
    if not kind:
        return ""
    words = " ".join(filter(None, (_MANAGERS.get(kind, kind), annotation(metadata, "managerId"))))
    source = annotation(metadata, "sourcePath")
    return f"{words} ({source})" if source else words


def _pages(grafana: Grafana, path: str, headers: Mapping[str, str]) -> Iterator[Json]:
    token = ""
    while True:
        page = grafana.get(path, {"limit": PAGE, **({"continue": token} if token else {})}, headers)
        if not isinstance(page, dict):
            return
        yield page
        following = str((page.get("metadata") or {}).get("continue") or "")
        if not following or following == token:
            return
        token = following
