"""One definition, two ways: what Grafana has from our files is what our API bodies say."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import yaml

from generator.datasources import EnvironmentVariable
from generator.project import Project, load_project
from generator.provisioning.files import provisioning_files
from tests.alerting.projects import ROOT
from tests.grafana.server import GrafanaStandIn
from tests.provisioning.as_grafana_reads import alert_file

ADDED = {"id", "orgID", "updated", "provenance", "record", "version"}
"""The keys that Grafana adds by itself."""
OF_THE_FOLDER = {"folderUID"}
"""A file names a folder by its title, and Grafana chooses the uid."""


def test_rules_and_notifications_are_the_same_from_files_and_over_the_api(grafana: GrafanaStandIn) -> None:
    project = load_project(ROOT)
    environment = dict.fromkeys(_variables(project), "s3cret")
    for path, text in provisioning_files(project, "postgres").items():
        if path.parts[0] == "alerting":
            grafana.provision_file("alerting", str(path), alert_file(yaml.safe_load(text), environment))

    for group in project.alert_groups["postgres"]:
        for sent in group.to_json_data()["rules"]:
            held = _get(grafana, f"alert-rules/{sent['uid']}")
            assert _without(held, ADDED | OF_THE_FOLDER) == _without(sent, OF_THE_FOLDER)
    notifications = project.notifications
    sent_points = [each for point in notifications.contact_points for each in point.to_json_data()]
    held_points = {each["uid"]: each for each in _get(grafana, "contact-points")}
    for sent in sent_points:
        held = _without(held_points[sent["uid"]], ADDED)
        assert _without(held, {"settings"}) == _without(sent, {"settings"})
        secret = {key for key, value in sent["settings"].items() if isinstance(value, EnvironmentVariable)}
        assert held["settings"] == {**sent["settings"], **dict.fromkeys(secret, "[REDACTED]")}
    assert notifications.policy is not None
    assert _without(_get(grafana, "policies"), ADDED) == notifications.policy.to_json_data()
    for timing in notifications.mute_timings:
        assert (
            _without(_get(grafana, f"mute-timings/{timing.name.replace(' ', '%20')}"), ADDED)
            == timing.to_json_data()
        )
    for template in notifications.templates:
        assert _without(_get(grafana, f"templates/{template.name}"), ADDED) == template.to_json_data()


def _variables(project: Project) -> set[str]:
    points = project.notifications.contact_points
    return {
        variable.name for point in points for each in point.integrations for variable in each.secrets.values()
    }


def _get(grafana: GrafanaStandIn, path: str) -> Any:
    request = urllib.request.Request(
        f"{grafana.url}/api/v1/provisioning/{path}", headers={"Authorization": f"Bearer {grafana.token}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _without(body: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in keys and value is not None}
