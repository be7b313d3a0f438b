"""Datasources: no secret is lost or shown, the default is nobody's by accident, a new uid breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.sync.changes import Options, intend
from generator.sync.client.errors import LostUpdate, Refused
from generator.sync.kinds.datasources import KIND
from generator.sync.model import Action, Change, Comparison, Status
from generator.sync.usage import names_datasource
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import PREFIX, Desk
from tests.sync.project import ENVIRONMENT, MODULES

Json = dict[str, Any]

UID = f"{PREFIX}-pg"
KEY = f"datasource {UID}"
ALL = "/api/datasources"
ONE = f"{ALL}/uid/{UID}"
SECRET = ENVIRONMENT["LOGS_DB_PASSWORD"]


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    return Desk.at(grafana, tmp_path, {"datasources": MODULES["datasources"]})


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    assert desk.push().exit_code == 0
    return desk


def stored(desk: Desk, uid: str = UID) -> Json:
    found: Json = desk.server.call("GET", f"{ALL}/uid/{uid}")
    return found


def edit(desk: Desk, uid: str = UID, **changes: Any) -> None:
    """What the page of a datasource does: it sends all that it has read, and the version."""
    desk.server.call("PUT", f"{ALL}/uid/{uid}", {**stored(desk, uid), **changes}, login="admin")


def sent(desk: Desk) -> Json:
    """The body of the last write."""
    body: Json = desk.server.writes[-1].json
    return body


def seen(desk: Desk) -> Comparison:
    return desk.comparison(KEY)


def apply(desk: Desk, change: Change) -> None:
    with desk.grafana() as grafana:
        KIND.apply(grafana, desk.source, [change])


def test_a_datasource_is_made_and_then_left_alone(desk: Desk) -> None:
    assert f"POST {ALL}" in desk.pushed()
    assert desk.server.state.secrets[UID] == {"password": SECRET}
    assert desk.pushed() == []
    assert stored(desk)["version"] == 1


# Secrets


def test_a_new_password_is_sent_and_an_old_one_is_not_sent_again(pushed: Desk) -> None:
    pushed.environment = {**ENVIRONMENT, "LOGS_DB_PASSWORD": "another"}

    assert seen(pushed).status is Status.UPDATE
    assert pushed.pushed() == [f"PUT {ONE}"]
    assert pushed.server.state.secrets[UID] == {"password": "another"}
    assert pushed.pushed() == []


def test_without_the_variable_the_stored_password_is_kept(pushed: Desk) -> None:
    pushed.environment = {}
    pushed.project.change("datasources", "db.example.com", "db2.example.com")

    assert seen(pushed).status is Status.UPDATE
    assert pushed.pushed() == [f"PUT {ONE}"]
    assert "secureJsonData" not in sent(pushed)
    assert stored(pushed)["secureJsonFields"] == {"password": True}
    pushed.environment = ENVIRONMENT
    assert pushed.statuses() == {}


def test_making_one_without_the_password_stops_before_the_first_write_and_names_the_variable(
    desk: Desk,
) -> None:
    desk.environment = {}

    (stop,) = desk.stops()
    assert "LOGS_DB_PASSWORD" in stop.message
    with pytest.raises(Refused, match="cannot be made without LOGS_DB_PASSWORD"):
        apply(desk, Change(Action.CREATE, seen(desk).key, seen(desk).desired))
    assert desk.server.writes == []


def test_a_password_that_was_cleared_in_grafana_is_sent_again(pushed: Desk) -> None:
    del pushed.server.state.secrets[UID]["password"]

    assert seen(pushed).status is Status.UPDATE
    pushed.environment = {}
    assert "LOGS_DB_PASSWORD" in pushed.stops()[0].message


def test_no_password_in_the_mark_the_plan_or_a_backup(pushed: Desk) -> None:
    mark = json.dumps(stored(pushed)["jsonData"]["logloom"])
    pushed.environment = {**ENVIRONMENT, "LOGS_DB_PASSWORD": "another"}
    plan = pushed.plan()
    pushed.push_plan(plan, pushed.source)
    texts = [mark, repr(plan), *(path.read_text() for path in pushed.folder.rglob("backups/**/*.json"))]

    for text in texts:
        assert SECRET not in text
        assert "another" not in text


# Edits, and whose it is


def test_an_edit_in_grafana_is_shown(pushed: Desk) -> None:
    edit(pushed, url="elsewhere:5432")

    assert seen(pushed).status is Status.EDITED
    pushed.project.change("datasources", "db.example.com", "db2.example.com")
    assert seen(pushed).status is Status.CONFLICT


def test_one_that_somebody_else_has_made_is_taken(desk: Desk) -> None:
    body = {"uid": UID, "name": "Theirs", "type": "postgres", "access": "proxy"}
    desk.server.call("POST", ALL, body)

    assert seen(desk).status is Status.TAKEN
    desk.push(adopt=[UID])
    assert desk.statuses() == {}
    assert stored(desk)["name"] == f"{PREFIX} logs"


def test_one_that_came_from_a_file_is_blocked(desk: Desk) -> None:
    body = {"uid": UID, "name": "From a file", "type": "postgres", "access": "proxy"}
    desk.server.call("POST", ALL, body)
    desk.server.state.datasources[UID] = {**desk.server.state.datasources[UID], "readOnly": True}

    assert seen(desk).status is Status.BLOCKED
    assert "a provisioning file" in desk.stops()[0].message


def test_the_plugins_short_name_is_the_same_plugin(pushed: Desk) -> None:
    """Grafana stores the long one (recorded: 332)."""
    source = pushed.source
    (datasource,) = source.project.datasources["postgres"]
    short = attrs.evolve(datasource, type="postgres")
    project = attrs.evolve(source.project, datasources={"postgres": (short,)})

    plan = pushed.plan(attrs.evolve(source, project=project))
    assert {each.status for each in plan.comparisons} == {Status.UNCHANGED}


# Lost updates


def test_a_change_after_the_plan_is_not_overwritten(pushed: Desk) -> None:
    pushed.project.change("datasources", "db.example.com", "db2.example.com")
    found = seen(pushed)
    edit(pushed, user="somebody")

    with pytest.raises(LostUpdate, match="changed by somebody else"):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))
    assert stored(pushed)["user"] == "somebody"


def test_a_change_by_a_tool_that_sends_no_version_is_seen_as_well(pushed: Desk) -> None:
    """Such a write sets the version back to 1 (recorded: 309), so the number says nothing."""
    pushed.project.change("datasources", "db.example.com", "db2.example.com")
    found = seen(pushed)
    edit(pushed, user="somebody", version=None)
    assert found.live is not None
    assert stored(pushed)["version"] == found.live.version

    with pytest.raises(LostUpdate):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))


def test_a_change_at_the_last_moment_is_refused_by_grafana(pushed: Desk) -> None:
    pushed.project.change("datasources", "db.example.com", "db2.example.com")
    found = seen(pushed)
    pushed.server.faults.append(
        faults.Meanwhile(where=faults.to("PUT", ONE), action=lambda server: edit(pushed, user="somebody"))
    )

    with pytest.raises(LostUpdate):
        apply(pushed, Change(Action.UPDATE, found.key, found.desired, found.live))
    assert stored(pushed)["user"] == "somebody"


def test_the_version_is_always_sent(pushed: Desk) -> None:
    edit(pushed, user="somebody")
    pushed.push(on_edit="overwrite")

    assert sent(pushed)["version"] == 2
    assert stored(pushed)["version"] == 3


# The default


def other(desk: Desk, **settings: Any) -> None:
    body = {"uid": "other", "name": "Other", "type": "loki", "access": "proxy", **settings}
    desk.server.call("POST", ALL, body)


def wants_default(desk: Desk) -> None:
    desk.project.change("datasources", "password=", "is_default=True, password=")


def test_what_grafana_or_somebody_has_made_the_default_stays_it(pushed: Desk) -> None:
    """The first datasource becomes the default by itself; a write without the key would take it away."""
    assert stored(pushed)["isDefault"]
    assert pushed.statuses() == {}
    pushed.project.change("datasources", "db.example.com", "db2.example.com")
    pushed.push()

    assert stored(pushed)["isDefault"]


def test_what_is_not_the_default_does_not_become_it(desk: Desk) -> None:
    other(desk)
    desk.push()
    desk.project.change("datasources", "db.example.com", "db2.example.com")
    desk.push()

    assert not stored(desk)["isDefault"]
    assert stored(desk, "other")["isDefault"]


def test_taking_the_default_from_another_is_said_before_it_is_done(desk: Desk) -> None:
    other(desk)
    wants_default(desk)
    (note,) = desk.plan().notes

    assert note.startswith(
        f"{KEY} becomes the default datasource of the organisation in place of Other (other)"
    )
    desk.push()
    assert stored(desk)["isDefault"]
    assert desk.plan().notes == ()
    assert desk.statuses() == {}


def test_a_default_that_somebody_has_moved_is_an_edit(desk: Desk) -> None:
    wants_default(desk)
    desk.push()
    other(desk, isDefault=True)

    assert seen(desk).status is Status.EDITED
    assert len(desk.plan().notes) == 1


# Another uid, and pruning


def use(desk: Desk, uid: str, name: str = "") -> None:
    """Somebody's dashboards that name a datasource, by uid and by name."""
    for title, reference in (("By uid", {"uid": uid}), ("By name", name or uid)):
        panel = {"id": 1, "type": "table", "datasource": reference, "targets": []}
        dashboard = {"title": title, "panels": [{"id": 2, "type": "row", "panels": [panel]}]}
        desk.server.call("POST", "/api/dashboards/db", {"dashboard": dashboard}, login="editor")


def test_another_uid_under_the_same_name_lists_what_would_break_and_stops(pushed: Desk) -> None:
    use(pushed, UID, f"{PREFIX} logs")
    pushed.project.change("datasources", "PREFIX-pg", "PREFIX-new")
    plan = pushed.plan()
    found = next(each for each in plan.comparisons if each.key.id == f"{PREFIX}-new")

    assert found.status is Status.BLOCKED
    (stop,) = intend(plan, Options()).stops
    assert f"with the uid {UID}, which 2 dashboards (By name, By uid) would go on using" in stop.message
    assert f"keep the uid {UID}, or give it another name" in stop.message


def test_a_name_that_is_taken_at_the_last_moment(desk: Desk) -> None:
    found = seen(desk)
    other(desk, name=f"{PREFIX} logs")

    with pytest.raises(LostUpdate, match=f"one called {PREFIX} logs"):
        apply(desk, Change(Action.CREATE, found.key, found.desired))


def test_one_of_ours_that_is_gone_from_the_project_is_pruned(pushed: Desk) -> None:
    pushed.project.remove("datasources")

    assert pushed.pushed(prune=True) == [f"DELETE {ONE}"]
    assert pushed.statuses() == {}


def test_one_that_is_used_is_not_pruned(pushed: Desk) -> None:
    use(pushed, UID)
    pushed.project.remove("datasources")
    outcome = pushed.push(prune=True)

    assert "stays, for 2 dashboards (By name, By uid) use it" in str(outcome.failed[0].error)
    assert UID in pushed.server.state.datasources


@pytest.mark.parametrize(
    ("node", "names"),
    [
        ({"datasource": {"uid": "u"}}, True),
        ({"panels": [{"targets": [{"datasource": {"uid": "u", "type": "x"}}]}]}, True),
        ({"datasource": "The name"}, True),
        ({"datasource": "u"}, True),
        ({"datasource": {"uid": "v"}, "title": "u"}, False),
        ({"datasource": None}, False),
        ([], False),
        ("u", False),
    ],
)
def test_what_names_a_datasource(node: Any, names: bool) -> None:
    assert names_datasource(node, "u", "The name") is names
