"""The files of a store, as text: a pure function of the project.

Key sets and rules: Grafana 12.2 file provisioning. A dashboard file holds classic JSON, since the file
path of Grafana 12 and 13 takes nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

from generator.errors import LogloomError
from generator.project import Project
from generator.provisioning.interpolation import interpolated

MARK = "# Written by `logloom build`: change the sources, not this file."
"""The first line of each YAML file that is ours."""

_FILE_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""The uids that Grafana takes, which are safe as a file's name too."""


def provisioning_files(project: Project, store: str) -> dict[PurePosixPath, str]:
    """The files below provisioning/<store>/, by relative path.

    Raises LogloomError for a uid that cannot name a file, and for two dashboards with one uid, which would
    be one file.
    """
    files = {
        PurePosixPath("datasources/logloom.yaml"): _yaml(_datasources(project, store)),
        PurePosixPath("dashboards/logloom.yaml"): _yaml(_provider(project)),
    }
    for dashboard in project.dashboards[store]:
        if not _FILE_NAME.fullmatch(dashboard.uid):
            raise LogloomError(
                f"the uid {dashboard.uid!r} cannot name a file",
                dashboard.location,
                "use letters, digits, - and _ only",
            )
        path = PurePosixPath("dashboards", f"{dashboard.uid}.json")
        if path in files:
            raise LogloomError(
                f"two dashboards have the uid {dashboard.uid!r}", dashboard.location, "give each its own"
            )
        files[path] = dashboard_text(dashboard.file_json)
        try:
            files[path].encode()
        except UnicodeEncodeError as error:
            raise LogloomError(f"holds half a character: {error}", dashboard.location) from error
    return files


def dashboard_text(dashboard: Mapping[str, Any]) -> str:
    """A dashboard as the text of its file: indented for review, in the order in which it was encoded."""
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _datasources(project: Project, store: str) -> dict[str, Any]:
    return {
        "apiVersion": 1,
        "datasources": [
            {"orgId": 1, **datasource.to_json_data()} for datasource in project.datasources[store]
        ],
    }


def _provider(project: Project) -> dict[str, Any]:
    grafana = project.contract.grafana
    return {
        "apiVersion": 1,
        "providers": [
            {
                "name": "logloom",
                "orgId": 1,
                "type": "file",
                "folder": grafana.folder,
                "folderUid": grafana.folder_uid,
                # A dashboard that is gone from the sources goes from Grafana; what was made by hand in the
                # folder is not the provider's and stays.
                "disableDeletion": False,
                "allowUiUpdates": False,
                "updateIntervalSeconds": 30,
                "options": {
                    "path": f"{grafana.provisioning_path}/dashboards",
                    "foldersFromFilesStructure": False,
                },
            }
        ],
    }


def _yaml(document: Mapping[str, Any]) -> str:
    body: str = yaml.safe_dump(interpolated(document), sort_keys=False, allow_unicode=True, width=110)
    return f"{MARK}\n{body}"
