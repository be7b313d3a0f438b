"""What push itself decides: the order, what is repeated, what is given up, and what a Ctrl-C leaves."""

from __future__ import annotations

import concurrent.futures
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.errors import ServerError
from generator.sync.client.errors import LostUpdate, Refused, Unanswered
from generator.sync.model import Action, Change, Desired, Key
from tests.sync.memory import Fault, Memory, live, pushed, writer

A, B = {"v": 1}, {"v": 2}


def refused(status: int, message: str = "no", body: Any = None, *, written: bool = False) -> Fault:
    def fault(change: Change, put: Callable[[], None]) -> None:
        if written:
            put()
        raise Refused(message, status, body)

    return fault


def cut(*, written: bool) -> Fault:
    def fault(change: Change, put: Callable[[], None]) -> None:
        if written:
            put()
        raise Unanswered("the connection broke")

    return fault


DENIED = refused(403, "Access denied", {"accessErrorId": "ACE1", "title": "Access denied"})


def test_writes_go_by_kind_and_deletions_the_other_way_at_the_end(tmp_path: Path) -> None:
    folders, boards = Memory("folder"), Memory("board")
    for kind, id_ in ((folders, "old"), (boards, "old")):
        kind.put(Change(Action.CREATE, Key(kind.name, id_), Desired(Key(kind.name, id_), id_, A)))
    log: list[str] = []
    folders.log = boards.log = log

    outcome = pushed(
        [folders, boards], {"folder new": A, "folder old": None, "board new": A, "board old": None}, tmp_path
    )

    assert log == ["create folder new", "create board new", "delete board old", "delete folder old"]
    assert outcome.exit_code == 0


def test_no_more_writes_of_a_kind_are_under_way_than_it_bears(tmp_path: Path) -> None:
    kind = Memory(writers=3)
    meeting = threading.Barrier(3)

    def wait(change: Change, put: Callable[[], None]) -> None:
        meeting.wait(5)
        put()

    kind.faults = [wait] * 6

    pushed([kind], {f"thing {number}": A for number in range(6)}, tmp_path)

    assert kind.most_at_once == 3


def test_writes_of_a_kind_with_one_writer_go_in_order(tmp_path: Path) -> None:
    kind = Memory()

    pushed([kind], {f"thing {number}": A for number in range(20)}, tmp_path)

    assert kind.log == [f"create thing {number}" for number in range(20)]


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("written", [True, False])
def test_a_write_that_was_not_answered_is_done_exactly_once(
    action: Action, written: bool, tmp_path: Path
) -> None:
    kind = Memory()
    if action is not Action.CREATE:
        kind.edit(Key("thing", "x"), A)
    kind.faults = [cut(written=written)]

    outcome = pushed([kind], {"thing x": None if action is Action.DELETE else B}, tmp_path)

    assert kind.log == [f"{action} thing x"]
    assert outcome.exit_code == 0


def test_an_edit_that_comes_between_a_write_and_its_repetition_is_named(tmp_path: Path) -> None:
    kind = Memory()
    key = Key("thing", "x")
    kind.edit(key, A)

    def edited(change: Change, put: Callable[[], None]) -> None:
        kind.edit(key, {"v": "theirs"})
        raise Unanswered("the connection broke")

    kind.faults = [edited]
    outcome = pushed([kind], {"thing x": B}, tmp_path)

    assert kind.there[key].body == {"v": "theirs"}
    assert [str(each.error) for each in outcome.failed] == [
        "thing x was changed in Grafana while it was being pushed "
        "(nothing of that is overwritten: plan again)"
    ]
    assert outcome.exit_code == 1


def test_what_is_deleted_by_others_in_the_meantime_is_named_and_not_made_again(tmp_path: Path) -> None:
    kind = Memory()
    key = Key("thing", "x")
    kind.edit(key, A)

    def deleted(change: Change, put: Callable[[], None]) -> None:
        del kind.there[key]
        raise Unanswered("the connection broke")

    kind.faults = [deleted]
    outcome = pushed([kind], {"thing x": B}, tmp_path)

    assert "was deleted in Grafana" in str(outcome.failed[0].error)
    assert not kind.there


@pytest.mark.parametrize(
    "fault",
    [
        refused(500, "access denied to folder"),
        refused(403, "Access denied to folder"),
        refused(409, "version conflict: optimistic locking"),
        refused(500, "database is locked"),
        refused(500, "database is locked", written=True),
    ],
)
def test_where_two_writes_have_met_it_is_read_back_and_tried_again(fault: Fault, tmp_path: Path) -> None:
    kind = Memory(faults=[fault, fault])

    outcome = pushed([kind], {"thing x": A}, tmp_path)

    assert outcome.exit_code == 0
    assert kind.there[Key("thing", "x")].body == A


def test_it_is_not_tried_for_ever(tmp_path: Path) -> None:
    kind = Memory(faults=[refused(500)] * 99)

    outcome = pushed([kind], {"thing x": A}, tmp_path)

    assert 99 - len(kind.faults) == 1 + 3
    assert outcome.exit_code == 4


@pytest.mark.parametrize("status", [400, 404, 412, 422])
def test_what_grafana_refuses_for_good_is_not_tried_again_and_does_not_keep_the_others(
    status: int, tmp_path: Path
) -> None:
    kind = Memory(faults=[refused(status, "bad")])

    outcome = pushed([kind], {"thing a": A, "thing b": A}, tmp_path)

    assert kind.log == ["create thing b"]
    assert [str(each.error) for each in outcome.failed] == ["bad"]
    assert outcome.exit_code == 4


def test_nothing_is_deleted_in_a_run_in_which_a_write_failed(tmp_path: Path) -> None:
    kind = Memory(faults=[refused(400)])
    kind.edit(Key("thing", "old"), A)

    outcome = pushed([kind], {"thing new": A, "thing old": None}, tmp_path)

    assert Key("thing", "old") in kind.there
    assert [change.key.id for change in outcome.left] == ["old"]


@pytest.mark.parametrize("fault", [DENIED, refused(401, "Invalid API key")])
def test_rights_that_are_lost_in_mid_push_end_it_and_it_is_said_what_was_done(
    fault: Fault, tmp_path: Path
) -> None:
    first, second = Memory("a", faults=[None, fault]), Memory("b")

    outcome = pushed([first, second], {"a 1": A, "a 2": A, "a 3": A, "b 1": A}, tmp_path)

    assert [str(change.key) for change in outcome.done] == ["a 1"]
    assert [str(each.change.key) for each in outcome.failed] == ["a 2"]
    assert [str(change.key) for change in outcome.left] == ["a 3", "b 1"]
    assert outcome.exit_code == 4
    assert not second.log


def test_a_server_that_is_gone_ends_the_push(tmp_path: Path) -> None:
    def gone(change: Change, put: Callable[[], None]) -> None:
        raise ServerError("the connection is refused")

    outcome = pushed([Memory(faults=[None, gone])], {"thing 1": A, "thing 2": A, "thing 3": A}, tmp_path)

    assert [change.key.id for change in outcome.left] == ["3"]
    assert outcome.exit_code == 4


def test_a_lost_update_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    def lost(change: Change, put: Callable[[], None]) -> None:
        raise LostUpdate("thing 1 was changed by admin")

    kind = Memory(faults=[lost])
    outcome = pushed([kind], {"thing 1": A, "thing 2": A}, tmp_path)

    assert kind.log == ["create thing 2"]
    assert outcome.exit_code == 1


def test_a_deletion_that_grafana_confirms_and_does_not_do_is_named(tmp_path: Path) -> None:
    kind = Memory(faults=[lambda change, put: None])
    kind.edit(Key("thing", "x"), A)

    outcome = pushed([kind], {"thing x": None}, tmp_path)

    assert [str(each.error) for each in outcome.failed] == [
        "thing x is still there, although Grafana said that it is deleted"
    ]


def test_what_is_overwritten_is_on_the_disk_before_the_first_write(tmp_path: Path) -> None:
    kind = Memory()
    kind.edit(Key("thing", "x"), A)
    seen: list[list[Path]] = []
    kind.faults = [lambda change, put: seen.append(sorted(tmp_path.rglob("*.json")))]

    outcome = pushed([kind], {"thing new": A, "thing x": B}, tmp_path)

    assert [path.name for path in seen[0]] == ["001-thing-x.json", "backup.json"]
    assert outcome.backup == seen[0][0].parent


def test_ctrl_c_lets_the_write_under_way_finish_and_says_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = Memory()

    def interrupt(*arguments: Any, **more: Any) -> Any:
        if len(kind.log) == 2 and more:
            raise KeyboardInterrupt
        return concurrent.futures.wait(*arguments, **more)

    monkeypatch.setattr("generator.sync.push.wait", interrupt)
    outcome = pushed([kind], {f"thing {number}": A for number in range(9)}, tmp_path)

    assert outcome.interrupted
    assert outcome.exit_code == 130
    assert [str(change) for change in kind.log] == [f"create {change.key}" for change in outcome.done]
    assert len(outcome.done) + len(outcome.left) == 9
    assert outcome.left


def test_a_write_that_is_waiting_to_be_repeated_is_given_up_on_ctrl_c() -> None:
    kind = Memory(faults=[refused(500)])
    patient = writer(pauses=(3600,))
    patient.stop.set()
    change = Change(Action.CREATE, Key("thing", "x"), Desired(Key("thing", "x"), "x", A))

    with pytest.raises(Refused):
        patient.write(kind, [change])


def test_a_creation_that_was_half_done_goes_on_as_an_update(tmp_path: Path) -> None:
    """A contact point of two integrations is two requests: after the first, ours is there, but not whole."""
    kind = Memory()
    key = Key("thing", "x")
    actions: list[Action] = []

    def half(change: Change, put: Callable[[], None]) -> None:
        kind.there[key] = live(key, A)
        raise Unanswered("the connection broke")

    def note(change: Change, put: Callable[[], None]) -> None:
        actions.append(change.action)
        put()

    kind.faults = [half, note]
    outcome = pushed([kind], {"thing x": B}, tmp_path)

    assert actions == [Action.UPDATE]
    assert outcome.exit_code == 0
