"""Mute timings and message templates: known by name, with a version of their content."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.sync.client.errors import LostUpdate
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import Desk

NIGHT, TEXT = "mute timing t night", "message template t text"


@pytest.mark.parametrize(
    ("name", "before", "after", "path"),
    [
        (NIGHT, "00:00-06:00", "00:00-07:00", "mute-timings/t%20night"),
        (TEXT, "Logs{{ end }}", "Log{{ end }}", "templates/t%20text"),
    ],
)
class TestEach:
    def test_a_change_is_one_write(self, name: str, before: str, after: str, path: str, desk: Desk) -> None:
        desk.push()
        desk.project.change("notifications", before, after)

        assert desk.statuses() == {name: "update"}
        assert desk.pushed() == [f"PUT /api/v1/provisioning/{path}"]
        assert desk.pushed() == []

    def test_an_edit_stops_the_push(self, name: str, before: str, after: str, path: str, desk: Desk) -> None:
        desk.push()
        old = desk.get(path)
        desk.project.change("notifications", before, after)
        desk.push()
        desk.put(path, {key: value for key, value in old.items() if key != "version"})

        assert desk.statuses() == {name: "edited"}
        with pytest.raises(LogloomError):
            desk.push()

    def test_what_a_file_made_is_not_taken_over(
        self, name: str, before: str, after: str, path: str, desk: Desk
    ) -> None:
        """The API would do it without a word, and the file's owner would lose it."""
        content = {
            "muteTimes": [{"name": "t night", "time_intervals": [{"weekdays": ["monday"]}]}],
            "templates": [{"name": "t text", "template": '{{ define "theirs" }}x{{ end }}'}],
        }
        desk.server.provision_file("alerting", "notifications.yaml", content)
        theirs = desk.get(path)

        comparison = desk.comparison(name)

        assert str(comparison.status) == "blocked"
        assert comparison.live is not None
        assert comparison.live.blocked == "a provisioning file"
        with pytest.raises(LogloomError, match="a provisioning file"):
            desk.push()
        assert desk.get(path) == theirs

    def test_an_edit_in_the_moment_of_the_write_is_not_overwritten(
        self, name: str, before: str, after: str, path: str, desk: Desk
    ) -> None:
        desk.push()
        desk.project.change("notifications", before, after)
        theirs = {
            "name": "t night",
            "time_intervals": [{"weekdays": ["monday"]}],
            "template": '{{ define "theirs" }}x{{ end }}',
        }
        desk.server.faults = [
            faults.Meanwhile(
                where=faults.to("PUT", f"/api/v1/provisioning/{path}"),
                action=lambda _: desk.put(path, theirs),
            )
        ]

        failed = desk.push().failed

        assert [type(failure.error) for failure in failed] == [LostUpdate]
        found = desk.get(path)
        assert found.get("time_intervals", theirs["time_intervals"]) == theirs["time_intervals"]
        assert found.get("template", theirs["template"]) == theirs["template"]

    def test_one_with_a_wild_name_goes_there_and_back(
        self, name: str, before: str, after: str, path: str, desk: Desk
    ) -> None:
        wild = r"a/b */}} {{ \" ? # é"
        desk.project.change("notifications", '"PREFIX night"', repr(wild))
        desk.project.change("notifications", '"PREFIX text"', repr(wild))

        desk.push()

        assert desk.statuses() == {}
        desk.project.remove("alerts", "notifications")
        desk.pushed(prune=True)
        assert desk.get("mute-timings") == []
        assert [each["name"] for each in desk.get("templates")] == ["logloom-t"]


def test_a_mute_timing_that_is_still_used_is_not_deleted_and_its_user_is_named(desk: Desk) -> None:
    desk.push()
    rule = desk.rule("t-many")
    settings = {"receiver": "t mail", "mute_time_intervals": ["t night"]}
    theirs = rule | {"uid": "theirs", "ruleGroup": "theirs", "notification_settings": settings}
    desk.post("alert-rules", {**theirs, "annotations": {}})
    desk.project.change(
        "notifications",
        'MUTE_TIMINGS = [a.mute_timing("PREFIX night"',
        'IGNORED = [a.mute_timing("PREFIX night"',
    )
    desk.project.change("notifications", ', mute_timings=["PREFIX night"]', "")

    outcome = desk.push(prune=True)

    assert [failure.error.message for failure in outcome.failed] == [
        f"{NIGHT} cannot be deleted: an alert rule still uses it"
    ]


def test_the_record_is_no_template_of_an_author(desk: Desk) -> None:
    desk.project.change("notifications", '"PREFIX text"', '"logloom-PREFIX"')

    with pytest.raises(LogloomError, match="where logloom remembers"):
        desk.plan()


def test_a_text_that_grafana_trims_is_no_difference(desk: Desk) -> None:
    desk.project.change("notifications", "Logs{{ end }}", "Logs{{ end }}  \\n")
    desk.push()

    assert desk.statuses() == {}


@pytest.mark.parametrize("version", ["10.4", "11.6", "12.2.0", "13.0"])
def test_all_versions_settle_after_one_push(version: str, tmp_path: Path) -> None:
    with GrafanaStandIn(version) as server:
        desk = Desk.at(server, tmp_path)
        desk.push()
        assert desk.pushed() == []
        desk.project.change("notifications", "00:00-06:00", "00:00-07:00")
        desk.project.change("notifications", "Logs{{ end }}", "Log{{ end }}")
        desk.pushed()
        assert desk.statuses() == {}
        desk.project.remove("alerts", "notifications")
        desk.pushed(prune=True)
        assert desk.statuses() == {}
        assert not server.errors
