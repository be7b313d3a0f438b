"""The record of what was pushed: a message template that survives any name, and any hand that edits it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import LogloomError, ServerError
from generator.sync.alerting import record
from generator.sync.alerting.record import Entry, from_template, text
from generator.sync.client.errors import LostUpdate
from generator.sync.client.grafana import Grafana
from generator.sync.model import Key
from tests.grafana import faults
from tests.sync.alerting.desk import Desk

NAME = "templates/logloom-t"

WORDS = st.text(
    st.one_of(st.sampled_from('*/{}\\"`$\n'), st.characters(exclude_categories=["Cs"])), max_size=9
)
DIGESTS = st.integers(0, 2**80 - 1).map("{:020x}".format)
ENTRIES = st.dictionaries(
    st.builds(Key, st.sampled_from(["contact point", "mute timing"]), WORDS),
    st.builds(
        Entry,
        st.lists(DIGESTS, min_size=1, max_size=2).map(tuple),
        st.dictionaries(WORDS, WORDS.filter(bool), max_size=2),
        st.one_of(st.just(""), DIGESTS),
    ),
    max_size=3,
)


@pytest.fixture
def connected(desk: Desk) -> Iterator[Grafana]:
    with desk.grafana() as grafana:
        yield grafana


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_what_is_written_is_read(entries: dict[Key, Entry]) -> None:
    written = text("app", entries)

    assert from_template({"template": written, "version": "v"}) == record.Record(entries, "v")
    # For Go a comment ends at the first */, and what follows must be the end of the action.
    assert written.index("*/}}") == written.index("*/")
    assert len(re.findall(r"\{\{", written)) == 3


@given(WORDS, st.integers(0), st.integers(0))
def test_what_somebody_makes_of_it_is_read_or_unknown(inserted: str, place: int, gone: int) -> None:
    known = {Key("mute timing", "night"): Entry(("0" * 20,), {"a": "b"})}
    written = text("app", known)
    at = place % len(written)
    damaged = written[:at] + inserted + written[at + gone % (len(written) - at) :]

    read = from_template({"template": damaged})

    assert read.unreadable or isinstance(read.entries, dict)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        "x",
        {},
        {"digests": []},
        {"digests": "0" * 20},
        {"digests": [1]},
        {"digests": None},
    ],
)
def test_an_entry_that_is_none_is_nothing_of_ours(entry: object) -> None:
    written = text("app", {Key("mute timing", "night"): Entry(("0" * 20,))})
    content = {"mute timing": {"night": entry, "day": {"digests": ["1" * 20], "secrets": 3}}}
    damaged = written[: written.index("{\n")] + json.dumps(content) + written[written.index("\n*/") :]

    assert from_template({"template": damaged}).entries == {Key("mute timing", "day"): Entry(("1" * 20,))}


@pytest.mark.parametrize("damaged", ['{{ define "logloom-t" }}{{ end }}', '{{ define "x" }}Hello{{ end }}'])
def test_without_a_readable_record_nothing_is_ours_and_nothing_is_written(damaged: str, desk: Desk) -> None:
    desk.push()
    desk.put(NAME, {"template": damaged})
    desk.project.change("notifications", "00:00-06:00", "00:00-07:00")
    desk.project.change("notifications", "ops@example.com", "dev@example.com")

    assert {name: status for name, status in desk.statuses().items() if "chat" not in name} == {
        "contact point t-mail": "taken",
        "mute timing t night": "taken",
    }
    assert any("is not as logloom wrote it" in note for note in desk.plan().notes)
    with pytest.raises(LogloomError, match="--adopt"):
        desk.push()
    failed = desk.push(adopt=["t-mail", "t night", "t-chat"]).failed
    assert all("not as logloom wrote it" in str(failure.error) for failure in failed)
    assert desk.get(NAME)["template"] == damaged
    desk.delete(NAME)
    desk.pushed(adopt=["t-mail", "t night", "t-chat"])
    assert desk.statuses() == {}


def test_without_a_record_what_is_as_wanted_is_unchanged(desk: Desk) -> None:
    """But for a secret, of which nobody knows whether it is the one that Grafana has."""
    desk.push()
    desk.delete(NAME)

    assert desk.statuses() == {"contact point t-chat": "taken"}


def test_without_a_record_nothing_is_pruned(desk: Desk) -> None:
    desk.push()
    desk.delete(NAME)
    desk.project.remove("alerts", "notifications")
    before = desk.get("contact-points")

    desk.pushed(prune=True)

    assert desk.get("contact-points") == before


def test_it_is_written_only_where_something_changes(desk: Desk, connected: Grafana) -> None:
    key, entry = Key("mute timing", "night"), Entry(("0" * 20,))

    record.put(connected, "t", {key: entry})
    record.put(connected, "t", {key: entry})
    record.put(connected, "t", {Key("mute timing", "other"): None})

    assert len(desk.server.writes) == 1
    record.put(connected, "t", {key: None})
    assert record.read(connected, "t").entries == {}


def test_two_pushes_at_once_lose_nothing_of_each_other(desk: Desk, connected: Grafana) -> None:
    ours, theirs = Key("mute timing", "ours"), Key("mute timing", "theirs")
    entry = Entry(("0" * 20,))
    record.put(connected, "t", {Key("mute timing", "first"): entry})

    def meanwhile(_: object) -> None:
        with desk.grafana() as other:
            record.put(other, "t", {theirs: entry})

    desk.server.faults = [
        faults.Meanwhile(where=faults.to("PUT", f"/api/v1/provisioning/{NAME}"), action=meanwhile)
    ]
    record.put(connected, "t", {ours: entry})

    assert {ours, theirs} <= set(record.read(connected, "t").entries)


def test_a_record_that_somebody_writes_all_the_time_is_given_up(desk: Desk, connected: Grafana) -> None:
    key = Key("mute timing", "night")
    record.put(connected, "t", {key: Entry(("0" * 20,))})
    conflict = faults.Instead(where=faults.to("PUT", f"/api/v1/provisioning/{NAME}"), status=409, times=None)
    desk.server.faults = [conflict]

    with pytest.raises(LostUpdate):
        record.put(connected, "t", {key: Entry(("1" * 20,))})
    assert conflict.struck < 10


def test_a_refusal_of_the_record_keeps_the_thing_from_being_written(desk: Desk) -> None:
    """What is not recorded first could never be told from somebody else's."""
    desk.server.faults = [
        faults.LostRights(where=faults.to("PUT", f"/api/v1/provisioning/{NAME}"), permission="alert.x:write")
    ]

    outcome = desk.push()

    assert isinstance(outcome.failed[0].error, ServerError)
    assert [str(request) for request in desk.server.writes] == [
        "POST /api/folders",
        f"PUT /api/v1/provisioning/{NAME}",
    ]
