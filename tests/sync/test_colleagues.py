"""What colleagues do in a Grafana between two pushes: it is named, never lost, and undone when asked.

Each scenario is of a kind that users of other tools have reported. As in test_scenarios.py nothing here needs
more than Grafana's HTTP API, and tests/live runs the same tests on a real server.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from tests.cli.conftest import Logloom
from tests.sync.colleague import ALERTING, LIBRARY, OPEN, Colleague, is_ours
from tests.sync.project import TestProject
from tests.sync.site import Json, Site
from tests.sync.test_scenarios import UNCHANGED, assert_settled, pushed, statuses

pytestmark = pytest.mark.usefixtures("unwired")


# Edits


@attrs.frozen
class Edit:
    """What a colleague changes of one resource, and what plan says that it was. PREFIX is the project's."""

    key: str
    make: Callable[[Colleague], None]
    told: str


def nest_a_route(colleague: Colleague) -> None:
    def change(routes: list[Json]) -> list[Json]:
        added = {"receiver": f"{colleague.prefix} mail", "object_matchers": [["team", "=", "x"]]}
        return [
            {**each, "routes": [*(each.get("routes") or ()), added]}
            if is_ours(each, colleague.prefix)
            else each
            for each in routes
        ]

    colleague.routes(change)


EDITS = (
    Edit(
        "dashboard PREFIX-errors", lambda by: by.save("errors", title="By hand"), "title: Errors -> By hand"
    ),
    Edit(
        "dashboard PREFIX-overview",
        lambda by: by.save("overview", folder=""),
        "folder: PREFIX-sub -> General",
    ),
    Edit(
        "folder PREFIX-sub",
        lambda by: by.post("/api/folders/PREFIX-sub/move".replace("PREFIX", by.prefix), {"parentUid": ""}),
        "parentUid: removed, was PREFIX-main",
    ),
    Edit("datasource PREFIX-pg", lambda by: by.datasource(user="root"), "user: reader -> root"),
    Edit("library panel PREFIX-lib", lambda by: by.panel(title="By hand"), "panel: title By hand -> Shared"),
    Edit("message template PREFIX text", lambda by: by.template("By hand"), "Logs{{ end }} -> "),
    Edit(
        "contact point PREFIX-mail",
        lambda by: by.point("mail", settings={"addresses": "me@example.com", "singleEmail": False}),
        "settings.addresses: ops@example.com -> me@example.com",
    ),
    Edit("mute timing PREFIX night", lambda by: by.timing("01:00"), '"start_time": "01:00"'),
    Edit("notification policy ", nest_a_route, "route team = x: added, to PREFIX mail"),
    Edit("alert rule PREFIX-many", lambda by: by.rule(isPaused=True), "isPaused: false -> true"),
)


def test_an_edit_of_any_kind_is_named_kept_and_undone_as_is_chosen(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    for edit in EDITS:
        edit.make(colleague)
    edited = {edit.key.replace("PREFIX", project.prefix): "edited" for edit in EDITS}

    assert statuses(tool) == edited
    plan = tool("plan").out
    for edit in EDITS:
        assert edit.told.replace("PREFIX", project.prefix) in plan
    push = tool("push")
    assert (push.exit_code, push.err.count("was edited in Grafana")) == (1, len(EDITS))
    assert "nothing was written" in push.err
    pushed(tool, "--on-edit", "keep")
    assert statuses(tool) == edited

    pushed(tool, "--on-edit", "overwrite")

    assert_settled(tool)
    assert statuses(tool) == {}


def test_what_is_saved_without_a_change_is_not_edited(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    colleague.save("errors")
    colleague.datasource()
    colleague.panel()
    colleague.rule()
    colleague.group()
    colleague.timing("00:00")
    colleague.template("Logs")
    colleague.routes(lambda routes: routes)

    assert tool("plan", "--exit-code").exit_code == 0
    assert_settled(tool)
    project.change("errors", '"Errors",', '"Errors by name",')
    project.change("alerts", '">", 10', '">", 20')
    changed = {
        f"{kind} {project.prefix}-{uid}" for kind, uid in (("dashboard", "errors"), ("alert rule", "many"))
    }
    assert statuses(tool) == dict.fromkeys(changed, "update")
    pushed(tool)
    assert_settled(tool)


def test_an_old_version_that_somebody_goes_back_to_is_an_edit(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    uid = f"{project.prefix}-errors"
    pushed(tool)
    project.change("errors", '"Errors",', '"Errors by name",')
    pushed(tool)
    colleague.post(f"/api/dashboards/uid/{uid}/restore", {"version": 1})

    plan = tool("plan").out

    assert statuses(tool) == {f"dashboard {uid}": "edited"}
    assert "title: Errors by name -> Errors" in plan


def test_a_rule_moved_to_another_folder_and_group_is_an_edit_and_comes_back(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    colleague.rule(folderUID=f"{project.prefix}-sub", ruleGroup="elsewhere")

    plan = tool("plan").out

    assert statuses(tool) == {f"alert rule {project.prefix}-many": "edited"}
    assert f"folderUID: {project.prefix}-main -> {project.prefix}-sub" in plan
    pushed(tool, "--on-edit", "overwrite")
    assert_settled(tool)


def test_the_interval_of_our_group_is_an_edit(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    colleague.group(interval=300)

    assert statuses(tool) == {f"alert rule {project.prefix}-many": "edited"}
    assert "interval: 60 -> 300" in tool("plan").out
    pushed(tool, "--on-edit", "overwrite")
    assert_settled(tool)


def test_a_contact_point_that_is_renamed_takes_the_policy_along_and_comes_back(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    """Grafana puts the new name into the policies by itself."""
    pushed(tool)
    colleague.point("mail", name=f"{project.prefix} post")

    assert statuses(tool) == {
        f"contact point {project.prefix}-mail": "edited",
        "notification policy ": "edited",
    }
    pushed(tool, "--on-edit", "overwrite")
    assert_settled(tool)
    ours = next(each for each in site.person.policy()["routes"] if is_ours(each, project.prefix))
    assert ours["receiver"] == f"{project.prefix} mail"


def test_a_panel_unlinked_from_the_library_is_told_in_a_word(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    uid = f"{project.prefix}-overview"
    board = colleague.site.person.dashboard(uid)["dashboard"]
    model = colleague.get(f"{LIBRARY}/{project.prefix}-lib")["result"]["model"]
    panels = [{**model, "id": each["id"], "gridPos": each["gridPos"]} for each in board["panels"]]
    colleague.save("overview", panels=panels)

    plan = tool("plan").out

    assert statuses(tool) == {f"dashboard {uid}": "edited"}
    assert f"panel '{project.prefix}-lib': unlinked from the library" in plan


def test_our_route_moved_below_another_is_an_edit_and_not_made_twice(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    """There it would hear of nothing but what the route above lets through."""
    pushed(tool)
    above = {"receiver": f"{project.prefix} mail", "object_matchers": [["team", "=", project.prefix]]}
    colleague.routes(
        lambda routes: [
            *(each for each in routes if not is_ours(each, project.prefix)),
            {**above, "routes": [each for each in routes if is_ours(each, project.prefix)]},
        ]
    )

    plan = tool("plan").out

    assert statuses(tool) == {"notification policy ": "edited"}
    assert f"our route: moved below route team = {project.prefix}" in plan
    pushed(tool, "--on-edit", "overwrite")
    assert_settled(tool)
    routes = site.person.policy()["routes"]
    assert above in routes  # what is theirs stays, without ours in it
    assert sum(is_ours(each, project.prefix) for each in routes) == 1


# What is gone


def test_what_is_deleted_in_grafana_is_made_again(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    prefix = project.prefix
    pushed(tool)
    colleague.delete(f"/api/dashboards/uid/{prefix}-errors")
    colleague.delete(f"{ALERTING}/alert-rules/{prefix}-many")
    colleague.delete(f"{ALERTING}/templates/{prefix}%20text")
    colleague.delete(f"/api/datasources/uid/{prefix}-pg")
    colleague.routes(lambda routes: [each for each in routes if not is_ours(each, prefix)])
    colleague.delete(f"{ALERTING}/contact-points/{prefix}-chat")

    assert statuses(tool) == dict.fromkeys(
        [
            f"dashboard {prefix}-errors",
            f"alert rule {prefix}-many",
            f"message template {prefix} text",
            f"datasource {prefix}-pg",
            f"contact point {prefix}-chat",
            "notification policy ",
        ],
        "create",
    )
    pushed(tool)
    assert_settled(tool)


def test_a_folder_that_is_deleted_with_all_that_is_in_it_comes_back(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    colleague.delete(f"/api/folders/{project.prefix}-main?forceDeleteRules=true")

    found = statuses(tool)

    assert found[f"folder {project.prefix}-main"] == "create"
    assert set(found.values()) == {"create"}
    pushed(tool)
    assert_settled(tool)


def test_one_that_is_deleted_and_made_anew_by_hand_is_taken_over_only_when_asked(
    tool: Logloom, colleague: Colleague, project: TestProject
) -> None:
    pushed(tool)
    uid = f"{project.prefix}-pg"
    colleague.delete(f"/api/datasources/uid/{uid}")
    by_hand = {
        "uid": uid,
        "name": f"{project.prefix} logs",
        "type": "postgres",
        "access": "proxy",
        "url": "x",
    }
    colleague.post("/api/datasources", by_hand)

    push = tool("push")

    assert (push.exit_code, statuses(tool)) == (1, {f"datasource {uid}": "taken"})
    assert f"--adopt {uid}" in push.err
    assert colleague.get(f"/api/datasources/uid/{uid}")["url"] == "x"
    pushed(tool, "--adopt", uid)
    assert_settled(tool)


def test_an_edit_of_what_is_gone_from_the_code_is_not_pruned_unasked_and_can_be_restored(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    pushed(tool)
    uid = f"{project.prefix}-errors"
    colleague.save("errors", title="By hand")
    project.remove("errors")

    push = tool("push", "--prune")

    assert (push.exit_code, site.person.dashboard(uid)["dashboard"]["title"]) == (1, "By hand")
    assert site.person.name in push.err
    pushed(tool, "--prune", "--on-edit", "keep")
    assert site.person.dashboard(uid)["dashboard"]["title"] == "By hand"
    pushed(tool, "--prune", "--on-edit", "overwrite")
    assert site.person.ask("GET", f"/api/dashboards/uid/{uid}")[0] == 404
    backup = max((project.root / ".logloom/backups").iterdir())
    assert tool("restore", str(backup)).exit_code == 0
    assert site.person.dashboard(uid)["dashboard"]["title"] == "By hand"


# What others have beside ours


def test_what_others_have_beside_ours_is_neither_seen_nor_touched_nor_pruned(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    """Copies carry our tag and our annotation along; a folder may have our title; a route may stand first."""
    prefix = project.prefix
    pushed(tool)
    board = site.person.dashboard(f"{prefix}-errors")["dashboard"]
    copy = {key: value for key, value in board.items() if key not in ("id", "version")}
    site.person.save_dashboard({**copy, "uid": f"{prefix}-copy", "title": f"{prefix} copy"}, f"{prefix}-main")
    rule = site.person.rule(f"{prefix}-many")
    rule_copy = {key: value for key, value in rule.items() if key not in ("id", "updated", "provenance")}
    colleague.post(f"{ALERTING}/alert-rules", {**rule_copy, "uid": f"{prefix}-copy"}, **OPEN)
    colleague.folder("twin", f"{prefix} logs")
    colleague.post(
        f"{ALERTING}/contact-points",
        {
            "uid": f"{prefix}-second",
            "name": f"{prefix} mail",
            "type": "email",
            "settings": {"addresses": "me@example.com"},
        },
    )
    theirs = {"receiver": f"{prefix} mail", "object_matchers": [["team", "=", prefix]]}
    colleague.routes(lambda routes: [theirs, *routes])
    colleague.put(f"{ALERTING}/policies", {"group_wait": "1m"})

    assert statuses(tool) == {}
    assert tool("push", "--prune").out.startswith(UNCHANGED)
    project.change("alerts", '">", 10', '">", 20')
    project.change("notifications", "severity = critical", "severity = warning")
    pushed(tool, "--prune")
    assert_settled(tool)
    assert site.person.dashboard(f"{prefix}-copy")["dashboard"]["title"] == f"{prefix} copy"
    group = site.person.group(f"{prefix}-main", f"{prefix} errors")
    assert {each["uid"] for each in group["rules"]} == {f"{prefix}-many", f"{prefix}-copy"}
    assert not site.person.rule(f"{prefix}-copy").get("provenance")
    policy = site.person.policy()
    assert (policy["routes"][0], policy["group_wait"]) == (theirs, "1m")
    assert {each["uid"] for each in colleague.get(f"{ALERTING}/contact-points")} >= {f"{prefix}-second"}


def test_a_dashboard_stays_the_same_one_for_stars_and_permissions(
    tool: Logloom, site: Site, project: TestProject
) -> None:
    """Both hang on its id, which a delete and a new one would lose."""
    pushed(tool)
    before = site.person.dashboard(f"{project.prefix}-errors")["dashboard"]["id"]
    project.change("errors", '"Errors",', '"Errors by name",')
    pushed(tool)

    assert site.person.dashboard(f"{project.prefix}-errors")["dashboard"]["id"] == before


def test_a_name_that_others_have_is_in_the_way_before_anything_is_written(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    """Integrations of one name are one contact point: ours would hear of their alerts, and theirs of ours."""
    prefix = project.prefix
    theirs = {"uid": f"{prefix}-theirs", "name": f"{prefix} mail", "type": "email"}
    settings = {"addresses": "me@example.com"}
    colleague.post(f"{ALERTING}/contact-points", {**theirs, "settings": settings}, **OPEN)
    same_name = {"uid": f"{prefix}-own", "name": f"{prefix} logs", "type": "postgres", "access": "proxy"}
    colleague.post("/api/datasources", same_name)

    push = tool("push", "--on-edit", "overwrite")

    assert push.exit_code == 1
    assert f"contact point {prefix}-mail" in push.err
    assert f"{prefix}-theirs" in push.err
    assert f"with the uid {prefix}-own" in push.err
    assert site.person.ask("GET", f"/api/folders/{prefix}-main")[0] == 404


def test_what_others_still_use_is_not_deleted_and_they_are_named(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    prefix = project.prefix
    pushed(tool)
    shows = {
        "type": "library-panel-ref",
        "libraryPanel": {"uid": f"{prefix}-lib", "name": f"{prefix} shared"},
    }
    panel = {**shows, "id": 1, "gridPos": {"x": 0, "y": 0, "w": 6, "h": 6}}
    user = {"uid": f"{prefix}-user", "title": f"{prefix} user", "panels": [panel]}
    site.person.save_dashboard(user, colleague.folder("team"))
    route = {
        "receiver": f"{prefix} mail",
        "object_matchers": [["team", "=", prefix]],
        "mute_time_intervals": [f"{prefix} night"],
    }
    colleague.routes(lambda routes: [*routes, route])
    project.remove("notifications", "alerts", "shared")

    push = tool("push", "--prune", "--max-deletes", "20")

    assert push.exit_code == 4
    assert f"library panel {prefix}-lib is still shown by dashboards and stays: {prefix}-user" in push.err
    for kept in (f"mute timing {prefix} night", f"contact point {prefix}-mail"):
        assert f"{kept} cannot be deleted: a notification policy still uses it" in push.err
    assert route in site.person.policy()["routes"]
    assert colleague.get(f"{LIBRARY}/{prefix}-lib")["result"]["name"] == f"{prefix} shared"


def test_a_folder_with_somebodys_dashboard_in_it_is_not_pruned(
    tool: Logloom, colleague: Colleague, site: Site, project: TestProject
) -> None:
    pushed(tool)
    uid, title = f"{project.prefix}-mine", f"{project.prefix} mine"
    site.person.save_dashboard({"uid": uid, "title": title, "panels": []}, f"{project.prefix}-sub")
    project.remove("folders")
    project.change("shared", '        folder="PREFIX-sub",\n', "")

    push = tool("push", "--prune")

    assert push.exit_code == 1
    assert (
        f"folder {project.prefix}-sub 'PREFIX details' holds 1".replace("PREFIX", project.prefix) in push.err
    )
    assert site.person.dashboard(uid)["dashboard"]["title"] == title
