"""The scenarios of ../shared/cases/sync.yaml that need a fault, a provisioning file, or another release."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Logloom
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.shared import CASES, needs_shared
from tests.sync import test_scenarios
from tests.sync.project import TestProject
from tests.sync.site import Site
from tests.sync.test_scenarios import pushed, statuses

SAVES = faults.to("POST", "/api/dashboards/db")


def test_sy_folder_just_created(tool: Logloom, grafana: GrafanaStandIn, project: TestProject) -> None:
    denied = faults.Instead(where=SAVES, status=500, body={"message": "access denied to folder"}, times=2)
    grafana.faults.append(denied)

    pushed(tool)

    assert denied.struck == 2
    folders = {uid: board.folder_uid for uid, board in grafana.state.dashboards.items()}
    assert folders == {
        f"{project.prefix}-errors": f"{project.prefix}-main",
        f"{project.prefix}-overview": f"{project.prefix}-sub",
    }


def _many(project: TestProject, number: int) -> None:
    """Fifty dashboards beside those that are there."""
    for each in range(number):
        text = (project.root / "dashboards/errors.py").read_text()
        project.write(f"many_{each:02}", text.replace("-errors", f"-many-{each:02}"))


def test_sy_rate_limit(tool: Logloom, grafana: GrafanaStandIn, project: TestProject) -> None:
    _many(project, 50)
    limit = faults.too_many_requests("1", where=SAVES, skip=20)
    grafana.faults.append(limit)

    pushed(tool)

    saves = [request for request in grafana.requests if SAVES(request)]
    assert limit.struck == 1
    assert len(saves) == 52 + 1
    assert len(grafana.state.dashboards) == 52
    assert all(len(board.history) == 1 for board in grafana.state.dashboards.values())


def test_sy_prune_after_failed_upload(tool: Logloom, grafana: GrafanaStandIn, project: TestProject) -> None:
    pushed(tool)
    project.change("errors", "PREFIX-errors", "PREFIX-renamed")
    grafana.faults.append(faults.Instead(where=SAVES, status=400, body={"message": "bad"}))

    push = tool("push", "--prune")

    assert push.exit_code == 4
    assert f"dashboard {project.prefix}-renamed" in push.err
    assert f"{project.prefix}-errors" in grafana.state.dashboards
    assert "1 failed, 1 not begun" in push.out
    assert [request for request in grafana.requests if request.method == "DELETE"] == []

    pushed(tool, "--prune")

    assert f"{project.prefix}-errors" not in grafana.state.dashboards
    assert f"{project.prefix}-renamed" in grafana.state.dashboards


def test_sy_stable_manager_identity(
    tool: Logloom, site: Site, project: TestProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that we leave in Grafana names the version of the tool, so an update of it changes nothing."""
    pushed(tool)

    versions = site.person.call("GET", f"/api/dashboards/uid/{project.prefix}-errors/versions/1")
    app = project.prefix.replace("-", "_")
    assert re.fullmatch(rf"logloom {app} [0-9a-f]{{20}}", versions["message"])
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99.0")
    assert statuses(tool) == {}


def test_another_manager_is_named_and_not_overwritten(
    tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    uid = f"{project.prefix}-errors"
    grafana.provision_file(
        "dashboards", "team/errors.json", {"uid": uid, "title": "From a file"}, folder="Team"
    )

    plan = tool("plan")
    push = tool("push", "--on-edit", "overwrite", "--adopt", uid)

    assert f"dashboard {uid} 'Errors'" in plan.out
    assert "team/errors.json" in plan.out
    assert push.exit_code == 1
    assert "team/errors.json" in push.err
    assert grafana.writes == []


def file_rule(project: TestProject) -> dict[str, Any]:
    return {
        "apiVersion": 1,
        "groups": [
            {
                "orgId": 1,
                "name": "from a file",
                "folder": "Files",
                "interval": "1m",
                "rules": [
                    {
                        "uid": f"{project.prefix}-many",
                        "title": "From a file",
                        "condition": "A",
                        "data": [
                            {
                                "refId": "A",
                                "datasourceUid": "__expr__",
                                "relativeTimeRange": {"from": 0, "to": 0},
                                "model": {"refId": "A", "type": "math", "expression": "1 > 0"},
                            }
                        ],
                        "noDataState": "NoData",
                        "execErrState": "Error",
                        "for": "5m",
                    }
                ],
            }
        ],
    }


def test_sy_rule_provenance_file(tool: Logloom, grafana: GrafanaStandIn, project: TestProject) -> None:
    grafana.provision_file("alerting", "rules.yaml", file_rule(project))

    plan = tool("plan")
    push = tool("push", "--on-edit", "overwrite")

    assert statuses(tool)[f"alert rule {project.prefix}-many"] == "blocked"
    assert "a provisioning file" in plan.out
    assert push.exit_code == 1
    assert grafana.writes == []


@needs_shared
def test_every_scenario_has_a_test_named_after_it() -> None:
    names = {
        f"test_{case['id'].replace('-', '_')}" for case in yaml.safe_load((CASES / "sync.yaml").read_text())
    }
    tests = {*vars(test_scenarios), *globals()}

    assert names - tests == set()
