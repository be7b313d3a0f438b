"""Library panels: kept in their folder, known by their mark, and not taken from dashboards that show them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.sync.client.errors import LostUpdate
from generator.sync.kinds.library_panels import KIND, PAGE
from generator.sync.model import Action, Change, Comparison, Status
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import PREFIX, Desk
from tests.sync.project import MODULES

Json = dict[str, Any]

UID = f"{PREFIX}-lib"
KEY = f"library panel {UID}"
ALL = "/api/library-elements"


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    """A project with a library panel, and a dashboard that shows it."""
    return Desk.at(grafana, tmp_path, {name: MODULES[name] for name in ("shared", "folders")})


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    assert desk.push().exit_code == 0
    return desk


def stored(desk: Desk, uid: str = UID) -> Json:
    found: Json = desk.server.call("GET", f"{ALL}/{uid}")["result"]
    return found


def edit(desk: Desk, login: str = "editor", **model: Any) -> None:
    """What the editor does: it makes the model anew, and knows nothing of our mark."""
    element = stored(desk)
    kept = {key: value for key, value in element["model"].items() if key != "logloom"}
    body = {
        "name": element["name"],
        "kind": 1,
        "version": element["version"],
        "folderUid": element["folderUid"],
        "model": {**kept, "gridPos": {"x": 1}, "libraryPanel": {"uid": UID}, **model},
    }
    desk.server.call("PATCH", f"{ALL}/{UID}", json.loads(json.dumps(body)), login=login)


def seen(desk: Desk) -> Comparison:
    return desk.comparison(KEY)


def apply(desk: Desk, change: Change) -> None:
    with desk.grafana() as grafana:
        KIND.apply(grafana, desk.source, [change])


def test_a_library_panel_is_made_before_what_shows_it_and_then_left_alone(desk: Desk) -> None:
    made = desk.pushed()

    assert made.index(f"POST {ALL}") < made.index("POST /api/dashboards/db")
    assert stored(desk)["folderUid"] == f"{PREFIX}-main"
    assert desk.pushed() == []
    assert stored(desk)["version"] == 1


def test_a_change_is_written_and_it_stays_in_its_folder(pushed: Desk) -> None:
    """A write without the folder would move it to General (recorded: 806)."""
    pushed.project.change("shared", 'title="Shared"', 'title="Shared by all"')

    assert seen(pushed).status is Status.UPDATE
    assert f"PATCH {ALL}/{UID}" in pushed.pushed()
    assert (stored(pushed)["model"]["title"], stored(pushed)["folderUid"]) == (
        "Shared by all",
        f"{PREFIX}-main",
    )
    assert pushed.statuses() == {}


def test_a_save_in_the_editor_without_a_change_is_none(pushed: Desk) -> None:
    edit(pushed)

    assert pushed.statuses() == {}


def test_an_edit_that_has_dropped_our_mark_is_still_an_edit_of_ours(pushed: Desk) -> None:
    edit(pushed, title="By hand")
    found = seen(pushed)

    assert found.status is Status.EDITED
    assert found.live is not None
    assert found.live.edit.by == "editor"
    assert pushed.push(on_edit="overwrite").exit_code == 0
    assert pushed.statuses() == {}


@pytest.mark.parametrize("version", ["11.6", "12.2.0", "13.0", "13.1"])
def test_a_move_is_seen_although_the_list_goes_on_naming_the_old_folder(version: str, tmp_path: Path) -> None:
    """From 11.6 to 13.0 the list names the folder that a panel was made in (issue 123242 of grafana)."""
    with GrafanaStandIn(version) as server:
        desk = Desk.at(server, tmp_path, {name: MODULES[name] for name in ("shared", "folders")})
        assert desk.push().exit_code == 0
        desk.project.change("shared", 'shared", panel)', 'shared", panel, folder="PREFIX-sub")')

        assert desk.push().exit_code == 0
        assert desk.statuses() == {}

        element = stored(desk)
        assert element["folderUid"] == f"{PREFIX}-sub"
        moved = {key: element[key] for key in ("name", "kind", "model", "version")}
        server.call("PATCH", f"{ALL}/{UID}", {**moved, "folderUid": f"{PREFIX}-main"}, login="editor")
        assert desk.statuses() == {KEY: "edited"}
        assert not server.errors


def test_another_one_of_its_name_in_its_folder_is_in_the_way_before_anything_is_written(desk: Desk) -> None:
    desk.server.call("POST", "/api/folders", {"uid": f"{PREFIX}-main", "title": f"{PREFIX} logs"})
    theirs = {"uid": "theirs", "name": f"{PREFIX} shared", "kind": 1, "folderUid": f"{PREFIX}-main"}
    desk.server.call("POST", ALL, {**theirs, "model": {"type": "text"}}, login="editor")

    assert seen(desk).status is Status.BLOCKED
    assert "theirs" in desk.stops()[-1].message


def test_one_that_somebody_else_has_made_is_taken(desk: Desk) -> None:
    body = {"uid": UID, "name": "Theirs", "kind": 1, "model": {"type": "text", "title": "x"}}
    desk.server.call("POST", ALL, body, login="editor")

    assert seen(desk).status is Status.TAKEN


def test_a_change_after_the_plan_is_not_overwritten(pushed: Desk) -> None:
    pushed.project.change("shared", 'title="Shared"', 'title="Shared by all"')
    found = seen(pushed)
    edit(pushed, title="By hand")

    with pytest.raises(LostUpdate):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))
    assert stored(pushed)["model"]["title"] == "By hand"


def test_what_is_gone_from_the_project_is_pruned_with_what_shows_it(pushed: Desk) -> None:
    pushed.project.remove("shared")
    deleted = pushed.pushed(prune=True)

    assert deleted.index(f"DELETE /api/dashboards/uid/{PREFIX}-overview") < deleted.index(
        f"DELETE {ALL}/{UID}"
    )
    assert pushed.statuses() == {}


def test_one_that_others_show_stays_and_says_who_shows_it(pushed: Desk) -> None:
    reference = {"id": 1, "type": "library-panel-ref", "libraryPanel": {"uid": UID, "name": "x"}}
    dashboard = {"uid": "theirs", "title": "Theirs", "panels": [reference]}
    pushed.server.call("POST", "/api/dashboards/db", {"dashboard": dashboard}, login="editor")
    pushed.project.remove("shared")
    outcome = pushed.push(prune=True)

    assert [
        f"{KEY} is still shown by dashboards and stays: theirs" in str(each.error) for each in outcome.failed
    ] == [True]
    assert stored(pushed)


def test_what_is_made_beside_ours_is_not_ours_not_even_by_our_own_account(pushed: Desk) -> None:
    body = {"uid": "theirs", "name": "Theirs", "kind": 1, "model": {"type": "text", "title": "x"}}
    pushed.server.call("POST", ALL, body, login="editor")
    with pushed.grafana() as grafana:
        grafana.post(ALL, {**body, "uid": "by-hand", "name": "By hand"})

    assert pushed.pushed(prune=True) == []


def test_a_library_of_several_pages_is_read_to_its_end(pushed: Desk) -> None:
    for number in range(PAGE):
        body = {"uid": f"x{number}", "name": f"A {number}", "kind": 1, "model": {"type": "text"}}
        pushed.server.call("POST", ALL, body, login="editor")

    assert pushed.statuses() == {}
