"""What a push has overwritten or deleted comes back, with the care of a push, as far as a copy holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Logloom
from tests.grafana.server import GrafanaStandIn
from tests.sync.project import ENVIRONMENT, TestProject


@pytest.fixture
def edited(tool: Logloom, grafana: GrafanaStandIn, project: TestProject) -> str:
    """The folder of a push that has overwritten a colleague's edit of a dashboard."""
    assert tool("push").exit_code == 0
    edit(grafana, project, "By hand")
    assert tool("push", "--on-edit", "overwrite").exit_code == 0
    return newest(project)


def edit(grafana: GrafanaStandIn, project: TestProject, title: str) -> None:
    grafana.edit_dashboard_as(
        "colleague", f"{project.prefix}-errors", lambda dashboard: dashboard.update(title=title)
    )


def newest(project: TestProject) -> str:
    folder = project.root / ".logloom" / "backups"
    return str(max(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns).relative_to(project.root))


def title(grafana: GrafanaStandIn, project: TestProject) -> str:
    return grafana.state.dashboards[f"{project.prefix}-errors"].title


def test_an_edit_that_was_overwritten_comes_back(
    edited: str, tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    dry = tool("restore", edited, "--dry-run")

    assert "title: Errors -> By hand" in dry.out
    assert title(grafana, project) == "Errors"

    assert tool("restore", edited).exit_code == 0
    assert title(grafana, project) == "By hand"
    assert "1 unchanged" in tool("restore", edited).out


def test_what_a_restore_replaces_can_be_put_back_as_well(
    edited: str, tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    tool("restore", edited)

    assert newest(project) != edited
    assert tool("restore", newest(project)).exit_code == 0
    assert title(grafana, project) == "Errors"


def test_an_edit_made_since_is_not_overwritten_without_being_asked(
    edited: str, tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    edit(grafana, project, "Again by hand")

    outcome = tool("restore", edited)

    assert outcome.exit_code == 1
    assert "was edited in Grafana by colleague" in outcome.err
    assert title(grafana, project) == "Again by hand"
    assert "kept" in tool("restore", edited, "--on-edit", "keep").out
    assert title(grafana, project) == "Again by hand"
    assert tool("restore", edited, "--on-edit", "overwrite").exit_code == 0
    assert title(grafana, project) == "By hand"


def test_what_was_deleted_and_made_again_since_is_not_overwritten_either(
    tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    tool("push")
    project.remove("errors")
    tool("push", "--prune")
    new = {"uid": f"{project.prefix}-errors", "title": "A new one", "panels": []}
    grafana.call("POST", "/api/dashboards/db", {"dashboard": new, "folderUid": f"{project.prefix}-main"})

    outcome = tool("restore", newest(project))

    assert outcome.exit_code == 1
    assert title(grafana, project) == "A new one"


NESTED = """\
from generator.folders import folder

FOLDERS = [
    folder("PREFIX-sub", "PREFIX details", parent="PREFIX-main"),
    folder("PREFIX-deep", "PREFIX more", parent="PREFIX-sub"),
    folder("PREFIX-abyss", "PREFIX most", parent="PREFIX-deep"),
]
"""


def test_nested_folders_go_and_come_back_in_order_with_what_stood_in_them(
    tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    project.write("folders", NESTED)
    tool("push")
    before = {uid: (board.folder_uid, board.spec) for uid, board in grafana.state.dashboards.items()}
    project.remove("errors", "shared", "folders", "alerts")
    project.write("nothing", "FOLDERS = []\n")
    assert tool("push", "--prune").exit_code == 0
    assert set(grafana.state.folders) == {f"{project.prefix}-main"}

    assert tool("restore", newest(project)).exit_code == 0

    parents = {uid: folder.parent_uid for uid, folder in grafana.state.folders.items()}
    chain = ["", *(f"{project.prefix}-{name}" for name in ("main", "sub", "deep", "abyss"))]
    assert parents == dict(zip(chain[1:], chain, strict=False))
    after = {uid: (board.folder_uid, board.spec) for uid, board in grafana.state.dashboards.items()}
    assert after == before
    assert set(grafana.state.alerting.rules) == {f"{project.prefix}-many"}


def test_a_secret_does_not_come_back_and_that_is_said(
    tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    tool("push")
    modules = {name: (project.root / f"dashboards/{name}.py").read_text() for name in ("notifications",)}
    project.remove("notifications")
    tool("push", "--prune")
    folder = newest(project)
    for path in (project.root / folder).iterdir():
        assert not any(secret in path.read_text() for secret in ENVIRONMENT.values())

    outcome = tool("restore", folder)

    assert f"contact point {project.prefix}-chat had a secret (settings.url)" in outcome.err
    assert outcome.exit_code == 4
    integrations = {each.uid for each in grafana.state.alerting.integrations}
    assert f"{project.prefix}-mail" in integrations
    assert f"{project.prefix}-chat" not in integrations

    for name, text in modules.items():
        project.write(name, text)
    assert tool("restore", folder).exit_code == 0
    chat = next(each for each in grafana.state.alerting.integrations if each.uid == f"{project.prefix}-chat")
    assert chat.settings["url"] == ENVIRONMENT["CHAT_URL"]


def test_the_secret_that_grafana_still_has_stays_when_a_copy_is_put_back(
    tool: Logloom, grafana: GrafanaStandIn, project: TestProject
) -> None:
    tool("push")
    project.change("notifications", 'url=a.env("CHAT_URL")', 'url=a.env("CHAT_URL"), title="Logs"')
    project.change("datasources", "db.example.com", "db2.example.com")
    tool("push")
    project.remove("datasources")

    assert tool("restore", newest(project)).exit_code == 0

    chat = next(each for each in grafana.state.alerting.integrations if each.uid == f"{project.prefix}-chat")
    assert "title" not in chat.settings
    assert chat.settings["url"] == ENVIRONMENT["CHAT_URL"]
    secrets = grafana.state.secrets[f"{project.prefix}-pg"]
    assert secrets == {"password": ENVIRONMENT["LOGS_DB_PASSWORD"]}


def test_a_backup_can_be_elsewhere(tool: Logloom, project: TestProject, tmp_path: Path) -> None:
    tool("push")
    project.change("errors", "Once more", "Again")

    outcome = tool("push", "--backup-dir", str(tmp_path / "copies"))

    assert str(tmp_path / "copies") in outcome.out
    assert not (project.root / ".logloom" / "backups").exists()
