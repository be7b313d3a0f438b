"""From Grafana 10.4 to 13: what a release lacks is found out, and the same things hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.sync.changes import Options, intend
from generator.sync.model import Status
from generator.sync.plan import make_plan
from tests.grafana.server import GrafanaStandIn
from tests.sync.project import make_project
from tests.sync.pushing import client, push_once

RELEASES = ["10.4", "11.6", "12.2.0", "13.0"]


def test_a_grafana_that_is_upgraded_in_between_is_found_as_it_was_pushed(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "rel")
    project.change("folders", ', parent="PREFIX-main"', "")
    now = GrafanaStandIn(RELEASES[0])
    with client(now) as grafana:
        assert push_once(grafana, project.source(), tmp_path).exit_code == 0
    for release in RELEASES[1:]:
        now = now.upgraded(release)
        with client(now) as grafana:
            assert push_once(grafana, project.source(), tmp_path).done == ()
            assert now.writes == []
            project.change("errors", 'Errors",', '! Errors",')
            (changed,) = push_once(grafana, project.source(), tmp_path).done
            assert str(changed.key) == "dashboard rel-errors"
            assert not now.errors


@pytest.mark.parametrize("release", RELEASES)
def test_a_project_is_pushed_once_changed_edited_and_pruned(release: str, tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "rel")
    if release == "10.4":  # which nests no folders
        project.change("folders", ', parent="PREFIX-main"', "")
    with GrafanaStandIn(release) as grafana, client(grafana) as connected:
        assert push_once(connected, project.source(), tmp_path).exit_code == 0
        written = len(grafana.writes)
        assert push_once(connected, project.source(), tmp_path).done == ()
        assert len(grafana.writes) == written

        project.change("alerts", '"5m"', '"10m"')
        project.change("errors", "Once more", "Again")
        outcome = push_once(connected, project.source(), tmp_path)
        assert {str(change.key) for change in outcome.done} == {"dashboard rel-errors", "alert rule rel-many"}

        grafana.edit_dashboard_as("colleague", "rel-errors", lambda dashboard: dashboard.update(title="Mine"))
        plan = make_plan(connected, project.source())
        (edited,) = plan.with_status(Status.EDITED)
        assert edited.live is not None
        assert edited.live.edit.by == "colleague"
        assert intend(plan, Options()).stops

        project.remove("errors", "alerts")
        plan = make_plan(connected, project.source())
        assert {str(each.key) for each in plan.with_status(Status.ORPHAN)} == {
            "dashboard rel-errors",
            "alert rule rel-many",
        }
    assert not grafana.errors
