"""Who pushes what to which Grafana: other projects, tokens of few rights, old plans, missing secrets.

As in test_scenarios.py nothing here needs more than Grafana's HTTP API, and tests/live runs the same tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Logloom
from tests.sync.colleague import ALERTING, Colleague, is_ours
from tests.sync.project import TestProject
from tests.sync.site import Site
from tests.sync.test_scenarios import UNCHANGED, assert_settled, pushed, statuses

pytestmark = pytest.mark.usefixtures("unwired")


def test_two_projects_push_to_one_grafana_and_leave_each_other_alone(
    tool: Logloom, logloom: Logloom, site: Site, project: TestProject, second_project: TestProject
) -> None:
    pushed(tool)
    assert logloom("push", cwd=second_project.root).exit_code == 0

    assert tool("push", "--prune").out.startswith(UNCHANGED)
    assert logloom("push", "--prune", cwd=second_project.root).out.startswith(UNCHANGED)
    ours = [
        each
        for each in site.person.policy()["routes"]
        if is_ours(each, project.prefix) or is_ours(each, second_project.prefix)
    ]
    assert len(ours) == 2


@pytest.mark.parametrize(
    ("role", "missing"), [("Viewer", "folders:create"), ("Editor", "datasources:create")]
)
def test_a_token_without_the_rights_says_which_and_ends_the_push(
    role: str, missing: str, tool: Logloom, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with token_of(site, role) as token:
        monkeypatch.setenv("GRAFANA_TOKEN", token)
        assert tool("plan").exit_code == 0

        push = tool("push")

    assert push.exit_code == 4
    assert missing in push.err
    assert "not begun" in push.out
    assert token not in push.out + push.err


@contextmanager
def token_of(site: Site, role: str) -> Iterator[str]:
    """The token of a service account with this role, while it lasts."""
    name = f"logloom-{role}-{site.token[-6:]}"
    account = site.person.call("POST", "/api/serviceaccounts", {"name": name, "role": role})
    path = f"/api/serviceaccounts/{account['id']}"
    try:
        yield str(site.person.call("POST", f"{path}/tokens", {"name": name})["key"])
    finally:
        site.person.ask("DELETE", path)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("{token}\n", 0, ""),
        ("\n {token} \n\n", 0, ""),
        ("{token}\nmore", 2, "cannot be sent"),
        ("\n", 2, "no token"),
    ],
)
def test_a_token_may_end_in_a_newline_and_hold_none(
    content: str,
    code: int,
    said: str,
    tool: Logloom,
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "token").write_text(content.replace("{token}", site.token))
    monkeypatch.delenv("GRAFANA_TOKEN")

    plan = tool("plan", "--token-file", str(tmp_path / "token"))

    assert (plan.exit_code, said in plan.err) == (code, True)


def test_a_plan_of_yesterday_is_refused_whoever_has_moved_on(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    project.change("errors", '"Errors",', '"Errors by name",')

    def refused(happens: Callable[[], object]) -> str:
        assert tool("plan", "--out", "saved.plan").exit_code == 0
        happens()
        push = tool("push", "saved.plan")
        assert push.exit_code == 1
        return push.err

    name = f"dashboard/{project.prefix}-errors"
    assert f"{name} has changed in the project" in refused(
        lambda: project.change("errors", '"Errors by name",', '"Errors by kind",')
    )
    assert name in refused(lambda: colleague.save("errors", title="By hand"))
    assert name in refused(lambda: pushed(tool, "--on-edit", "overwrite"))


def test_secrets_that_are_not_set_stop_the_first_push_and_no_later_one(
    tool: Logloom, site: Site, project: TestProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as unset:
        unset.delenv("LOGS_DB_PASSWORD")
        unset.delenv("CHAT_URL")
        push = tool("push")
        assert (push.exit_code, "LOGS_DB_PASSWORD" in push.err, "CHAT_URL" in push.err) == (1, True, True)
        assert site.person.ask("GET", f"/api/folders/{project.prefix}-main")[0] == 404
    pushed(tool)
    with monkeypatch.context() as unset:
        unset.delenv("LOGS_DB_PASSWORD")
        unset.delenv("CHAT_URL")
        assert_settled(tool)


def test_without_the_record_what_has_a_secret_is_asked_for_and_nothing_is_written(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    """Somebody has deleted the template in which we remember what was pushed."""
    pushed(tool)
    colleague.delete(f"{ALERTING}/templates/logloom-{project.prefix}")

    push = tool("push")

    assert (push.exit_code, statuses(tool)) == (1, {f"contact point {project.prefix}-chat": "taken"})
    pushed(tool, "--adopt", f"{project.prefix}-chat")
    assert_settled(tool)
