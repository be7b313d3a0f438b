"""Folders: known by their uid whatever they are called, renamed and moved, and deleted only when empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.sync.client.errors import LostUpdate, Refused, Unanswered
from generator.sync.kinds.folders import KIND
from generator.sync.model import Action, Change, Comparison, Status
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import PREFIX, Desk

MAIN, SUB, DEEP = (f"{PREFIX}-{name}" for name in ("main", "sub", "deep"))

FOLDERS = {
    "folders": """\
from generator.folders import folder

FOLDERS = [
    folder("PREFIX-deep", "Deep", parent="PREFIX-sub"),
    folder("PREFIX-sub", "Sub", parent="PREFIX-main"),
]
"""
}


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    return Desk.at(grafana, tmp_path, FOLDERS)


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    assert desk.push().exit_code == 0
    return desk


def seen(desk: Desk, uid: str = SUB) -> Comparison:
    """A comparison with all that Grafana says of the folder."""
    found = desk.comparison(f"folder {uid}")
    with desk.grafana() as grafana:
        return attrs.evolve(found, live=KIND.read_one(grafana, desk.source, found.key))


def apply(desk: Desk, change: Change) -> None:
    with desk.grafana() as grafana:
        KIND.apply(grafana, desk.source, [change])


def titles(desk: Desk) -> dict[str, tuple[str, str]]:
    return {folder.uid: (folder.title, folder.parent_uid) for folder in desk.server.state.folders.values()}


def test_each_folder_is_made_after_the_one_it_stands_in_and_then_left_alone(desk: Desk) -> None:
    made = desk.pushed()

    assert made == ["POST /api/folders"] * 3
    assert list(desk.server.state.folders) == [MAIN, SUB, DEEP]
    assert titles(desk)[DEEP] == ("Deep", SUB)
    assert desk.pushed() == []
    assert {folder.version for folder in desk.server.state.folders.values()} == {1}


def test_a_title_changed_in_grafana_is_shown_and_makes_no_second_folder(pushed: Desk) -> None:
    pushed.server.call("PUT", f"/api/folders/{SUB}", {"title": "By hand", "overwrite": True}, login="editor")
    found = pushed.comparison(f"folder {SUB}")

    assert found.status is Status.EDITED
    assert found.live is not None
    assert (found.live.title, found.live.edit.by) == ("By hand", "editor")
    assert pushed.pushed(on_edit="overwrite") == [f"PUT /api/folders/{SUB}"]
    assert titles(pushed) == {MAIN: (titles(pushed)[MAIN]), SUB: ("Sub", MAIN), DEEP: ("Deep", SUB)}


def test_a_folder_moved_in_grafana_is_shown_and_moved_back_when_asked(pushed: Desk) -> None:
    pushed.server.call("POST", f"/api/folders/{DEEP}/move", {"parentUid": ""}, login="editor")

    assert pushed.statuses() == {f"folder {DEEP}": "edited"}
    assert pushed.push(on_edit="overwrite").exit_code == 0
    assert titles(pushed)[DEEP] == ("Deep", SUB)
    assert pushed.statuses() == {}


def test_a_folder_that_the_project_renames_and_moves(pushed: Desk) -> None:
    pushed.project.change("folders", '"Deep", parent="PREFIX-sub"', '"Deeper", parent="PREFIX-main"')

    assert pushed.statuses() == {f"folder {DEEP}": "update"}
    assert pushed.push().exit_code == 0
    assert titles(pushed)[DEEP] == ("Deeper", MAIN)
    assert pushed.statuses() == {}


@pytest.mark.parametrize("skip", range(3))
@pytest.mark.parametrize("fault", [faults.CutBefore, faults.CutAfter])
def test_a_move_that_is_cut_anywhere_is_still_ours_and_goes_on(skip: int, fault: Any, pushed: Desk) -> None:
    """Between renaming and moving the folder is as nobody has ever wanted it."""
    pushed.project.change("folders", '"Deep", parent="PREFIX-sub"', '"Deeper", parent="PREFIX-main"')
    found = seen(pushed, DEEP)
    pushed.server.faults.append(fault(where=faults.writes, skip=skip))
    with pytest.raises(Unanswered):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))

    assert set(pushed.statuses().values()) <= {"update"}
    assert pushed.push().exit_code == 0
    assert titles(pushed)[DEEP] == ("Deeper", MAIN)
    assert pushed.statuses() == {}


def test_after_a_move_going_back_by_hand_is_an_edit(pushed: Desk) -> None:
    """The marks of the stages in between are gone when it is done."""
    pushed.project.change("folders", '"Deep", parent="PREFIX-sub"', '"Deep", parent="PREFIX-main"')
    assert pushed.push().exit_code == 0
    pushed.server.call("POST", f"/api/folders/{DEEP}/move", {"parentUid": SUB}, login="editor")

    assert pushed.statuses() == {f"folder {DEEP}": "edited"}


def test_a_folder_that_somebody_else_has_made_is_taken(desk: Desk) -> None:
    desk.server.call(
        "POST", "/api/folders", {"uid": SUB, "title": "Theirs", "description": "Mine."}, login="editor"
    )

    assert desk.statuses()[f"folder {SUB}"] == "taken"
    desk.push(adopt=[f"folder/{SUB}"])
    folder = desk.server.state.folders[SUB]
    assert (folder.title, folder.parent_uid) == ("Sub", MAIN)
    assert folder.description.startswith("Mine.\nlogloom ")
    assert desk.statuses() == {}


def test_a_change_between_reading_and_writing_is_not_overwritten(pushed: Desk) -> None:
    found = seen(pushed)
    pushed.server.call("PUT", f"/api/folders/{SUB}", {"title": "By hand", "overwrite": True}, login="editor")

    with pytest.raises(LostUpdate):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))
    with pytest.raises(LostUpdate):
        apply(pushed, Change(Action.CREATE, found.key, found.desired))

    assert titles(pushed)[SUB] == ("By hand", MAIN)


def without_deep(desk: Desk) -> None:
    desk.project.write(
        "folders", FOLDERS["folders"].replace('    folder("PREFIX-deep", "Deep", parent="PREFIX-sub"),\n', "")
    )


def test_an_empty_folder_of_ours_is_pruned(pushed: Desk) -> None:
    without_deep(pushed)

    assert pushed.statuses() == {f"folder {DEEP}": "orphan"}
    assert pushed.pushed(prune=True) == [f"DELETE /api/folders/{DEEP}"]
    assert pushed.statuses() == {}


def test_folders_go_the_inner_first(pushed: Desk) -> None:
    pushed.project.remove("folders")

    assert pushed.pushed(prune=True) == [f"DELETE /api/folders/{DEEP}", f"DELETE /api/folders/{SUB}"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/dashboards/db", {"dashboard": {"uid": "d", "title": "D"}, "folderUid": DEEP}),
        ("/api/folders", {"uid": "f", "title": "F", "parentUid": DEEP}),
    ],
)
def test_a_folder_that_holds_what_is_not_ours_stops_the_push(path: str, body: Any, pushed: Desk) -> None:
    """Grafana would delete it with the folder, without a word."""
    pushed.server.call("POST", path, body, login="editor")
    without_deep(pushed)

    (stop,) = pushed.stops(prune=True)
    assert "holds 1 that are not ours" in stop.message


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (
            "/api/dashboards/db",
            {"dashboard": {"uid": "d", "title": "D", "tags": ["logloom"]}, "folderUid": DEEP},
            "1 dashboard",
        ),
        ("/api/folders", {"uid": "f", "title": "F", "parentUid": DEEP}, "1 folder"),
    ],
)
def test_what_came_into_a_folder_after_the_plan_keeps_it(
    path: str, body: Any, words: str, pushed: Desk
) -> None:
    """Also what only looks like ours: a copy has our tag."""
    found = seen(pushed, DEEP)
    pushed.server.call("POST", path, body, login="editor")

    with pytest.raises(Refused, match=f"is not empty and stays: {words}"):
        apply(pushed, Change(Action.DELETE, found.key, None, found.live))

    assert DEEP in pushed.server.state.folders


def test_a_folder_that_is_gone_is_deleted(pushed: Desk) -> None:
    found = seen(pushed, DEEP)
    pushed.server.call("DELETE", f"/api/folders/{DEEP}")

    apply(pushed, Change(Action.DELETE, found.key, None, found.live))


def test_an_older_grafana_that_hides_descriptions_goes_by_who_made_it(tmp_path: Path) -> None:
    with GrafanaStandIn("11.6") as server:
        desk = Desk.at(server, tmp_path, FOLDERS)
        assert desk.push().exit_code == 0
        assert desk.statuses() == {}
        desk.project.change("folders", '"Deep"', '"Deeper"')
        assert desk.statuses() == {f"folder {DEEP}": "update"}
        server.call("PUT", f"/api/folders/{SUB}", {"title": "By hand", "overwrite": True}, login="editor")
        assert desk.statuses()[f"folder {SUB}"] == "edited"
        server.call("POST", "/api/folders", {"uid": "theirs", "title": "Theirs"}, login="editor")
        desk.project.change("folders", "PREFIX-deep", "theirs")
        assert desk.statuses()["folder theirs"] == "taken"
        assert not server.errors


def test_a_grafana_that_does_not_nest_folders_says_so(tmp_path: Path) -> None:
    """It makes the folder at the top and says nothing."""
    with GrafanaStandIn("10.4") as server:
        outcome = Desk.at(server, tmp_path, FOLDERS).push()

    assert "does not nest folders" in str(outcome.failed[0].error)
