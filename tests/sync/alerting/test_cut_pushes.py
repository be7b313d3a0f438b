"""A push that is cut anywhere: the next one brings about what the project says, and then there is rest."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from tests.grafana import faults
from tests.sync.alerting.desk import Desk, Json
from tests.sync.project import ENVIRONMENT

Change = Callable[[Desk], None]


def create(desk: Desk) -> None:
    """Everything is new."""


def update(desk: Desk) -> None:
    """Everything was pushed before, and all of it changes: a contact point its name, another its secret."""
    desk.push()
    desk.project.change("alerts", '">", 10', '">", 20')
    desk.project.change("notifications", '"PREFIX mail"', '"PREFIX post"')
    desk.project.change("notifications", "00:00-06:00", "00:00-07:00")
    desk.project.change("notifications", "Logs{{ end }}", "Log{{ end }}")
    desk.environment = {**ENVIRONMENT, "CHAT_URL": "https://chat.example.com/another"}


def prune(desk: Desk) -> None:
    """Everything was pushed before, and the project has none of it any more."""
    desk.push()
    desk.project.remove("alerts", "notifications")


def settled(desk: Desk) -> Json:
    """What there is after a push, which leaves nothing to do."""
    outcome = desk.push(prune=True)
    assert not outcome.failed, outcome.failed
    assert desk.statuses() == {}
    return {name: part for name, part in desk.everything().items() if name != "templates"}


@pytest.mark.parametrize("change", [create, update, prune])
def test_a_push_cut_after_any_write_is_finished_by_the_next(desk: Desk, change: Change) -> None:
    """Cut before a write is cut after the one before it: nothing gets through any more."""
    change(desk)
    alerting = copy.deepcopy(desk.server.state.alerting)
    before = len(desk.server.writes)
    desk.push(prune=True)
    writes = len(desk.server.writes) - before
    whole = settled(desk)

    assert writes > 5
    for number in range(writes):
        desk.server.state.alerting = copy.deepcopy(alerting)
        desk.server.faults = [
            faults.CutAfter(where=faults.writes, skip=number),
            faults.CutBefore(where=faults.writes, skip=number, times=None),
        ]
        desk.push(prune=True)
        desk.server.faults = []
        assert settled(desk) == whole, f"cut at write {number}"


def test_a_push_goes_on_by_itself_where_single_writes_are_cut(desk: Desk) -> None:
    update(desk)
    alerting = copy.deepcopy(desk.server.state.alerting)
    whole = settled(desk)
    desk.server.state.alerting = alerting
    desk.server.faults = [faults.CutAfter(where=faults.writes, skip=number) for number in range(0, 30, 3)]

    assert settled(desk) == whole
