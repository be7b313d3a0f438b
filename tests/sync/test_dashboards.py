"""Dashboards: known by their history, read only where something moved, and saved over nobody's edit."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.sync.client.errors import LostUpdate, Refused, Unanswered
from generator.sync.explain import explain
from generator.sync.forms.dashboard import canonical
from generator.sync.kinds.dashboards import KIND
from generator.sync.model import Action, Change, Comparison, Desired, Status, digest
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import PREFIX, Desk
from tests.sync.project import MODULES

Json = dict[str, Any]

UID = f"{PREFIX}-errors"
SAVE = "/api/dashboards/db"
PANELS = {"errors": MODULES["errors"]}


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    """A project with one dashboard."""
    return Desk.at(grafana, tmp_path, PANELS)


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    """The same, when Grafana has it."""
    assert desk.push().exit_code == 0
    return desk


def status(desk: Desk, uid: str = UID) -> str:
    return desk.statuses().get(f"dashboard {uid}", "unchanged")


def board(desk: Desk, uid: str = UID) -> Comparison:
    return desk.comparison(f"dashboard {uid}")


def rename(title: str) -> Callable[[Json], None]:
    return lambda dashboard: dashboard.update(title=title)


def save(desk: Desk, comparison: Comparison, **desired: Any) -> None:
    """One write of the kind itself, with what the comparison has seen."""
    assert comparison.desired is not None
    action = Action.UPDATE if comparison.live else Action.CREATE
    want = attrs.evolve(comparison.desired, **desired)
    with desk.grafana() as grafana:
        KIND.apply(grafana, desk.source, [Change(action, comparison.key, want, comparison.live)])


def changed(comparison: Comparison, title: str = "Changed") -> Json:
    """Fields of a Desired that differs from what is wanted."""
    assert comparison.desired is not None
    raw = copy.deepcopy(comparison.desired.raw)
    raw["dashboard"]["title"] = title
    return {"raw": raw, "body": canonical(raw["dashboard"], comparison.desired.body["folderUid"])}


# What was last pushed


def test_what_was_pushed_is_unchanged_and_stands_in_grafana_as_its_author_wrote_it(pushed: Desk) -> None:
    stored = pushed.server.state.dashboards[UID]
    (built,) = pushed.source.project.dashboards["postgres"]

    assert status(pushed) == "unchanged"
    assert stored.folder_uid == f"{PREFIX}-main"
    assert {**stored.spec, "uid": UID} == built.api_json
    assert stored.newest.message == f"logloom {PREFIX} {digest(canonical(built.api_json, built.folder_uid))}"


def test_an_edit_says_who_and_when_and_what_was_pushed_before_it(pushed: Desk) -> None:
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    found = board(pushed)

    assert found.status is Status.EDITED
    assert found.live is not None
    assert found.live.edit.by == "editor"
    assert found.live.edit.at == pushed.server.state.dashboards[UID].newest.created
    assert found.live.base == found.desired.body if found.desired else None
    assert found.live.version == 2


def test_an_edit_that_was_taken_back_is_none(pushed: Desk) -> None:
    """Grafana's own words for a restored version are not ours, but its contents are."""
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    pushed.server.call("POST", f"/api/dashboards/uid/{UID}/restore", {"version": 1}, login="editor")

    assert status(pushed) == "unchanged"


def test_both_sides_changed_is_a_conflict_with_the_base_that_grafana_has_kept(pushed: Desk) -> None:
    before = board(pushed).desired
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    pushed.project.change("errors", '"Errors"', '"Renamed"')
    found = board(pushed)

    assert found.status is Status.CONFLICT
    assert before is not None
    assert found.live is not None
    assert found.live.base == before.body


def test_a_change_of_the_project_alone_is_an_update(pushed: Desk) -> None:
    pushed.project.change("errors", '"Errors"', '"Renamed"')

    assert status(pushed) == "update"
    assert pushed.pushed() == [f"POST {SAVE}"]
    assert status(pushed) == "unchanged"


def test_many_edits_do_not_hide_what_we_pushed(pushed: Desk) -> None:
    """The history comes in pages."""
    for number in range(25):
        pushed.server.edit_dashboard_as("editor", UID, rename(f"Edit {number}"))

    assert status(pushed) == "edited"


def test_our_first_version_is_known_although_the_list_calls_it_initial_save(pushed: Desk) -> None:
    listed = pushed.server.call("GET", f"/api/dashboards/uid/{UID}/versions")["versions"]
    assert [version["message"] for version in listed] == ["Initial save"]
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))

    found = board(pushed).live

    assert found is not None
    assert found.owned
    assert len(found.base_digests) == 1


def test_a_history_that_grafana_has_cut_off_leaves_it_ours_and_asks(pushed: Desk) -> None:
    """Grafana keeps 20 versions: with our tag and our uid it is still ours, what we pushed is not known.

    So nothing says that the project has changed, and nothing is said of what the edit did.
    """
    stored = pushed.server.state.dashboards[UID]
    for number in range(3):
        pushed.server.edit_dashboard_as("editor", UID, rename(f"Edit {number}"))
    stored.history[:] = stored.history[2:]

    assert status(pushed) == "edited"
    explanation = explain(pushed.comparison(f"dashboard {UID}"))
    assert (explanation.edited, len(explanation.pushed)) == ((), 1)


def test_without_contents_in_the_history_the_mark_alone_decides(pushed: Desk, desk: Desk) -> None:
    """As older servers answer it: a bare list, without the dashboards."""

    @attrs.define(kw_only=True)
    class Older(faults.Fault):
        times: int | None = None

        def answer(self, grafana: Any, request: Any, handle: Any) -> Any:
            response = handle(request)
            if not isinstance(response.body, dict) or response.status != 200:
                return response
            versions = response.body.get("versions", [response.body])
            bare = [{key: each[key] for key in each if key != "data"} for each in versions]
            return attrs.evolve(response, body=bare if "versions" in response.body else bare[0])

    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    pushed.server.faults.append(
        Older(where=lambda request: request.method == "GET" and "/versions" in request.path)
    )

    found = board(pushed)

    assert found.status is Status.EDITED
    pushed.project.change("errors", '"Errors"', '"Renamed"')
    assert status(pushed) == "conflict"


def test_a_mark_of_an_older_canonical_form_still_tells_an_update_from_an_edit(pushed: Desk) -> None:
    """What stands in the version that carries it counts beside the digest."""
    stored = pushed.server.state.dashboards[UID]
    stored.history[-1] = attrs.evolve(stored.newest, message=f"logloom {PREFIX} {'0' * 20}")
    pushed.project.change("errors", '"Errors"', '"Renamed"')

    assert status(pushed) == "update"


def test_a_move_by_hand_is_an_edit_whatever_the_project_changes_meanwhile(pushed: Desk) -> None:
    """A version does not say in which folder it was, so that what we pushed might be taken for moved."""
    pushed.server.call("POST", "/api/folders", {"uid": "theirs", "title": "Theirs"})
    spec = {**pushed.server.state.dashboards[UID].spec, "uid": UID}
    body = {"dashboard": spec, "folderUid": "theirs", "overwrite": True}
    pushed.server.call("POST", SAVE, body, login="editor")
    pushed.project.write("folders", MODULES["folders"])
    pushed.project.change("errors", 'uid="PREFIX-errors"', 'uid="PREFIX-errors", folder="PREFIX-sub"')

    assert status(pushed) == "conflict"


# Whose it is


def test_one_that_is_there_without_our_mark_is_taken(desk: Desk) -> None:
    desk.server.call("POST", SAVE, {"dashboard": {"uid": UID, "title": "Theirs"}}, login="editor")

    assert status(desk) == "taken"


def test_a_copy_made_in_grafana_carries_our_tag_and_is_never_ours(pushed: Desk) -> None:
    theirs = {**pushed.server.state.dashboards[UID].spec, "uid": "copy", "title": "Copy"}
    pushed.server.call("POST", SAVE, {"dashboard": theirs}, login="editor")

    assert status(pushed, "copy") == "unchanged"
    assert not any("copy" in name for name in pushed.statuses())
    assert pushed.pushed(prune=True) == []


def test_another_projects_dashboards_are_not_ours(pushed: Desk, tmp_path: Path) -> None:
    spec = {**pushed.server.state.dashboards[UID].spec, "uid": "theirs"}
    body = {"dashboard": spec, "message": f"logloom other {'0' * 20}"}
    pushed.server.call("POST", SAVE, body, login="editor")

    assert pushed.pushed(prune=True) == []


def test_what_is_gone_from_the_project_is_an_orphan_and_is_pruned_when_asked(pushed: Desk) -> None:
    pushed.project.remove("errors")

    assert status(pushed) == "orphan"
    assert pushed.pushed() == []
    assert pushed.pushed(prune=True) == [f"DELETE /api/dashboards/uid/{UID}"]
    assert pushed.statuses() == {}


def test_one_with_only_our_tag_is_found_although_the_search_hides_it(pushed: Desk) -> None:
    """One row with one tag comes without it (recorded: 462)."""
    hits = pushed.server.call("GET", "/api/search?type=dash-db&tag=logloom")
    assert [hit["tags"] for hit in hits] == [[]]
    pushed.project.remove("errors")

    assert status(pushed) == "orphan"


def test_the_v2_form_is_never_overwritten(pushed: Desk) -> None:
    stored = pushed.server.state.dashboards[UID]
    stored.stored_as = "v2beta1"
    pushed.project.change("errors", '"Errors"', '"Renamed"')
    found = board(pushed)

    assert found.status is Status.BLOCKED
    assert found.live is not None
    assert "v2 form" in found.live.blocked
    (stop,) = pushed.stops()
    assert "v2 form" in stop.message


# What is read


def reads(desk: Desk) -> list[str]:
    before = len(desk.server.requests)
    desk.plan()
    return [str(request) for request in desk.server.requests[before:]]


def bodies(desk: Desk) -> list[str]:
    return [each for each in reads(desk) if each.startswith("GET /api/dashboards/uid/")]


def test_a_plan_reads_again_only_what_has_moved(pushed: Desk) -> None:
    first = bodies(pushed)
    assert first == [f"GET /api/dashboards/uid/{UID}"]
    assert bodies(pushed) == []

    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    assert f"GET /api/dashboards/uid/{UID}" in bodies(pushed)


def test_a_move_to_another_folder_is_seen(pushed: Desk) -> None:
    bodies(pushed)
    pushed.server.call("POST", "/api/folders", {"uid": "other", "title": "Other"})
    spec = {**pushed.server.state.dashboards[UID].spec, "uid": UID}
    pushed.server.call("POST", SAVE, {"dashboard": spec, "folderUid": "other", "overwrite": True})

    assert status(pushed) == "edited"


def test_one_that_was_deleted_and_made_anew_is_read_again(pushed: Desk) -> None:
    """Version, dates and Grafana's uid of it may all be as before."""
    bodies(pushed)
    spec = {**pushed.server.state.dashboards[UID].spec, "uid": UID, "title": "Another"}
    pushed.server.call("DELETE", f"/api/dashboards/uid/{UID}")
    body = {"dashboard": spec, "folderUid": f"{PREFIX}-main"}
    pushed.server.call("POST", SAVE, body)

    assert status(pushed) == "taken"


def cache_file(desk: Desk) -> Path:
    (path,) = (desk.project.root / ".logloom").glob("grafana-cache-*.json")
    return path


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"form": 0, "dashboards": {}}', '{"form": 1, "dashboards": {"x": 7}}']
)
def test_a_cache_that_is_lost_or_wrong_costs_time_and_nothing_else(content: str, pushed: Desk) -> None:
    bodies(pushed)
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    cache_file(pushed).write_text(content)

    assert status(pushed) == "edited"


def test_a_cache_of_another_moment_is_not_believed(pushed: Desk) -> None:
    """What it says counts only for a dashboard that the listing shows as it was then."""
    bodies(pushed)
    before = cache_file(pushed).read_text()
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    cache_file(pushed).write_text(before)

    assert status(pushed) == "edited"


def test_a_cache_of_other_rules_is_not_believed(pushed: Desk) -> None:
    """Where what counts as the same has changed, what was the same may not be."""
    bodies(pushed)
    path = cache_file(pushed)
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "form": content["form"] - 1}))

    assert bodies(pushed) == [f"GET /api/dashboards/uid/{UID}"]


def test_the_cache_holds_no_contents(pushed: Desk) -> None:
    bodies(pushed)
    rows = json.loads(cache_file(pushed).read_text())["dashboards"]

    assert list(rows) == [UID]
    assert all(len(str(each)) <= 20 for each in rows[UID])


def test_a_folder_that_cannot_be_written_keeps_nobody_from_a_plan(pushed: Desk) -> None:
    folder = pushed.project.root / ".logloom"
    folder.write_text("a file in its place")

    assert status(pushed) == "unchanged"


def test_a_server_that_does_not_list_metadata_is_read_in_full(pushed: Desk) -> None:
    pushed.server.state.lists_metadata_alone = False

    assert status(pushed) == "unchanged"
    assert bodies(pushed) == [f"GET /api/dashboards/uid/{UID}"]
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    assert status(pushed) == "edited"


@pytest.mark.parametrize("version", ["10.4", "11.6", "13.0"])
def test_other_versions_of_grafana(version: str, tmp_path: Path) -> None:
    with GrafanaStandIn(version) as server:
        desk = Desk.at(server, tmp_path, PANELS)
        assert desk.push().exit_code == 0
        assert status(desk) == "unchanged"
        server.edit_dashboard_as("editor", UID, rename("By hand"))
        assert status(desk) == "edited"
        assert desk.push(on_edit="overwrite").exit_code == 0
        assert desk.statuses() == {}
        assert not server.errors


# What is written


def test_a_save_on_top_of_what_was_not_seen_is_refused_and_named(pushed: Desk) -> None:
    seen = board(pushed)
    with pushed.grafana() as grafana:
        seen = attrs.evolve(seen, live=KIND.read_one(grafana, pushed.source, seen.key))
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))

    with pytest.raises(LostUpdate, match=r"was saved by editor, .* while it was being pushed"):
        save(pushed, seen, **changed(seen))

    assert pushed.server.state.dashboards[UID].title == "By hand"


def in_full(desk: Desk) -> Comparison:
    with desk.grafana() as grafana:
        found = board(desk)
        return attrs.evolve(found, live=KIND.read_one(grafana, desk.source, found.key))


def test_a_dashboard_that_appeared_meanwhile_is_not_overwritten(desk: Desk) -> None:
    seen = board(desk)
    desk.server.call("POST", "/api/folders", {"uid": f"{PREFIX}-main", "title": "Main"})
    desk.server.call("POST", SAVE, {"dashboard": {"uid": UID, "title": "Theirs"}}, login="editor")

    with pytest.raises(LostUpdate, match="saved by editor"):
        save(desk, seen)

    assert desk.server.state.dashboards[UID].title == "Theirs"


def past_the_check(desk: Desk, title: str) -> faults.Meanwhile:
    """Somebody whose save gets past Grafana's check of the version together with ours."""

    def act(server: GrafanaStandIn) -> None:
        spec = {**server.state.dashboards[UID].spec, "uid": UID, "title": title}
        body = {"dashboard": spec, "folderUid": f"{PREFIX}-main", "overwrite": True}
        server.call("POST", SAVE, body, login="editor")

    return faults.Meanwhile(where=faults.to("POST", SAVE), action=act, after=True)


def test_an_edit_that_got_on_top_of_ours_is_named(pushed: Desk) -> None:
    seen = in_full(pushed)
    pushed.server.faults.append(past_the_check(pushed, "On top"))

    with pytest.raises(LostUpdate, match="version 3 stands on top of ours, which is version 2"):
        save(pushed, seen, **changed(seen))


def test_an_edit_that_got_under_ours_is_named_and_not_silently_buried(pushed: Desk) -> None:
    seen = in_full(pushed)
    stored = pushed.server.state.dashboards[UID]

    def slip_under(server: GrafanaStandIn) -> None:
        ours = stored.history.pop()
        server.edit_dashboard_as("editor", UID, rename("Under"))
        stored.history.append(attrs.evolve(ours, number=ours.number + 1))

    pushed.server.faults.append(
        faults.Meanwhile(where=faults.to("POST", SAVE), action=slip_under, after=True)
    )

    with pytest.raises(LostUpdate, match=r"saved by editor.*version 2 stands under ours, which is version 3"):
        save(pushed, seen, **changed(seen))


@pytest.mark.parametrize(
    "fault",
    [faults.CutAfter, faults.CutInBody, faults.InsteadAfter, partial(faults.InsteadAfter, status=504)],
)
def test_a_save_that_was_done_without_an_answer_is_known_from_the_history(fault: Any, pushed: Desk) -> None:
    seen = in_full(pushed)
    pushed.server.faults.append(fault(where=faults.to("POST", SAVE)))

    save(pushed, seen, **changed(seen))

    assert [entry.number for entry in pushed.server.state.dashboards[UID].history] == [1, 2]


@pytest.mark.parametrize("fault", [faults.CutBefore, partial(faults.Instead, status=500)])
def test_a_save_that_was_not_done_stays_in_doubt(fault: Any, pushed: Desk) -> None:
    seen = in_full(pushed)
    pushed.server.faults.append(fault(where=faults.to("POST", SAVE)))

    with pytest.raises((Unanswered, Refused)):
        save(pushed, seen, **changed(seen))

    assert len(pushed.server.state.dashboards[UID].history) == 1


def test_a_save_that_is_repeated_after_it_was_done_makes_no_second_version(pushed: Desk) -> None:
    seen = in_full(pushed)
    save(pushed, seen, **changed(seen))
    save(pushed, seen, **changed(seen))

    assert len(pushed.server.state.dashboards[UID].history) == 2


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_dashboard_that_was_edited_meanwhile_is_not_deleted(action: str, pushed: Desk) -> None:
    seen = in_full(pushed)
    if action == "edit":
        pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    else:
        pushed.server.call("DELETE", f"/api/dashboards/uid/{UID}")
    change = Change(Action.DELETE, seen.key, None, seen.live)

    with pushed.grafana() as grafana:
        if action == "edit":
            with pytest.raises(LostUpdate, match="saved by editor"):
                KIND.apply(grafana, pushed.source, [change])
            assert UID in pushed.server.state.dashboards
        else:
            KIND.apply(grafana, pushed.source, [change])


def test_a_message_of_whoever_pushes_stands_beside_the_mark(desk: Desk) -> None:
    source = attrs.evolve(desk.source, message="Wider panels " * 60)
    desk.push_plan(desk.plan(source), source)
    message = desk.server.state.dashboards[UID].newest.message

    assert message.startswith(f"logloom {PREFIX} ")
    assert ": Wider panels" in message
    assert len(message) <= 500
    assert desk.statuses() == {}


def test_what_a_backup_holds_can_be_written_back(pushed: Desk) -> None:
    """A Desired made of an answer of Grafana: no id, version or folder of then gets in the way."""
    pushed.server.edit_dashboard_as("editor", UID, rename("By hand"))
    old = in_full(pushed)
    assert pushed.push(on_edit="overwrite").exit_code == 0
    now = in_full(pushed)
    assert old.live is not None
    want = Desired(old.key, old.live.title, old.live.body, raw=old.live.raw)

    with pushed.grafana() as grafana:
        KIND.apply(grafana, pushed.source, [Change(Action.UPDATE, old.key, want, now.live)])

    stored = pushed.server.state.dashboards[UID]
    assert (stored.title, stored.newest.number) == ("By hand", 4)
