"""What happens to a Grafana that people work in, and what plan, push and pull must do about it.

Each test is named after its scenario in ../shared/cases/sync.yaml. Nothing here needs more than Grafana's
HTTP API: tests/live runs the same tests on a real server. Scenarios that need a fault or a provisioning file
are in test_stand_in_scenarios.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.cli.conftest import Logloom
from tests.sync.project import RESOURCES, TestProject
from tests.sync.site import Json, Site

UNCHANGED = f"{RESOURCES} unchanged"


def pushed(tool: Logloom, *options: str) -> None:
    outcome = tool("push", *options)
    assert outcome.exit_code == 0, outcome


def statuses(tool: Logloom) -> dict[str, str]:
    """What plan says of each resource that is not unchanged, by kind and uid."""
    plan = json.loads(tool("plan", "--format", "json").out)
    return {
        f"{each['kind']} {each['uid']}": each["status"]
        for each in plan["resources"]
        if each["status"] != "unchanged"
    }


def assert_settled(tool: Logloom) -> None:
    """A second push writes nothing."""
    again = tool("push")
    assert (again.exit_code, again.out.partition(" (")[0]) == (0, UNCHANGED), again


def test_sy_zero_range_end(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)

    assert site.person.rule(f"{project.prefix}-many")["data"][0]["relativeTimeRange"] == {
        "from": 600,
        "to": 0,
    }
    assert statuses(tool) == {}
    assert tool("plan", "--exit-code").exit_code == 0


def test_sy_ui_edit(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    uid = f"{project.prefix}-errors"
    panel = {"type": "text", "title": "By hand", "gridPos": {"x": 0, "y": 90, "w": 6, "h": 3}, "id": 4711}
    site.person.edit_dashboard(uid, lambda dashboard: dashboard["panels"].append(panel))
    edited = site.person.dashboard(uid)

    plan = tool("plan")
    push = tool("push")

    assert f"dashboard {uid} 'Errors', by {site.person.name}" in plan.out
    assert "panel 'By hand': added" in plan.out
    assert push.exit_code == 1
    for way in (site.person.name, "--on-edit overwrite", "--on-edit keep", f"logloom pull {uid}"):
        assert way in push.err
    assert site.person.dashboard(uid) == edited


@pytest.mark.parametrize("choice", ["keep", "overwrite"])
def test_sy_ui_edit_goes_as_is_chosen(choice: str, tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    uid = f"{project.prefix}-errors"
    site.person.edit_dashboard(uid, lambda dashboard: dashboard.update(title="By hand"))

    pushed(tool, "--on-edit", choice)

    assert site.person.dashboard(uid)["dashboard"]["title"] == ("By hand" if choice == "keep" else "Errors")
    assert statuses(tool) == ({f"dashboard {uid}": "edited"} if choice == "keep" else {})


def test_sy_ui_edit_is_carried_over(tool: Logloom, site: Site, project: TestProject) -> None:
    """What pull shows is written into the code by hand; then nothing is left to push."""
    pushed(tool)
    uid = f"{project.prefix}-errors"

    def edit(dashboard: Json) -> None:
        target = dashboard["panels"][0]["targets"][0]
        target["rawSql"] = target["rawSql"].replace("'CRITICAL'", "'CRITICAL', 'WARNING'")
        dashboard["panels"][1]["title"] = "Twice"

    site.person.edit_dashboard(uid, edit)

    pull = tool("pull", uid)

    assert pull.exit_code == 0
    assert "dashboards/errors.py:8: panel 'Errors by category': query changed" in pull.out
    assert "+WHERE $__timeFilter(timestamp) AND level IN ('ERROR', 'CRITICAL', 'WARNING')" in pull.out
    assert "queries/errors/by_category.sql" in pull.out
    assert "dashboards/errors.py:9: panel 'Once more': title Once more -> Twice" in pull.out
    assert 'key="Once more"' in pull.out
    written = json.loads((project.root / f"pulled/{uid}.json").read_text())
    assert written["resource"]["dashboard"]["panels"][1]["title"] == "Twice"

    project.change("errors", 'title="Once more"', 'title="Twice", key="Once more"')
    project.change("errors", 'logs.query("errors/by_category"), width', 'logs.query("errors/wider"), width')
    query = (project.root / "queries/errors/by_category.sql").read_text()
    (project.root / "queries/errors/wider.sql").write_text(
        query.replace("'CRITICAL'", "'CRITICAL', 'WARNING'")
    )
    assert statuses(tool) == {}


def test_sy_first_push_uid_taken(tool: Logloom, site: Site, project: TestProject) -> None:
    uid = f"{project.prefix}-errors"
    site.person.save_dashboard({"uid": uid, "title": f"{uid} of somebody else", "panels": []})

    push = tool("push")

    assert push.exit_code == 1
    assert f"--adopt {uid}" in push.err
    assert site.person.dashboard(uid)["dashboard"]["title"] == f"{uid} of somebody else"
    assert site.person.ask("GET", f"/api/folders/{project.prefix}-main")[0] == 404

    pushed(tool, "--adopt", uid)

    assert site.person.dashboard(uid)["dashboard"]["title"] == "Errors"
    assert statuses(tool) == {}


def test_sy_deleted_in_both(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    site.person.call("DELETE", f"/api/dashboards/uid/{project.prefix}-errors")
    project.remove("errors")

    assert statuses(tool) == {}
    assert "errors'" not in tool("plan").out
    pushed(tool, "--prune")


def test_sy_folder_changed_only(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    uid = f"{project.prefix}-errors"
    project.change("errors", 'uid="PREFIX-errors",', 'uid="PREFIX-errors",\n        folder="PREFIX-sub",')

    plan = tool("plan")
    pushed(tool)

    assert f"folder: {project.prefix}-main -> {project.prefix}-sub" in plan.out
    assert site.person.dashboard(uid)["meta"]["folderUid"] == f"{project.prefix}-sub"
    assert statuses(tool) == {}


def test_sy_folder_renamed_in_ui(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    path = f"/api/folders/{project.prefix}-main"
    version = site.person.call("GET", path)["version"]
    site.person.call("PUT", path, {"title": "Renamed", "version": version})

    plan = tool("plan")
    push = tool("push")

    assert statuses(tool) == {f"folder {project.prefix}-main": "edited"}
    assert f"title: {project.prefix} logs -> Renamed" in plan.out
    assert push.exit_code == 1
    folders: list[Json] = site.person.call("GET", "/api/folders?limit=1000")
    assert [each["title"] for each in folders if each["uid"].startswith(project.prefix)] == ["Renamed"]


def test_sy_managed_becomes_read_only(tool: Logloom, site: Site, project: TestProject) -> None:
    """Dashboards stay open to edits; of alerting it is said that it is locked."""
    plan = tool("plan")
    pushed(tool)

    assert "allow_ui_edits" in plan.out
    assert "read-only" in plan.out
    site.person.edit_dashboard(f"{project.prefix}-errors", lambda dashboard: dashboard.update(title="Open"))


def test_sy_managed_stays_open_where_the_contract_says_so(
    tool: Logloom, site: Site, project: TestProject
) -> None:
    project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")

    plan = tool("plan")
    pushed(tool)

    assert "read-only" not in plan.out
    assert not site.person.rule(f"{project.prefix}-many").get("provenance")
    assert statuses(tool) == {}


def test_sy_rule_provenance_mixed(tool: Logloom, site: Site, project: TestProject) -> None:
    """Pushed open to edits, then the option is missing: the lock is a change that plan shows."""
    project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    pushed(tool)
    project.contract("allow_ui_edits = true\n", "")

    plan = tool("plan")

    assert statuses(tool)[f"alert rule {project.prefix}-many"] == "update"
    assert "provenance: none -> api, it becomes read-only in Grafana's UI" in plan.out
    pushed(tool)
    assert site.person.rule(f"{project.prefix}-many")["provenance"] == "api"
    assert statuses(tool) == {}


def test_sy_duplicate_uid(tool: Logloom, site: Site, project: TestProject) -> None:
    project.write("twin", (project.root / "dashboards/errors.py").read_text())

    push = tool("push")

    assert push.exit_code == 2
    assert "errors.py" in push.err
    assert "twin.py" in push.err
    assert site.person.ask("GET", f"/api/folders/{project.prefix}-main")[0] == 404


def test_sy_datasource_secret(tool: Logloom, project: TestProject, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed(tool)
    assert statuses(tool) == {}
    assert tool("push").out.startswith(f"{RESOURCES} unchanged")

    monkeypatch.setenv("LOGS_DB_PASSWORD", "another-pa55")

    plan = tool("plan")
    assert statuses(tool) == {f"datasource {project.prefix}-pg": "update"}
    assert "password: changed" in plan.out
    assert "another-pa55" not in plan.out
    pushed(tool)
    assert statuses(tool) == {}


def test_sy_datasource_uid_changed_and_its_name_too(tool: Logloom, project: TestProject) -> None:
    """Then the new one can be made beside the old one, and who asks the old one is named."""
    pushed(tool)
    project.contract(f'datasource_uid = "{project.prefix}-pg"', f'datasource_uid = "{project.prefix}-new"')
    project.change("datasources", "PREFIX-pg", "PREFIX-new")
    project.change("datasources", "PREFIX logs", "PREFIX records")

    plan = tool("plan")

    (note,) = [
        line for line in plan.out.splitlines() if line.startswith(f"Note: datasource {project.prefix}-pg")
    ]
    assert "Errors" in note
    assert "Many errors" in note
    pushed(tool)
    assert f"Note: datasource {project.prefix}-pg" not in tool("plan").out


def test_sy_datasource_uid_changed(tool: Logloom, site: Site, project: TestProject) -> None:
    pushed(tool)
    mine = {
        "uid": f"{project.prefix}-hand",
        "title": f"{project.prefix} by hand",
        "panels": [{"type": "table", "datasource": {"uid": f"{project.prefix}-pg"}, "targets": []}],
    }
    site.person.save_dashboard(mine, f"{project.prefix}-main")
    project.contract(f'datasource_uid = "{project.prefix}-pg"', f'datasource_uid = "{project.prefix}-new"')
    project.change("datasources", "PREFIX-pg", "PREFIX-new")

    plan = tool("plan")
    push = tool("push")

    blocked = next(line for line in plan.out.splitlines() if "it belongs to" in line)
    for user in ("Errors", f"{project.prefix} by hand", "Many errors"):
        assert user in blocked
    assert push.exit_code == 1
    assert site.person.call("GET", f"/api/datasources/uid/{project.prefix}-pg")["name"]
    assert site.person.ask("GET", f"/api/datasources/uid/{project.prefix}-new")[0] == 404


NAMES: Mapping[str, tuple[str, str]] = {
    "mute timing": ("PREFIX night", "PREFIX 100% / Nächte 'x'"),
    "group": ('"PREFIX errors"', '"PREFIX a/b % ü ?#"'),
    "template": ('message_template("PREFIX text"', 'message_template("PREFIX t/x %20 ü"'),
    "contact point": ("PREFIX mail", "PREFIX Pöst & <co>"),
}


def test_names_may_hold_whatever_grafana_takes(tool: Logloom, site: Site, project: TestProject) -> None:
    for name in NAMES.values():
        module = "alerts" if "errors" in name[0] else "notifications"
        path = project.root / "dashboards" / f"{module}.py"
        before, after = (each.replace("PREFIX", project.prefix) for each in name)
        path.write_text(path.read_text().replace(before, after))

    pushed(tool)
    assert_settled(tool)
    pull = tool("pull", f"{project.prefix} 100% / Nächte 'x'", "--format", "json")
    assert (pull.exit_code, json.loads(pull.out)["kind"]) == (0, "mute timing")
    project.remove("alerts", "notifications")
    pushed(tool, "--prune")
    assert tool("push", "--prune").out.startswith("6 unchanged")
