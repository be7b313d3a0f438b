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


def environment_variables(project: Project, store: str) -> tuple[str, ...]:
    """The names that Grafana looks up in its environment when it reads the files, in alphabetical order.

    A contact point whose secret is empty keeps Grafana from starting.
    """
    secrets = [
        *(value for each in project.datasources[store] for value in each.secure_json_data.values()),
        *(
            value
            for contact_point in project.notifications.contact_points
            for integration in contact_point.integrations
            for value in integration.secrets.values()
        ),
    ]
    return tuple(sorted({secret.name for secret in secrets}))


def _datasources(project: Project, store: str) -> str:
    datasources = [{"orgId": 1, **each.to_json_data()} for each in project.datasources[store]]
    return yaml_text(interpolated({"apiVersion": 1, "datasources": datasources}))
