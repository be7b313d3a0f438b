"""The files of a store, as text: a pure function of the project and of what earlier builds have written."""

from __future__ import annotations

from pathlib import PurePosixPath

from generator.project import Project
from generator.provisioning.alerting import alerting_files
from generator.provisioning.dashboards import dashboard_files
from generator.provisioning.documents import yaml_text
from generator.provisioning.interpolation import interpolated
from generator.provisioning.written import Written

NOTHING = Written()


def provisioning_files(project: Project, store: str, written: Written = NOTHING) -> dict[PurePosixPath, str]:
    """The files below provisioning/<store>/, by relative path.

    What is in `written` and gone from the sources is deleted from Grafana. Raises LogloomError for what
    cannot be written.
    """
    return {
        PurePosixPath("datasources/logloom.yaml"): _datasources(project, store),
        **dashboard_files(project, store),
        **alerting_files(project, store, written),
    }


def _datasources(project: Project, store: str) -> str:
    datasources = [{"orgId": 1, **each.to_json_data()} for each in project.datasources[store]]
    return yaml_text(interpolated({"apiVersion": 1, "datasources": datasources}))
