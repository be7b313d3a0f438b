"""plan, push, pull and restore: what they take, and how they say in one line what is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Logloom, Outcome
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.project import ENVIRONMENT, RESOURCES, TestProject, make_project

COMMANDS = (["plan"], ["push"], ["pull", "t-errors"], ["restore", "backup"])


@pytest.fixture
def project(tmp_path: Path) -> TestProject:
    made = make_project(tmp_path / "project", "t")
    (made.root / "backup").mkdir()
    index = {"logloom_backup": 1, "url": "http://grafana", "org": 1, "store": "postgres", "files": []}
    (made.root / "backup" / "backup.json").write_text(json.dumps(index))
    return made


@pytest.fixture
def run(
    project: TestProject, logloom: Logloom, grafana: GrafanaStandIn, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """`run("plan")` in the project; keywords change the environment, None takes a variable away."""

    def call(*arguments: str, **environment: str | None) -> Outcome:
        given = {
            "GRAFANA_URL": grafana.url,
            "GRAFANA_TOKEN": grafana.token,
            "GRAFANA_USER": None,
            "GRAFANA_PASSWORD": None,
            **ENVIRONMENT,
            **environment,
        }
        for name, value in given.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return logloom(*arguments, cwd=project.root)

    return call


def one_line(outcome: Outcome) -> str:
    """The one line of an error; nothing stands on stdout then."""
    assert outcome.out == ""
    assert outcome.err.startswith("logloom: ")
    assert outcome.err.count("\n") == 1
    return outcome.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_grafana_that_is_not_named_is_a_mistake_of_usage(
    command: list[str], run: Callable[..., Outcome]
) -> None:
    outcome = run(*command, GRAFANA_URL=None)

    assert outcome.exit_code == 2
    assert "no Grafana is named" in one_line(outcome)
    assert "GRAFANA_URL" in outcome.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_so_is_one_without_a_token(command: list[str], run: Callable[..., Outcome]) -> None:
    outcome = run(*command, GRAFANA_TOKEN=None)

    assert outcome.exit_code == 2
    assert "GRAFANA_TOKEN" in one_line(outcome)


def test_the_url_of_the_contract_is_taken_where_no_other_is_given(
    run: Callable[..., Outcome], project: TestProject, grafana: GrafanaStandIn
) -> None:
    project.contract("[grafana]\n", f'[grafana]\nurl = "{grafana.url}"\n')

    assert run("plan", GRAFANA_URL=None).exit_code == 0


def test_a_server_that_is_not_there_ends_with_4(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        outcome = run("plan", GRAFANA_URL=url)

    assert outcome.exit_code == 4
    assert url in one_line(outcome)


def test_a_token_that_is_refused_ends_with_4_and_is_not_shown(run: Callable[..., Outcome]) -> None:
    outcome = run("plan", GRAFANA_TOKEN="glsa_wrong_0123456789abcdef")

    assert outcome.exit_code == 4
    assert "Grafana does not let us in" in one_line(outcome)
    assert "glsa_wrong" not in outcome.err


def test_a_token_may_stand_in_a_file(
    run: Callable[..., Outcome], grafana: GrafanaStandIn, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{grafana.token}\n")

    assert run("plan", "--token-file", str(tmp_path / "token"), GRAFANA_TOKEN="wrong").exit_code == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_file_that_holds_no_token_is_named(
    content: bytes, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    (tmp_path / "token").write_bytes(content)

    outcome = run("plan", "--token-file", str(tmp_path / "token"))

    assert outcome.exit_code == 2
    assert str(tmp_path / "token") in one_line(outcome)


def test_a_user_and_a_password_do_as_well(run: Callable[..., Outcome], grafana: GrafanaStandIn) -> None:
    grafana.add_user("boss", "pass-word", "Admin")

    outcome = run("plan", GRAFANA_TOKEN=None, GRAFANA_USER="boss", GRAFANA_PASSWORD="pass-word")

    assert outcome.exit_code == 0


def test_a_password_in_the_url_is_never_shown(run: Callable[..., Outcome], grafana: GrafanaStandIn) -> None:
    grafana.add_user("boss", "pass-word", "Admin")
    url = grafana.url.replace("http://", "http://boss:pass-word@")

    outcome = run("plan", GRAFANA_URL=url, GRAFANA_TOKEN=None)

    assert "pass-word" not in outcome.out + outcome.err


def test_several_stores_need_one_to_be_named(run: Callable[..., Outcome], project: TestProject) -> None:
    project.contract("[stores.cloudwatch]\nenabled = false", "[stores.cloudwatch]\nenabled = true")

    assert run("plan", "--store", "postgres").exit_code == 0

    for command in (("plan",), ("push",), ("pull", "t-errors")):
        line = one_line(run(*command))
        assert "several stores are enabled: postgres, cloudwatch" in line
        assert "name one with --store, or write default = true" in line


def test_of_several_stores_the_default_is_meant(run: Callable[..., Outcome], project: TestProject) -> None:
    """The other one's dashboards are not even built: here they cannot be, for want of twins."""
    project.contract("[stores.cloudwatch]\nenabled = false", "[stores.cloudwatch]\nenabled = true")
    project.contract("[stores.postgres]\nenabled = true", "[stores.postgres]\nenabled = true\ndefault = true")

    assert "datasource t-pg" in run("plan").out
    assert "has no twin for cloudwatch" in one_line(run("plan", "--store", "cloudwatch"))


def test_a_project_without_a_store_says_so(run: Callable[..., Outcome], project: TestProject) -> None:
    project.contract("[stores.postgres]\nenabled = true", "[stores.postgres]\nenabled = false")

    assert "no store is enabled (enable one under [stores])" in one_line(run("plan"))


def test_a_broken_module_is_said_before_grafana_is_asked(
    run: Callable[..., Outcome], project: TestProject, grafana: GrafanaStandIn
) -> None:
    project.write("errors", "def dashboard(logs):\n    return 1 / 0\n")

    outcome = run("push")

    assert outcome.exit_code == 2
    assert "dashboards/errors.py:2" in one_line(outcome)
    assert grafana.requests == []


def test_plan_says_by_its_exit_code_whether_anything_is_pending(run: Callable[..., Outcome]) -> None:
    assert run("plan", "--exit-code").exit_code == 3
    assert run("plan").exit_code == 0
    assert run("push").exit_code == 0
    assert run("plan", "--exit-code").exit_code == 0


def test_a_dry_run_says_what_plan_says_and_writes_nothing(
    run: Callable[..., Outcome], grafana: GrafanaStandIn
) -> None:
    assert run("push", "--dry-run").out == run("plan").out
    assert grafana.writes == []


def test_the_json_of_a_plan_has_the_keys_that_the_documentation_names(run: Callable[..., Outcome]) -> None:
    plan = json.loads(run("plan", "--format", "json").out)

    assert set(plan) == {"url", "org", "store", "resources", "notes", "summary"}
    assert plan["summary"]["create"] == len(plan["resources"])
    assert set(plan["resources"][0]) == {"kind", "uid", "title", "status", "location"}


def test_the_json_of_a_push_says_what_was_done(run: Callable[..., Outcome]) -> None:
    push = json.loads(run("push", "--format", "json").out)

    assert {each["action"] for each in push["done"]} == {"create"}
    assert push["failed"] == push["not_begun"] == push["kept"] == push["stops"] == []
    assert push["backup"] is None
    assert json.loads(run("push", "--format", "json").out)["unchanged"] == len(push["done"])


def test_a_saved_plan_is_pushed_and_then_refused(
    run: Callable[..., Outcome], project: TestProject, grafana: GrafanaStandIn
) -> None:
    assert run("plan", "--out", "release.plan").exit_code == 0
    saved = (project.root / "release.plan").read_text()
    for secret in (grafana.token, *ENVIRONMENT.values()):
        assert secret not in saved
    project.change("errors", "Once more", "Again")

    moved = run("push", "release.plan")

    assert moved.exit_code == 1
    assert "dashboard/t-errors has changed in the project" in one_line(moved)
    assert grafana.writes == []

    project.change("errors", "Again", "Once more")
    assert run("push", "release.plan").exit_code == 0
    again = run("push", "release.plan")
    assert again.exit_code == 1
    assert "was create and is unchanged" in one_line(again)


def test_a_plan_is_refused_when_grafana_has_moved_on(
    run: Callable[..., Outcome], project: TestProject, grafana: GrafanaStandIn
) -> None:
    run("push")
    project.change("errors", "Once more", "Again")
    run("plan", "--out", "release.plan")
    grafana.edit_dashboard_as("colleague", "t-errors", lambda dashboard: dashboard.update(title="Mine"))

    outcome = run("push", "release.plan", "--on-edit", "overwrite")

    assert outcome.exit_code == 1
    assert "dashboard/t-errors was update and is conflict" in one_line(outcome)


def test_nothing_is_pulled_over_a_file_that_is_no_pull(
    run: Callable[..., Outcome], project: TestProject
) -> None:
    run("push")
    (project.root / "pulled").mkdir()
    (project.root / "pulled/t-errors.json").write_text("{}")

    outcome = run("pull", "t-errors")

    assert outcome.exit_code == 2
    assert "pulled/t-errors.json: is in the way" in one_line(outcome)
    assert (project.root / "pulled/t-errors.json").read_text() == "{}"
    assert run("pull", "t-errors", "--out", "mine.json").exit_code == 0
    assert run("pull", "t-errors", "--out", "mine.json").exit_code == 0
    assert "in the way" in run("pull", "t-overview", "--out", "mine.json").err


@pytest.mark.parametrize(
    "name",
    ["t-errors", "dashboard/t-errors", "t-pg", "t-main", "t-lib", "t-many", "alert-rule/t-many", "t-chat"],
)
def test_any_resource_can_be_pulled(name: str, run: Callable[..., Outcome]) -> None:
    run("push")

    outcome = run("pull", name)

    assert outcome.exit_code == 0, outcome.err
    assert "is as the project has it" in outcome.out
    for secret in ENVIRONMENT.values():
        assert secret not in outcome.out


def test_what_is_not_there_is_answered_with_what_is_near(run: Callable[..., Outcome]) -> None:
    run("push")

    outcome = run("pull", "t-erors")

    assert outcome.exit_code == 2
    assert "did you mean t-errors?" in one_line(outcome)


def test_a_resource_of_somebody_else_can_be_pulled_too(
    run: Callable[..., Outcome], grafana: GrafanaStandIn, project: TestProject
) -> None:
    theirs = {"uid": "theirs", "title": "Theirs", "panels": []}
    grafana.call("POST", "/api/dashboards/db", {"dashboard": theirs})

    outcome = run("pull", "theirs")

    assert "is not in the project" in outcome.out
    assert json.loads((project.root / "pulled/theirs.json").read_text())["title"] == "Theirs"


def test_a_folder_that_is_no_backup_is_named(run: Callable[..., Outcome]) -> None:
    outcome = run("restore", "dashboards")

    assert outcome.exit_code == 2
    assert "dashboards/backup.json" in one_line(outcome)


def test_a_backup_of_another_grafana_is_not_put_into_this_one(run: Callable[..., Outcome]) -> None:
    outcome = run("restore", "backup")

    assert outcome.exit_code == 2
    assert "of Grafana http://grafana, not" in one_line(outcome)


def test_a_failure_names_its_resource(run: Callable[..., Outcome], grafana: GrafanaStandIn) -> None:
    save = faults.to("POST", "/api/dashboards/db")
    grafana.faults.append(faults.Instead(where=save, status=400, body={"message": "empty-name"}))

    outcome = run("push")

    assert outcome.exit_code == 4
    assert "logloom: dashboard t-" in outcome.err
    assert "empty-name" in outcome.err


@pytest.mark.parametrize("command", ["plan", "push", "pull", "restore"])
def test_help_shows_examples_and_imports_nothing_slow(command: str, logloom: Logloom) -> None:
    outcome = logloom(command, "--help")

    assert f"logloom {command}" in outcome.out.partition("Options:")[0]
    for option in (
        "--url",
        "--token-file",
        "--ca-file",
        "--insecure",
        "--proxy",
        "--org-id",
        "--timeout",
        "--store",
    ):
        assert option in outcome.out


def test_ctrl_c_lets_the_write_under_way_finish_and_the_next_push_goes_on(
    run: Callable[..., Outcome], project: TestProject, grafana: GrafanaStandIn, signals: None
) -> None:
    grafana.faults.append(faults.Delay(where=faults.writes, seconds=0.1))
    environment = {"GRAFANA_URL": grafana.url, "GRAFANA_TOKEN": grafana.token, **ENVIRONMENT}
    process = subprocess.Popen(
        [sys.executable, "-c", "from generator.cli import main; main()", "push"],
        cwd=project.root,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(grafana.writes) < 4 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "not begun" in out
    done = [line for line in out.splitlines() if line.startswith("created")]
    assert 0 < len(done) < RESOURCES
    grafana.faults.clear()
    assert run("push").exit_code == 0
    assert json.loads(run("plan", "--format", "json").out)["summary"]["unchanged"] == RESOURCES


def test_plan_names_the_secrets_that_a_push_would_need(run: Callable[..., Outcome]) -> None:
    outcome = run("plan", CHAT_URL=None, LOGS_DB_PASSWORD=None)

    assert "Note: datasource t-pg needs LOGS_DB_PASSWORD, which is not set in the environment" in outcome.out
    assert "Note: contact point t-chat needs CHAT_URL, which is not set in the environment" in outcome.out
    assert run("push", CHAT_URL=None).exit_code == 1


def test_a_changed_query_of_a_rule_is_shown_once_as_a_diff(
    run: Callable[..., Outcome], grafana: GrafanaStandIn
) -> None:
    run("push")
    path = "/api/v1/provisioning/alert-rules/t-many"
    rule = json.loads(json.dumps(grafana.call("GET", path)))
    model = rule["data"][0]["model"]
    model["rawSql"] = model["rawSql"].replace("'CRITICAL'", "'FATAL'")
    rule["for"] = "7m"
    grafana.call("PUT", path, rule)

    outcome = run("pull", "t-many")

    assert outcome.out.count("--- queries/errors/by_category.sql") == 1
    assert "+WHERE $__timeFilter(timestamp) AND level IN ('ERROR', 'FATAL')" in outcome.out
    assert "dashboards/alerts.py:9: for: 5m -> 7m" in outcome.out


def test_a_dashboard_in_the_new_form_is_pulled_as_it_is_stored(
    run: Callable[..., Outcome], grafana: GrafanaStandIn, project: TestProject
) -> None:
    path = "/apis/dashboard.grafana.app/v2beta1/namespaces/default/dashboards"
    spec = {"title": "New form", "elements": {}, "layout": {"kind": "GridLayout", "spec": {"items": []}}}
    thing = {"apiVersion": "dashboard.grafana.app/v2beta1", "kind": "Dashboard", "spec": spec}
    grafana.call("POST", path, {**thing, "metadata": {"name": "t-errors"}})

    outcome = run("pull", "t-errors")

    assert outcome.exit_code == 0, outcome.err
    pulled = json.loads((project.root / "pulled/t-errors.json").read_text())
    assert pulled["resource"]["spec"]["elements"] == {}
