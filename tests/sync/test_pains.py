"""What users of other tools have suffered, by its number in ../shared/facts/peers.md (section 4), prevented.

Those of provisioning files and of checks have their tests there; 6, edits that are clobbered, is in
test_scenarios.py.
"""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import attrs
import pytest

from generator.errors import LogloomError
from generator.sync.changes import MAX_DELETES, Options, intend
from generator.sync.kind import Source, kinds
from generator.sync.model import Status
from generator.sync.plan import make_plan
from tests.grafana import faults
from tests.grafana.faults import Fault
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import Request, Response
from tests.sync.project import TestProject, make_project
from tests.sync.pushing import PRUNE, client, push_once

PREFIX = "pain"


THEIR_MAIL = {
    "uid": "their-mail",
    "name": "Theirs",
    "type": "email",
    "settings": {"addresses": "x@example.com"},
}


@pytest.fixture
def project(tmp_path: Path) -> TestProject:
    return make_project(tmp_path / "project", PREFIX)


@pytest.fixture
def pushed(grafana: GrafanaStandIn, project: TestProject, tmp_path: Path) -> Source:
    """A Grafana to which the project has been pushed."""
    source = project.source()
    with client(grafana) as connected:
        assert push_once(connected, source, tmp_path).exit_code == 0
    return source


def test_01_a_dashboard_that_grafana_keeps_in_its_new_form_is_not_overwritten_blindly(
    grafana: GrafanaStandIn, pushed: Source
) -> None:
    path = f"/apis/dashboard.grafana.app/v2beta1/namespaces/default/dashboards/{PREFIX}-errors"
    stored = grafana.call("GET", path.replace("v2beta1", "v1beta1"))
    spec = {
        "title": "In the new form",
        "elements": {},
        "layout": {"kind": "GridLayout", "spec": {"items": []}},
    }
    grafana.call(
        "PUT",
        path,
        {
            "apiVersion": "dashboard.grafana.app/v2beta1",
            "kind": "Dashboard",
            "metadata": {
                "name": f"{PREFIX}-errors",
                "resourceVersion": stored["metadata"]["resourceVersion"],
            },
            "spec": spec,
        },
    )

    with client(grafana) as connected:
        plan = make_plan(connected, pushed)

    (blocked,) = plan.with_status(Status.BLOCKED)
    assert blocked.key.id == f"{PREFIX}-errors"
    assert intend(plan, Options()).stops


def test_02_two_dashboards_of_one_uid_are_an_error_before_any_request(
    grafana: GrafanaStandIn, project: TestProject
) -> None:
    project.write("twin", (project.root / "dashboards/errors.py").read_text())

    with pytest.raises(LogloomError, match=f"{PREFIX}-errors"), client(grafana) as connected:
        make_plan(connected, project.source())

    assert grafana.requests == []


def test_03_a_rule_that_is_gone_from_the_code_is_deleted_and_really_gone(
    grafana: GrafanaStandIn, pushed: Source, project: TestProject, tmp_path: Path
) -> None:
    project.remove("alerts")

    with client(grafana) as connected:
        assert push_once(connected, project.source(), tmp_path).exit_code == 0

    assert grafana.state.alerting.rules == {}


def test_04_nothing_that_others_have_made_is_pruned(
    grafana: GrafanaStandIn, pushed: Source, project: TestProject, tmp_path: Path
) -> None:
    """Neither what stands in our folders, nor a copy of ours, which carries the tag along."""
    board = grafana.call("GET", f"/api/dashboards/uid/{PREFIX}-errors")["dashboard"]
    copy = {**board, "uid": "copy", "id": None, "title": "A copy"}
    grafana.call("POST", "/api/dashboards/db", {"dashboard": copy, "folderUid": f"{PREFIX}-main"})
    theirs = {"uid": "theirs", "title": "Theirs", "panels": []}
    grafana.call("POST", "/api/dashboards/db", {"dashboard": theirs, "folderUid": f"{PREFIX}-main"})
    grafana.call("POST", "/api/folders", {"uid": "their-folder", "title": "Theirs"})
    point = {
        "uid": "their-mail",
        "name": "Theirs",
        "type": "email",
        "settings": {"addresses": "x@example.com"},
    }
    grafana.call("POST", "/api/v1/provisioning/contact-points", point)
    project.remove("errors", "shared", "alerts", "notifications")

    with client(grafana) as connected:
        outcome = push_once(connected, project.source(), tmp_path)

    assert outcome.exit_code == 0
    assert set(grafana.state.dashboards) == {"copy", "theirs"}
    assert {"their-folder", f"{PREFIX}-main", f"{PREFIX}-sub"} == set(grafana.state.folders)
    assert "their-mail" in {each.uid for each in grafana.state.alerting.integrations}


def test_04_a_folder_that_holds_what_others_have_made_stays(
    grafana: GrafanaStandIn, pushed: Source, project: TestProject
) -> None:
    """Grafana would delete all that is in it."""
    theirs = {"uid": "theirs", "title": "Theirs", "panels": []}
    grafana.call("POST", "/api/dashboards/db", {"dashboard": theirs, "folderUid": f"{PREFIX}-sub"})
    project.change("shared", 'folder="PREFIX-sub",', "")
    project.remove("folders")
    project.write("folders", "FOLDERS = []\n")

    with client(grafana) as connected:
        intent = intend(make_plan(connected, project.source()), PRUNE)

    assert any("holds 1 that are not ours" in stop.message for stop in intent.stops)


def test_05_nothing_is_deleted_without_being_asked_nor_more_than_a_few(
    grafana: GrafanaStandIn, pushed: Source, project: TestProject
) -> None:
    project.remove("errors", "shared", "alerts", "notifications", "datasources", "folders")
    project.write("nothing", "FOLDERS = []\n")

    with client(grafana) as connected:
        plan = make_plan(connected, project.source())

    assert intend(plan, Options()).changes == ()
    assert len(intend(plan, PRUNE).deletes) > MAX_DELETES
    assert intend(plan, Options(prune=True)).stops


def test_05_what_was_deleted_can_be_put_back(
    grafana: GrafanaStandIn, pushed: Source, project: TestProject, tmp_path: Path
) -> None:
    from generator.sync.backup import read_backup
    from generator.sync.push import push
    from generator.sync.restore import restore_plan
    from generator.sync.write import Writer

    project.remove("errors", "alerts")
    before = {uid: board.spec for uid, board in grafana.state.dashboards.items()}
    with client(grafana) as connected:
        outcome = push_once(connected, project.source(), tmp_path)
        assert outcome.backup is not None
        assert grafana.state.alerting.rules == {}

        plan = restore_plan(connected, project.source(), read_backup(outcome.backup))
        assert {each.status for each in plan.comparisons} == {Status.CREATE}
        push(Writer(connected, project.source()), plan, intend(plan, Options()), backups=tmp_path)

        assert {uid: board.title for uid, board in grafana.state.dashboards.items()} == {
            uid: spec["title"] for uid, spec in before.items()
        }
        assert set(grafana.state.alerting.rules) == {f"{PREFIX}-many"}
        again = restore_plan(connected, project.source(), read_backup(outcome.backup))
        assert {each.status for each in again.comparisons} == {Status.UNCHANGED}


def test_07_a_second_push_writes_nothing_of_any_kind(
    grafana: GrafanaStandIn, pushed: Source, tmp_path: Path
) -> None:
    versions = {uid: len(board.history) for uid, board in grafana.state.dashboards.items()}
    first = Counter(request.path.split("/")[2] for request in grafana.writes)
    since = len(grafana.writes)

    with client(grafana) as connected:
        plan = make_plan(connected, pushed)
        outcome = push_once(connected, pushed, tmp_path)

    assert {each.key.kind for each in plan.comparisons} == {kind.name for kind in kinds()}
    assert set(first) == {"folders", "datasources", "library-elements", "dashboards", "v1"}
    assert grafana.writes[since:] == []
    assert outcome.done == ()
    assert versions == {uid: len(board.history) for uid, board in grafana.state.dashboards.items()}


def test_08_a_plan_covers_every_kind_and_writes_nothing(
    grafana: GrafanaStandIn, project: TestProject
) -> None:
    with client(grafana) as connected:
        plan = make_plan(connected, project.source())

    assert {each.key.kind for each in plan.comparisons} == {kind.name for kind in kinds()}
    assert grafana.writes == []


@attrs.define(kw_only=True)
class AtOnce(Fault):
    """Counts how many requests are under way at once."""

    times: int | None = None
    now: int = 0
    most: int = 0
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: faults.Handle) -> Response | None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        grafana.wait(0.02)
        try:
            return handle(request)
        finally:
            with self.lock:
                self.now -= 1


def _writes_to(*beginnings: str) -> AtOnce:
    return AtOnce(
        where=lambda request: (
            faults.writes(request) and any(request.path.startswith(each) for each in beginnings)
        )
    )


def test_09_alerting_and_folders_are_written_one_by_one_and_dashboards_a_few_at_once(
    grafana: GrafanaStandIn, project: TestProject, tmp_path: Path
) -> None:
    for number in range(12):
        text = (project.root / "dashboards/errors.py").read_text()
        project.write(f"more_{number}", text.replace(f"{PREFIX}-errors", f"{PREFIX}-more-{number}"))
    alerting = _writes_to("/api/v1/provisioning")
    single = _writes_to("/api/folders", "/api/datasources", "/api/library-elements")
    dashboards = _writes_to("/api/dashboards")
    grafana.faults += [alerting, single, dashboards]

    with client(grafana) as connected:
        assert push_once(connected, project.source(), tmp_path).exit_code == 0

    assert (alerting.most, single.most) == (1, 1)
    assert 1 < dashboards.most <= 4


def test_10_the_routes_of_others_stay_in_the_one_policy_tree(
    grafana: GrafanaStandIn, project: TestProject, tmp_path: Path
) -> None:
    point = {
        "uid": "their-mail",
        "name": "Theirs",
        "type": "email",
        "settings": {"addresses": "x@example.com"},
    }
    grafana.call("POST", "/api/v1/provisioning/contact-points", point)
    theirs = {"receiver": "Theirs", "object_matchers": [["team", "=", "theirs"]], "group_wait": "1m"}
    tree = {"receiver": "Theirs", "group_by": ["alertname"], "routes": [theirs], "repeat_interval": "6h"}
    grafana.call("PUT", "/api/v1/provisioning/policies", tree)

    with client(grafana) as connected:
        push_once(connected, project.source(), tmp_path)
        shown = grafana.call("GET", "/api/v1/provisioning/policies")
        assert theirs in shown["routes"]
        assert len(shown["routes"]) == 2
        assert {key: shown[key] for key in ("receiver", "group_by", "repeat_interval")} == {
            key: tree[key] for key in ("receiver", "group_by", "repeat_interval")
        }

        project.remove("notifications", "alerts")
        push_once(connected, project.source(), tmp_path)

    assert grafana.call("GET", "/api/v1/provisioning/policies")["routes"] == [theirs]


def test_11_a_dollar_reaches_grafana_as_it_was_written(
    grafana: GrafanaStandIn, project: TestProject, tmp_path: Path
) -> None:
    """Only files are expanded; over the API a doubled one would stay doubled."""
    summary = "costs $5: {{ $values.B }} $$"
    project.change("alerts", 'summary="Many errors"', f'summary="{summary}"')

    with client(grafana) as connected:
        push_once(connected, project.source(), tmp_path)

    assert grafana.state.alerting.rules[f"{PREFIX}-many"].body["annotations"]["summary"] == summary


def test_14_nothing_is_pushed_into_what_a_repository_manages(project: TestProject, tmp_path: Path) -> None:
    """Unified storage keeps who manages a folder or a dashboard; Git Sync writes its name there."""
    with GrafanaStandIn("13.0") as grafana, client(grafana) as connected:
        assert push_once(connected, project.source(), tmp_path).exit_code == 0
        path = f"/apis/dashboard.grafana.app/v1beta1/namespaces/default/dashboards/{PREFIX}-errors"
        stored = grafana.call("GET", path)
        stored["metadata"]["annotations"] |= {
            "grafana.app/managedBy": "terraform",
            "grafana.app/managerId": "team-infra",
        }
        grafana.call("PUT", path, stored)
        project.change("errors", "Once more", "Again")

        plan = make_plan(connected, project.source())

        (blocked,) = plan.with_status(Status.BLOCKED)
        assert blocked.live is not None
        assert "team-infra" in blocked.live.blocked
