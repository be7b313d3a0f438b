"""The notification policy: one tree for everybody, of which one route is ours."""

from __future__ import annotations

import pytest

from generator.errors import LogloomError
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import OPEN, Desk, Json

POLICY = "notification policy"
OURS: Json = {
    "receiver": "t mail",
    "object_matchers": [["logloom", "=", "t"]],
    "routes": [
        {
            "receiver": "t chat",
            "object_matchers": [["severity", "=", "critical"]],
            "mute_time_intervals": ["t night"],
        }
    ],
}
THEIRS: Json = {
    "receiver": "grafana-default-email",
    "group_by": ["alertname"],
    "group_wait": "45s",
    "routes": [
        {
            "receiver": "grafana-default-email",
            "object_matchers": [["team", "=~", "bill.*"], ["severity", "!=", "low"]],
            "continue": True,
            "repeat_interval": "90m",
            "routes": [{"object_matchers": [["x", "=", ""]], "group_by": ["..."]}],
        },
        {"receiver": "grafana-default-email", "matchers": ["logloom!=t"]},
    ],
}


def whole_tree(desk: Desk) -> None:
    desk.project.change(
        "notifications",
        'a.policy(\n    "PREFIX mail",',
        'a.policy(\n    "PREFIX mail",\n    whole_tree=True,',
    )


def test_our_route_comes_first_and_the_others_stay_as_they_are(desk: Desk) -> None:
    desk.put("policies", THEIRS, **OPEN)
    before = desk.get("policies")

    desk.push()

    after = desk.get("policies")
    assert after["routes"] == [OURS, *before["routes"]]
    assert {**after, "routes": before["routes"]} == before
    assert desk.pushed() == []


@pytest.mark.parametrize("locked", [True, False])
def test_the_tree_stays_open_or_locked_as_it_was(locked: bool, desk: Desk) -> None:
    """Others edit it too, in the UI or by the API."""
    desk.put("policies", THEIRS, **({} if locked else OPEN))

    desk.push()

    assert desk.get("policies").get("provenance") == ("api" if locked else None)
    assert desk.statuses() == {}


def test_our_route_changes_where_it_stands(desk: Desk) -> None:
    desk.push()
    tree = desk.get("policies")
    first = {"receiver": "grafana-default-email", "object_matchers": [["a", "=", "b"]]}
    desk.put("policies", tree | {"routes": [first, *tree["routes"]]}, **OPEN)
    desk.project.change("notifications", "severity = critical", "severity = high")

    assert desk.statuses() == {POLICY: "update"}
    desk.pushed()

    routes = desk.get("policies")["routes"]
    assert routes[0] == first
    assert routes[1]["routes"][0]["object_matchers"] == [["severity", "=", "high"]]


def test_our_route_is_pruned_and_the_others_stay(desk: Desk) -> None:
    desk.put("policies", THEIRS, **OPEN)
    before = desk.get("policies")
    desk.push()
    desk.project.remove("alerts", "notifications")

    assert desk.statuses()[POLICY] == "orphan"
    desk.pushed(prune=True)

    assert desk.get("policies") == before
    assert desk.statuses() == {}


def test_an_edit_of_our_route_stops_the_push(desk: Desk) -> None:
    desk.push()
    tree = desk.get("policies")
    edited = {**tree["routes"][0], "group_wait": "1m"}
    desk.put("policies", tree | {"routes": [edited]}, **OPEN)

    assert desk.statuses() == {POLICY: "edited"}
    with pytest.raises(LogloomError, match="edited in Grafana"):
        desk.push()
    assert desk.get("policies")["routes"] == [edited]


def test_a_matcher_added_to_our_route_is_an_edit_of_it(desk: Desk) -> None:
    desk.push()
    tree = desk.get("policies")
    edited = {**tree["routes"][0], "object_matchers": [["env", "=", "prod"], ["logloom", "=", "t"]]}
    desk.put("policies", tree | {"routes": [edited]}, **OPEN)

    assert desk.statuses() == {POLICY: "edited"}


def test_an_edit_of_another_route_is_none_of_our_business(desk: Desk) -> None:
    desk.push()
    tree = desk.get("policies")
    other = {"receiver": "grafana-default-email", "object_matchers": [["a", "=", "b"]]}
    desk.put("policies", tree | {"routes": [*tree["routes"], other], "group_wait": "1m"}, **OPEN)

    assert desk.statuses() == {}


def test_another_projects_route_is_another_one(desk: Desk) -> None:
    other = {"receiver": "grafana-default-email", "object_matchers": [["logloom", "=", "another"]]}
    desk.put("policies", THEIRS | {"routes": [other]}, **OPEN)

    desk.push()

    assert desk.get("policies")["routes"] == [OURS, other]


def test_a_route_with_our_label_that_we_did_not_push_is_taken(desk: Desk) -> None:
    route = {"receiver": "grafana-default-email", "object_matchers": [["logloom", "=", "t"]]}
    desk.put("policies", THEIRS | {"routes": [route]}, **OPEN)

    assert desk.statuses()[POLICY] == "taken"
    desk.pushed(adopt=[POLICY])
    assert desk.get("policies")["routes"] == [OURS]


def test_an_edit_of_others_in_the_moment_before_the_write_is_kept(desk: Desk) -> None:
    """Grafana checks no version: the tree is read again right before it is written."""
    desk.push()
    desk.project.change("notifications", "severity = critical", "severity = high")
    source = desk.source
    plan = desk.plan(source)
    tree = desk.get("policies")
    other = {"receiver": "grafana-default-email", "object_matchers": [["a", "=", "b"]]}
    desk.put("policies", tree | {"routes": [*tree["routes"], other]}, **OPEN)

    assert not desk.push_plan(plan, source).failed
    assert desk.get("policies")["routes"][1] == other


def test_a_write_that_somebody_else_overwrites_at_once_is_no_success(desk: Desk) -> None:
    desk.put("policies", THEIRS, **OPEN)
    desk.server.faults = [
        faults.Meanwhile(
            where=faults.to("PUT", "/api/v1/provisioning/policies"),
            action=lambda _: desk.put("policies", THEIRS, **OPEN),
            after=True,
        )
    ]

    failed = desk.push().failed

    assert "at the same moment" in str(failed[0].error)
    assert not desk.push().failed
    assert desk.get("policies")["routes"][0] == OURS


def test_a_tree_that_a_file_made_is_not_taken_over(desk: Desk) -> None:
    """The API would do it without a word."""
    desk.server.provision_file("alerting", "policies.yaml", {"policies": [THEIRS]})
    before = desk.get("policies")

    assert desk.statuses()[POLICY] == "blocked"
    with pytest.raises(LogloomError, match="a provisioning file"):
        desk.push()
    assert desk.get("policies") == before


def test_a_file_that_has_our_route_as_wanted_is_in_nobodys_way(desk: Desk) -> None:
    desk.push()
    desk.server.provision_file("alerting", "policies.yaml", {"policies": [THEIRS | {"routes": [OURS]}]})

    assert desk.statuses() == {}


def test_the_whole_tree_is_ours_where_it_is_as_it_came_with_grafana(desk: Desk) -> None:
    whole_tree(desk)

    assert desk.statuses()[POLICY] == "update"
    desk.pushed()

    assert desk.get("policies") == {
        "receiver": "t mail",
        "routes": OURS["routes"],
        "provenance": "api",
    }
    assert desk.pushed() == []


def test_the_whole_tree_is_open_or_locked_as_the_contract_says(desk: Desk) -> None:
    whole_tree(desk)
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    desk.push()
    assert "provenance" not in desk.get("policies")
    assert desk.statuses() == {}
    desk.project.contract("allow_ui_edits = true\n", "")
    assert desk.statuses()[POLICY] == "update"
    desk.pushed()
    assert desk.get("policies")["provenance"] == "api"
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    assert desk.statuses()[POLICY] == "blocked"


def test_what_an_older_grafana_drops_of_a_route_is_said_and_not_written_again(desk: Desk) -> None:
    desk.project.change("notifications", "mute_timings=", "active_timings=")

    def drop(server: GrafanaStandIn) -> None:
        def without(route: Json) -> Json:
            kept = {key: value for key, value in route.items() if key != "active_time_intervals"}
            return kept | (
                {"routes": [without(each) for each in route["routes"]]} if "routes" in route else {}
            )

        server.state.alerting.policy = without(server.state.alerting.policy)

    desk.server.faults = [
        faults.Meanwhile(where=faults.to("PUT", "/api/v1/provisioning/policies"), action=drop, after=True)
    ]
    desk.push()

    assert desk.statuses() == {}
    assert desk.pushed() == []
    assert any("active_time_intervals" in note for note in desk.plan().notes)


def test_the_whole_tree_is_not_taken_from_others_unasked(desk: Desk) -> None:
    desk.put("policies", THEIRS, **OPEN)
    before = desk.get("policies")
    whole_tree(desk)

    comparison = desk.comparison(POLICY)

    assert str(comparison.status) == "taken"
    assert comparison.live is not None
    assert len(comparison.live.body["routes"]) == 2
    with pytest.raises(LogloomError, match="--adopt"):
        desk.push()
    assert desk.get("policies") == before


def test_from_a_route_to_the_whole_tree_others_are_asked_about(desk: Desk) -> None:
    desk.put("policies", THEIRS, **OPEN)
    desk.push()
    whole_tree(desk)

    assert desk.statuses() == {POLICY: "taken"}


def test_from_a_route_to_the_whole_tree_and_back(desk: Desk) -> None:
    desk.push()
    whole_tree(desk)
    desk.pushed()
    assert desk.get("policies")["receiver"] == "t mail"
    assert desk.statuses() == {}
    desk.project.change("notifications", "    whole_tree=True,", "")
    desk.pushed()

    assert desk.get("policies")["routes"][0] == OURS
    assert desk.statuses() == {}


def test_the_whole_tree_is_given_back_as_it_came_with_grafana(desk: Desk) -> None:
    whole_tree(desk)
    desk.push()
    desk.project.remove("alerts", "notifications")

    desk.pushed(prune=True)

    assert desk.get("policies") == {
        "receiver": "grafana-default-email",
        "group_by": ["grafana_folder", "alertname"],
    }
    assert desk.statuses() == {}
