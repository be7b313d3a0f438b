"""Alert rules in a Grafana that others work in: nobody else's rule is touched, and every edit is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.sync.changes import Options
from generator.sync.client.errors import LostUpdate
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import OPEN, Desk, Json

RULE = "alert rule t-many"
GROUP = "folder/t-main/rule-groups/t%20errors"
TWO = """\
from generator import alerting as a


def alert_rules(logs):
    def rule(uid, limit):
        query = logs.query("errors/by_category")
        return a.rule(uid, uid=uid, query=query, expressions=[a.threshold("A", ">", limit)])

    return [a.group("one", [rule("t-a", 1), rule("t-b", 2)]), a.group("two", [rule("t-c", 3)])]
"""


def foreign(desk: Desk, uid: str = "theirs", group: str = "t errors", **changes: object) -> Json:
    """A rule that somebody makes in our folder, and that is open to the UI."""
    rule = {
        "uid": uid,
        "title": "Theirs",
        "folderUID": "t-main",
        "ruleGroup": group,
        "condition": "A",
        "data": [
            {
                "refId": "A",
                "datasourceUid": "__expr__",
                "relativeTimeRange": {"from": 0, "to": 0},
                "model": {"refId": "A", "type": "math", "expression": "1 > 0"},
            }
        ],
        "noDataState": "OK",
        "execErrState": "OK",
        "for": "0s",
        **changes,
    }
    desk.post("alert-rules", rule, **OPEN)
    return desk.rule(uid)


def edit(desk: Desk, name: str, **changes: object) -> None:
    """What somebody does to one rule in the UI, which only takes it where it is open."""
    desk.put(f"alert-rules/{name}", desk.rule(name) | changes, **OPEN)


def opened(desk: Desk) -> Desk:
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    return desk


def test_a_group_is_written_once_in_the_order_of_the_code(desk: Desk) -> None:
    desk.project.write("alerts", TWO)

    assert desk.pushed()[-2:] == [
        "PUT /api/v1/provisioning/folder/t-main/rule-groups/one",
        "PUT /api/v1/provisioning/folder/t-main/rule-groups/two",
    ]
    assert [rule["uid"] for rule in desk.get("folder/t-main/rule-groups/one")["rules"]] == ["t-a", "t-b"]


def test_the_mark_names_the_project_and_is_hidden_from_notifications(desk: Desk) -> None:
    desk.push()

    mark = desk.rule("t-many")["annotations"]["__logloom__"]
    assert mark.startswith("logloom t ")
    assert ": t-many " in mark


def test_another_rule_in_our_group_is_left_alone_and_ours_are_written_one_by_one(desk: Desk) -> None:
    desk.push()
    theirs = foreign(desk)
    desk.project.change("alerts", '">", 10', '">", 20')

    assert desk.pushed() == ["PUT /api/v1/provisioning/alert-rules/t-many"]
    assert desk.rule("theirs") == theirs
    assert desk.statuses() == {}


def test_a_new_rule_joins_a_group_that_holds_rules_of_others(desk: Desk) -> None:
    desk.push()
    theirs = foreign(desk, group="one")
    desk.project.write("alerts", TWO)

    desk.pushed()

    assert desk.rule("theirs") == theirs
    assert [rule["uid"] for rule in desk.get("folder/t-main/rule-groups/one")["rules"]] == [
        "theirs",
        "t-a",
        "t-b",
    ]


def test_the_interval_of_a_shared_group_is_not_ours_to_change(desk: Desk) -> None:
    desk.push()
    foreign(desk)
    desk.project.change(
        "alerts", "            ],\n        )", '            ],\n            interval="5m",\n        )'
    )

    assert desk.statuses() == {RULE: "blocked"}
    comparison = desk.comparison(RULE)
    assert comparison.live is not None
    assert comparison.live.blocked == "a group that holds rules of others too"
    assert "group of its own" in comparison.live.advice


def test_a_new_rule_of_another_interval_does_not_slip_into_a_shared_group(desk: Desk) -> None:
    desk.push()
    foreign(desk, group="one")
    desk.project.write("alerts", TWO.replace('t-b", 2)]', 't-b", 2)], interval="5m"'))

    failed = desk.push().failed

    assert {failure.change.key.id for failure in failed} == {"t-a", "t-b"}
    assert "evaluated every 300s" in str(failed[0].error)
    assert desk.get("folder/t-main/rule-groups/one")["interval"] == 60


def test_a_rule_that_moves_to_another_group_keeps_its_history(desk: Desk) -> None:
    desk.project.write("alerts", TWO)
    desk.push()
    number = desk.rule("t-b")["id"]
    desk.project.write(
        "alerts",
        TWO.replace('t-a", 1), rule("t-b", 2)]', 't-a", 1)]').replace(
            '[rule("t-c', '[rule("t-b", 2), rule("t-c'
        ),
    )

    assert desk.pushed() == ["PUT /api/v1/provisioning/folder/t-main/rule-groups/two"]
    assert desk.rule("t-b")["id"] == number
    assert desk.rule("t-b")["ruleGroup"] == "two"
    assert desk.statuses() == {}


def test_a_rule_that_is_gone_from_the_code_stays_until_it_is_pruned(desk: Desk) -> None:
    desk.project.write("alerts", TWO)
    desk.push()
    desk.project.write("alerts", TWO.replace(', rule("t-b", 2)', "").replace('t-a", 1)', 't-a", 9)'))

    assert desk.statuses() == {"alert rule t-a": "update", "alert rule t-b": "orphan"}
    desk.pushed()
    assert desk.statuses() == {"alert rule t-b": "orphan"}
    assert desk.pushed(prune=True) == ["DELETE /api/v1/provisioning/alert-rules/t-b"]
    assert desk.statuses() == {}


def test_a_rule_without_our_mark_is_taken(desk: Desk) -> None:
    desk.server.call("POST", "/api/folders", {"uid": "t-main", "title": "t logs"})
    theirs = foreign(desk, uid="t-many")

    assert desk.statuses()[RULE] == "taken"
    with pytest.raises(LogloomError):
        desk.push()
    assert desk.rule("t-many") == theirs


def test_a_copy_made_in_grafana_is_not_ours(desk: Desk) -> None:
    """A duplicate carries our annotation along, under a uid of its own."""
    desk.push()
    copy = desk.rule("t-many") | {"uid": "copy", "title": "Copy"}
    desk.post("alert-rules", copy, **OPEN)

    assert desk.statuses() == {}
    desk.pushed(prune=True)
    assert desk.rule("copy")["title"] == "Copy"


def test_another_projects_rule_is_not_ours(desk: Desk) -> None:
    desk.push()
    mark = desk.rule("t-many")["annotations"]["__logloom__"].replace("logloom t ", "logloom other ")
    foreign(desk, uid="other-rule", annotations={"__logloom__": mark.replace("t-many", "other-rule")})

    assert desk.statuses() == {}


def test_an_edit_names_who_made_it_and_what_was_there(desk: Desk) -> None:
    opened(desk).push()
    edit(desk, "t-many", title="By hand")

    comparison = desk.comparison(RULE)

    assert str(comparison.status) == "edited"
    assert comparison.live is not None
    assert comparison.live.edit.by == "admin"
    assert comparison.live.base is not None
    assert comparison.live.base["title"] == "Many errors"


def test_an_edit_and_a_change_are_a_conflict(desk: Desk) -> None:
    opened(desk).push()
    edit(desk, "t-many", title="By hand")
    desk.project.change("alerts", '">", 10', '">", 20')

    assert desk.statuses() == {RULE: "conflict"}
    with pytest.raises(LogloomError, match="by admin"):
        desk.push()
    assert desk.rule("t-many")["title"] == "By hand"
    desk.pushed(on_edit="overwrite")
    assert desk.statuses() == {}


@pytest.mark.parametrize("restored", [True, False])
def test_going_back_by_hand_to_what_was_pushed_before_is_an_edit(restored: bool, desk: Desk) -> None:
    """Restored out of the history it has the mark of its time again."""
    opened(desk).push()
    before = desk.rule("t-many")
    desk.project.change("alerts", '">", 10', '">", 20')
    desk.push()
    after = desk.rule("t-many")
    annotations = (before if restored else after)["annotations"]
    edit(desk, "t-many", **(before | {"annotations": annotations}))

    assert desk.statuses() == {RULE: "edited"}


def test_going_back_in_the_code_is_none(desk: Desk) -> None:
    opened(desk).push()
    desk.project.change("alerts", '">", 10', '">", 20')
    desk.push()
    desk.project.change("alerts", '">", 20', '">", 10')
    desk.push()
    desk.project.change("alerts", '">", 10', '">", 30')

    assert desk.statuses() == {RULE: "update"}


def test_an_edit_that_is_kept_stays_as_it_is_beside_a_rule_that_is_written(desk: Desk) -> None:
    desk.project.write("alerts", TWO)
    opened(desk).push()
    edit(desk, "t-a", title="By hand")
    desk.project.write("alerts", TWO.replace('t-b", 2', 't-b", 9'))

    desk.pushed(on_edit="keep")

    assert desk.rule("t-a")["title"] == "By hand"
    assert desk.statuses() == {"alert rule t-a": "edited"}


def test_locking_and_opening_show_in_the_plan_and_go_both_ways(desk: Desk) -> None:
    desk.project.remove("notifications")
    desk.push()
    assert desk.rule("t-many")["provenance"] == "api"
    opened(desk)

    assert desk.statuses() == {RULE: "update"}
    desk.pushed()
    assert "provenance" not in desk.rule("t-many")
    desk.project.contract("allow_ui_edits = true\n", "")
    assert desk.statuses() == {RULE: "update"}
    desk.pushed()
    assert desk.rule("t-many")["provenance"] == "api"
    assert desk.statuses() == {}


def test_a_shared_group_cannot_be_opened(desk: Desk) -> None:
    desk.project.remove("notifications")
    desk.push()
    theirs = foreign(desk)
    opened(desk)

    assert desk.statuses() == {RULE: "blocked"}
    assert desk.rule("theirs") == theirs


def test_sy_rule_provenance_file(desk: Desk) -> None:
    """A rule of a provisioning file is never deleted and made again."""
    desk.push()
    content = {
        "groups": [
            {
                "name": "of a file",
                "folder": "t logs",
                "interval": "1m",
                "rules": [
                    {
                        "uid": "t-many",
                        "title": "From a file",
                        "condition": "A",
                        "data": desk.rule("t-many")["data"],
                    }
                ],
            }
        ]
    }
    desk.delete("alert-rules/t-many")
    desk.server.provision_file("alerting", "rules.yaml", content)
    before = desk.rule("t-many")
    assert before["provenance"] == "file"

    comparison = desk.comparison(RULE)

    assert str(comparison.status) == "blocked"
    assert comparison.live is not None
    assert comparison.live.blocked == "a provisioning file"
    with pytest.raises(LogloomError, match="a provisioning file"):
        desk.push()
    assert desk.rule("t-many") == before


def test_a_group_is_never_made_in_a_folder_that_is_gone(desk: Desk) -> None:
    """It would break every export of all rules."""
    source = desk.source
    plan = desk.plan(source)
    gone = faults.Meanwhile(
        where=faults.to("PUT", "/api/v1/provisioning/policies"),
        action=lambda server: server.call("DELETE", "/api/folders/t-main"),
    )
    desk.server.faults = [gone]

    outcome = desk.push_plan(plan, source)

    assert [str(failure.change.key) for failure in outcome.failed] == [RULE]
    assert "folder t-main" in str(outcome.failed[0].error)
    assert desk.get("alert-rules") == []


def test_an_edit_between_plan_and_push_is_not_overwritten(desk: Desk) -> None:
    opened(desk).push()
    desk.project.change("alerts", '">", 10', '">", 20')
    source = desk.source
    plan = desk.plan(source)
    edit(desk, "t-many", title="By hand")

    outcome = desk.push_plan(plan, source)

    assert isinstance(outcome.failed[0].error, LostUpdate)
    assert "by admin" in str(outcome.failed[0].error)
    assert desk.rule("t-many")["title"] == "By hand"


def test_an_edit_in_the_moment_of_the_write_is_named(desk: Desk) -> None:
    opened(desk).push()
    desk.project.change("alerts", '">", 10', '">", 20')
    desk.server.faults = [
        faults.Meanwhile(
            where=faults.to("PUT", f"/api/v1/provisioning/{GROUP}"),
            action=lambda _: edit(desk, "t-many", title="By hand"),
        )
    ]

    error = desk.push().failed[0].error

    assert isinstance(error, LostUpdate)
    assert "changed by admin while it was being pushed" in str(error)
    assert "in its history" in error.hint


def test_a_rule_that_vanished_before_it_was_deleted_is_no_failure(desk: Desk) -> None:
    desk.push()
    desk.project.remove("alerts")
    source = desk.source
    plan = desk.plan(source)
    desk.delete("alert-rules/t-many")

    assert not desk.push_plan(plan, source, Options(prune=True)).failed


@pytest.mark.parametrize("version", ["10.4", "11.6"])
def test_what_an_older_grafana_drops_is_said_and_not_written_again(version: str, tmp_path: Path) -> None:
    with GrafanaStandIn(version) as server:
        desk = Desk.at(server, tmp_path)
        desk.project.change("alerts", 'for_="5m"', 'for_="5m", keep_firing_for="10m"')
        desk.push()

        plan = desk.plan()

        assert desk.statuses() == {}
        assert desk.pushed() == []
        notes = [note for note in plan.notes if note.startswith(RULE)]
        assert len(notes) == 1
        assert "10m" in notes[0]


def test_what_a_newer_grafana_rewrites_is_said_and_not_written_again(desk: Desk) -> None:
    """Some later version may keep a rule otherwise than it was sent: its history shows that it was that."""

    def rewrite(server: GrafanaStandIn) -> None:
        rule = server.state.alerting.rules["t-many"]
        rule.body = rule.body | {"labels": rule.body["labels"] | {"added": "by Grafana"}}
        rule.history[-1] = rule.history[-1].__class__(
            **{
                name: getattr(rule.history[-1], name)
                for name in ("number", "title", "interval", "group", "folder_uid", "updated", "by")
            },
            body=rule.body,
        )

    desk.server.faults = [
        faults.Meanwhile(where=faults.to("PUT", f"/api/v1/provisioning/{GROUP}"), action=rewrite, after=True)
    ]
    desk.push()

    assert desk.statuses() == {}
    assert any("added" in note for note in desk.plan().notes)
    edit_label = desk.rule("t-many")["labels"] | {"another": "by hand"}
    desk.put("alert-rules/t-many", desk.rule("t-many") | {"labels": edit_label})
    assert desk.statuses() == {RULE: "edited"}


def test_a_token_that_may_not_read_rules_is_told_so(desk: Desk) -> None:
    desk.server.faults = [
        faults.LostRights(
            where=faults.to("GET", "/api/v1/provisioning/alert-rules"), permission="alert.rules:read"
        )
    ]

    with pytest.raises(LogloomError, match=r"alert\.rules:read"):
        desk.plan()
