"""Dashboards as objects of the API under /apis: their four versions, and what is checked before a write."""

from __future__ import annotations

from tests.grafana.answers import Refusal, status
from tests.grafana.identifiers import UID_LENGTH, is_uid, object_uid
from tests.grafana.k8s import DASHBOARDS, NAMESPACE, bad_request, invalid
from tests.grafana.state import Dashboard, FromFile, State, Version
from tests.grafana.wire import Json

VERSIONS = ("v1beta1", "v0alpha1", "v2beta1", "v2alpha1")
"""The preferred one first."""
SCHEMA_VERSION = 42
FOLDER, MESSAGE = "grafana.app/folder", "grafana.app/message"
FILE_MANAGER = "classic-file-provisioning"
_GRID = (
    "{h:((int & >=0 & <=4294967295 & >0)|*9),w:(((int & >=0 & <=4294967295 & >0) & <=24)|*12),"
    "x:(((int & >=0 & <=4294967295 & >=0) & <24)|*0),y:((int & >=0 & <=4294967295 & >=0)|*0),static?:bool}"
)


def empty_v2(title: str = "", *, with_layout: bool = False) -> Json:
    """What a v2 version shows of a dashboard that is not stored as one: nothing."""
    return {
        "annotations": None,
        "cursorSync": "",
        "elements": None,
        "layout": {"kind": "GridLayout", "spec": {"items": None}} if with_layout else None,
        "links": None,
        "preload": False,
        "tags": None,
        "timeSettings": {
            "from": "",
            "to": "",
            "autoRefresh": "",
            "autoRefreshIntervals": None,
            "hideTimepicker": False,
            "fiscalYearStartMonth": 0,
        },
        "title": title,
        "variables": None,
    }


def converted(spec: Json, stored_as: str, asked_for: str) -> tuple[Json, Json]:
    """The spec in the version that is asked for, and the status that says what became of it."""
    if asked_for == stored_as:
        return spec, {}
    note: Json = {"failed": False, "storedVersion": stored_as}
    if asked_for.startswith("v2") or stored_as.startswith("v2"):
        note |= {"failed": True, "error": "backend conversion not yet implemented"}
    if asked_for == "v2alpha1":
        return empty_v2(str(spec.get("title", "")), with_layout=True), {"conversion": note}
    if asked_for == "v2beta1":
        return empty_v2(), {"conversion": note}
    if stored_as.startswith("v2"):
        return {}, {"conversion": note}
    if asked_for == "v1beta1":
        return migrated(spec), {"conversion": note}
    return spec, {}


def migrated(spec: Json) -> Json:
    """The number of the newest schema; what else a migration changes is not imitated."""
    return spec | {"schemaVersion": SCHEMA_VERSION}


def stored_spec(spec: Json, version: str) -> Json:
    if version == "v1beta1":
        return migrated(spec)
    if version.startswith("v2"):
        return empty_v2() | {"layout": {"kind": "GridLayout", "spec": {"items": None}}} | spec
    return spec


def file_annotations(file: FromFile) -> Json:
    return {
        "grafana.app/managedBy": FILE_MANAGER,
        "grafana.app/managerId": file.provisioner,
        "grafana.app/sourceChecksum": file.checksum,
        "grafana.app/sourcePath": file.path,
        "grafana.app/sourceTimestamp": file.timestamp,
    }


def metadata_of(state: State, board: Dashboard, version: Version) -> Json:
    annotations = unified_annotations(board, version) if state.unified else sql_annotations(board, version)
    if board.folder_uid:
        annotations[FOLDER] = board.folder_uid
    labels = {"grafana.app/deprecatedInternalID": str(board.id)}
    return {
        "name": board.uid,
        "namespace": NAMESPACE,
        "uid": object_uid("dashboard", board.uid),
        "resourceVersion": resource_version(state, version),
        "generation": version.number,
        "creationTimestamp": board.created,
        "labels": labels | (version.labels if state.unified else {}),
        "annotations": annotations,
    }


def resource_version(state: State, version: Version) -> str:
    return str(version.moment if state.unified else version.number)


def sql_annotations(board: Dashboard, version: Version) -> Json:
    """All that can be told from the table: of what was sent nothing is left, but for a file."""
    annotations = {
        "grafana.app/createdBy": board.created_by.shown_later,
        "grafana.app/updatedBy": version.by.shown_later,
        "grafana.app/updatedTimestamp": version.created,
    }
    return annotations | (file_annotations(board.file) if board.file else {})


def unified_annotations(board: Dashboard, version: Version) -> Json:
    annotations = version.annotations | {"grafana.app/createdBy": board.created_by.shown_at_once}
    if version.message:
        annotations[MESSAGE] = version.message
    if version.number > 1:
        annotations["grafana.app/updatedBy"] = version.by.shown_at_once
        annotations["grafana.app/updatedTimestamp"] = version.created
    return annotations


def kept_annotations(sent: Json) -> Json:
    """What unified storage keeps as it was sent."""
    own = ("createdBy", "updatedBy", "updatedTimestamp", "folder", "message")
    return {name: value for name, value in sent.items() if name not in {f"grafana.app/{one}" for one in own}}


def kept_labels(sent: Json) -> Json:
    return {name: value for name, value in sent.items() if name != "grafana.app/deprecatedInternalID"}


def item(state: State, board: Dashboard, asked_for: str, version: Version | None = None) -> Json:
    """One object of a list."""
    version = version or board.newest
    spec, note = converted(version.spec, board.stored_as, asked_for)
    return {"metadata": metadata_of(state, board, version), "spec": spec, "status": note}


def whole(state: State, board: Dashboard, asked_for: str) -> Json:
    """One object by itself."""
    return {
        "kind": "Dashboard",
        "apiVersion": f"{DASHBOARDS}/{asked_for}",
        **item(state, board, asked_for),
    }


def check(name: str, spec: Json, version: str) -> None:
    """Raises Refusal for what is not taken. Nobody looks whether the folder is there, or at a v2 layout."""
    if version == "v1beta1":
        check_v1(name, spec)
    if version.startswith("v2") and not isinstance(spec.get("elements", {}), dict):
        kind = "number" if isinstance(spec["elements"], int | float) else type(spec["elements"]).__name__
        raise bad_request(
            f'Dashboard in version "{version}" cannot be handled as a Dashboard: json: '
            f"cannot unmarshal {kind} into Go struct field DashboardSpec.spec.elements of type "
            f"map[string]{version}.DashboardPanelKindOrLibraryPanelKind"
        )
    if not spec.get("title"):
        raise bad_request("Dashboard title cannot be empty")
    if len(name) > UID_LENGTH:
        raise bad_request(f"uid too long, max {UID_LENGTH} characters")
    if not is_uid(name):
        raise bad_request("uid contains illegal characters")


def check_v1(name: str, spec: Json) -> None:
    schema = spec.get("schemaVersion") or 0
    if schema <= 13:
        raise invalid(
            DASHBOARDS,
            "Dashboard",
            name,
            "spec",
            f'"{name}": dashboard schema version {schema} cannot be migrated to latest version '
            f"{SCHEMA_VERSION} - migration path only exists for versions greater than 13",
        )
    panels = spec.get("panels")
    for index, panel in enumerate(panels if isinstance(panels, list) else ()):
        grid = panel.get("gridPos", {}) if isinstance(panel, dict) else {}
        if not isinstance(grid, dict):
            raise invalid(
                DASHBOARDS,
                "Dashboard",
                name,
                f"spec.panels.{index}.gridPos",
                f'conflicting values "{grid}" and {_GRID} (mismatched types string and struct)',
            )


def check_manager(annotations: Json) -> None:
    if annotations.get("grafana.app/managedBy") == "repo":
        raise repository()


def repository() -> Refusal:
    return status(500, "", "this resource is managed by a repository")


def file_of(annotations: Json, moment: str) -> FromFile | None:
    """The one manager that is remembered of what is sent: files."""
    if annotations.get("grafana.app/managedBy") != FILE_MANAGER:
        return None
    return FromFile(
        path=annotations.get("grafana.app/sourcePath", ""),
        provisioner=annotations.get("grafana.app/managerId", ""),
        checksum=annotations.get("grafana.app/sourceChecksum", ""),
        timestamp=annotations.get("grafana.app/sourceTimestamp", moment),
    )
