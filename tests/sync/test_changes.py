"""What a push does with each status under each option, and what stops it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.errors import LogloomError
from generator.sync.changes import OnEdit, Options, intend
from generator.sync.model import Comparison, Desired, Edit, Key, Live, Secret, Status, digest
from generator.sync.plan import Plan

PUSHED, EDITED, CHANGED = {"a": 1}, {"a": 2}, {"a": 3}


def comparison(status: Status, id_: str = "x", **live: Any) -> Comparison:
    """One of that status, as decide() makes it."""
    key = Key("dashboard", id_)
    want = None if status is Status.ORPHAN else Desired(key, id_.upper(), CHANGED)
    body = EDITED if status in (Status.EDITED, Status.CONFLICT) else PUSHED
    there = Live(key, id_.upper(), body, {}, base_digests=frozenset({digest(PUSHED)}), **live)
    return Comparison(key, status, want, None if status is Status.CREATE else there)


def plan(*comparisons: Comparison) -> Plan:
    return Plan("http://grafana", 1, "postgres", comparisons)


def outcome(of: Comparison, options: Options) -> str:
    intent = intend(plan(of), options)
    if intent.stops:
        return "stop"
    if intent.kept:
        return "keep"
    return str(intent.changes[0].action) if intent.changes else "nothing"


OVERWRITE, KEEP = Options(on_edit=OnEdit.OVERWRITE), Options(on_edit=OnEdit.KEEP)

TABLE: dict[str, tuple[Comparison, dict[str, str]]] = {
    # what happens by default, with overwrite, with keep, with --adopt, with --prune
    "create": (comparison(Status.CREATE), {"": "create", "overwrite": "create", "keep": "create"}),
    "update": (comparison(Status.UPDATE, owned=True), {"": "update", "keep": "update"}),
    "unchanged": (comparison(Status.UNCHANGED, owned=True), {"": "nothing", "prune": "nothing"}),
    "edited": (
        comparison(Status.EDITED, owned=True),
        {"": "stop", "overwrite": "update", "keep": "keep", "adopt": "stop", "prune": "stop"},
    ),
    "conflict": (
        comparison(Status.CONFLICT, owned=True),
        {"": "stop", "overwrite": "update", "keep": "keep", "adopt": "stop"},
    ),
    "taken": (
        comparison(Status.TAKEN),
        {"": "stop", "overwrite": "stop", "keep": "stop", "adopt": "update", "prune": "stop"},
    ),
    "blocked": (
        comparison(Status.BLOCKED, blocked="files"),
        {"": "stop", "overwrite": "stop", "keep": "stop", "adopt": "stop"},
    ),
    "orphan": (
        comparison(Status.ORPHAN, owned=True),
        {"": "nothing", "overwrite": "nothing", "prune": "delete"},
    ),
}

OPTIONS = {
    "": Options(),
    "overwrite": OVERWRITE,
    "keep": KEEP,
    "adopt": Options(adopt=["x"]),
    "prune": Options(prune=True),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_status_under_each_option(name: str) -> None:
    of, expected = TABLE[name]

    assert {option: outcome(of, OPTIONS[option]) for option in expected} == expected


def edited_orphan() -> Comparison:
    of = comparison(Status.ORPHAN, owned=True)
    live = Live(of.key, "X", EDITED, {}, owned=True, base_digests=frozenset({digest(PUSHED)}))
    return Comparison(of.key, Status.ORPHAN, None, live)


@pytest.mark.parametrize(
    ("on_edit", "expected"), [(OnEdit.STOP, "stop"), (OnEdit.OVERWRITE, "delete"), (OnEdit.KEEP, "keep")]
)
def test_deleting_what_was_edited_must_be_asked_for_like_overwriting_it(
    on_edit: OnEdit, expected: str
) -> None:
    assert outcome(edited_orphan(), Options(on_edit=on_edit, prune=True)) == expected


def test_a_folder_that_holds_what_is_not_ours_is_not_deleted() -> None:
    folder = comparison(Status.ORPHAN, owned=True, children=2)

    assert outcome(folder, Options(prune=True)) == "stop"
    assert "holds 2 that are not ours" in intend(plan(folder), Options(prune=True)).stops[0].message


def test_more_deletions_than_allowed_stop_the_push_with_their_number() -> None:
    orphans = [comparison(Status.ORPHAN, f"x{number}", owned=True) for number in range(11)]

    stops = intend(plan(*orphans), Options(prune=True)).stops

    assert [stop.message for stop in stops] == ["11 deletions are more than the 10 that --max-deletes allows"]
    assert not intend(plan(*orphans), Options(prune=True, max_deletes=11)).stops


def test_writes_keep_the_order_of_the_kinds_and_deletions_go_the_other_way() -> None:
    every = [comparison(Status.CREATE, "a"), comparison(Status.CREATE, "b")]
    every += [comparison(Status.ORPHAN, "c", owned=True), comparison(Status.ORPHAN, "d", owned=True)]

    intent = intend(plan(*every), Options(prune=True))

    assert [change.key.id for change in intent.changes] == ["a", "b", "d", "c"]


def test_an_edit_is_named_with_who_and_when_and_the_three_ways_on() -> None:
    edited = comparison(Status.EDITED, owned=True, edit=Edit("admin", "2026-01-05T12:02:07+01:00"))

    assert intend(plan(edited), Options()).stops[0].message == (
        "dashboard x 'X' was edited in Grafana by admin, 2026-01-05 11:02:07 UTC: "
        "--on-edit overwrite, --on-edit keep, or `logloom pull x`"
    )


def test_adopting_what_is_nowhere_is_a_mistake_that_is_named() -> None:
    with pytest.raises(LogloomError, match=r"--adopt y: .*did you mean"):
        intend(plan(comparison(Status.TAKEN, "yy")), Options(adopt=["y"]))


def test_adopting_goes_by_kind_and_uid_as_well() -> None:
    taken = comparison(Status.TAKEN)

    assert outcome(taken, Options(adopt=["dashboard/x"])) == "update"


def secret_comparison(value: str | None, **live: Any) -> Comparison:
    key = Key("datasource", "x")
    want = Desired(key, "X", CHANGED, secrets={"secureJsonData.password": Secret("DB_PASSWORD", value)})
    status = Status.UPDATE if live else Status.CREATE
    return Comparison(key, status, want, Live(key, "X", PUSHED, {}, **live) if live else None)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (secret_comparison(None), "stop"),
        (secret_comparison("s3cret"), "create"),
        (secret_comparison(None, owned=True), "update"),
        (secret_comparison(None, owned=True, secrets_changed=True), "stop"),
    ],
)
def test_nothing_is_made_without_its_secret_but_one_that_grafana_has_may_stay(
    of: Comparison, expected: str
) -> None:
    assert outcome(of, Options()) == expected


def test_the_variable_of_a_missing_secret_is_named() -> None:
    stop = intend(plan(secret_comparison(None)), Options()).stops[0]

    assert stop.message == "datasource x needs DB_PASSWORD, which is not set in the environment"


def test_a_uid_that_two_kinds_have_must_be_said_with_its_kind() -> None:
    key = Key("alert rule", "x")
    rule = Comparison(key, Status.TAKEN, Desired(key, "X", CHANGED), Live(key, "X", PUSHED, {}))
    both = plan(comparison(Status.TAKEN), rule)

    with pytest.raises(LogloomError, match="name one: dashboard/x, alert-rule/x"):
        intend(both, Options(adopt=["x"]))
    assert [stop.comparison for stop in intend(both, Options(adopt=["alert-rule/x"])).stops] == [
        both.comparisons[0]
    ]


def test_what_is_to_be_typed_can_be_pasted_into_a_shell() -> None:
    night, policy = Key("mute timing", "Nights, $HOME"), Key("notification policy", "")

    taken = [
        Comparison(key, Status.TAKEN, Desired(key, "", {}), Live(key, "", {}, {})) for key in (night, policy)
    ]
    messages = [stop.message for stop in intend(plan(*taken), Options()).stops]

    assert "--adopt 'Nights, $HOME' takes it over" in messages[0]
    assert "--adopt notification-policy takes it over" in messages[1]
    assert not intend(plan(*taken), Options(adopt=["Nights, $HOME", "notification-policy"])).stops
