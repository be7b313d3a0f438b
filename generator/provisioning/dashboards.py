"""The files of dashboards, and the providers that tell Grafana where they are.

A dashboard file holds classic JSON, since the file path of Grafana 12 and 13 takes nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.errors import LogloomError
from generator.folders import Folder, ancestry
from generator.project import BuiltDashboard, Project
from generator.provisioning.documents import yaml_text
from generator.provisioning.interpolation import interpolated

Json = dict[str, Any]

_FILE_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""The uids that Grafana takes, which are safe as a file's name too."""


def dashboard_files(project: Project, store: str) -> dict[PurePosixPath, str]:
    """The providers and the dashboards, by their path below provisioning/<store>/.

    Raises LogloomError for a uid that cannot name a file, and for two dashboards with one uid, which would
    be one file.
    """
    files = {PurePosixPath("dashboards/logloom.yaml"): yaml_text(interpolated(_providers(project, store)))}
    seen: set[str] = set()
    for dashboard in project.dashboards[store]:
        if not _FILE_NAME.fullmatch(dashboard.uid):
            raise LogloomError(
                f"the uid {dashboard.uid!r} cannot name a file",
                dashboard.location,
                "use letters, digits, - and _ only",
            )
        if dashboard.uid in seen:
            raise LogloomError(
                f"two dashboards have the uid {dashboard.uid!r}", dashboard.location, "give each its own"
            )
        seen.add(dashboard.uid)
        path = _place(project, dashboard.folder_uid) / f"{dashboard.uid}.json"
        files[path] = _text(dashboard)
    return files


def dashboard_text(dashboard: Mapping[str, Any]) -> str:
    """A dashboard as the text of its file: indented for review, in the order in which it was encoded."""
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _text(dashboard: BuiltDashboard) -> str:
    text = dashboard_text(dashboard.file_json)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LogloomError(f"holds half a character: {error}", dashboard.location) from error
    return text


def _place(project: Project, folder_uid: str) -> PurePosixPath:
    """Where the files of a folder's dashboards are: never below another's, whose provider takes all there."""
    if folder_uid == project.contract.grafana.folder_uid:
        return PurePosixPath("dashboards")
    return PurePosixPath("folders", folder_uid)


def _providers(project: Project, store: str) -> Json:
    """One for the contract's folder, and one for each other folder with a dashboard."""
    named = _named_by_alerts(project, store)
    used = {dashboard.folder_uid for dashboard in project.dashboards[store]}
    home = project.contract.grafana.folder_uid
    return {
        "apiVersion": 1,
        "providers": [
            _provider(project, folder, named)
            for folder in project.folders
            if folder.uid in used or folder.uid == home
        ],
    }


def _provider(project: Project, folder: Folder, named_by_alerts: frozenset[str]) -> Json:
    home = folder.uid == project.contract.grafana.folder_uid
    return {
        "name": "logloom" if home else f"logloom-{folder.uid}",
        "orgId": 1,
        "type": "file",
        "folder": folder.title,
        **({} if folder.uid in named_by_alerts else {"folderUid": folder.uid}),
        # A dashboard that is gone from the sources goes from Grafana; what was made by hand in the
        # folder is not the provider's and stays.
        "disableDeletion": False,
        "allowUiUpdates": False,
        "updateIntervalSeconds": 30,
        "options": {
            "path": f"{project.contract.grafana.provisioning_path}/{_place(project, folder.uid)}",
            "foldersFromFilesStructure": False,
        },
    }


def _named_by_alerts(project: Project, store: str) -> frozenset[str]:
    """The folders at the top that the alert files name.

    Grafana reads those files first, knows a folder by its title there, and makes one with a uid of its own
    choice where there is none; a provider that asked for another uid would make a second one with that title.
    (Of nested folders a provider knows nothing: it looks for its own at the top, and makes it there.)
    """
    by_uid = {folder.uid: folder for folder in project.folders}
    return frozenset(
        ancestry(by_uid[group.folder_uid], by_uid)[0].uid for group in project.alert_groups[store]
    )
