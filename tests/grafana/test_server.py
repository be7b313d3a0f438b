"""What a test may tell the stand-in: its version, files, people, evaluations, and what happens in between."""

from __future__ import annotations

from typing import Any

import pytest

from tests.grafana import faults
from tests.grafana.alerting import Evaluation, alert
from tests.grafana.queries import QueryError, Table
from tests.grafana.server import GrafanaStandIn
from tests.grafana.test_faults import ask, connected
from tests.grafana.test_second_client import RULE
from tests.grafana.wire import Json

DASHBOARDS = "/apis/dashboard.grafana.app/v1beta1/namespaces/default/dashboards"
POINTS = "/api/v1/provisioning/contact-points"


def save(grafana: GrafanaStandIn, uid: str, title: str = "Board", **more: Any) -> Any:
    board = {"uid": uid, "title": title, "panels": []}
    return grafana.call("POST", "/api/dashboards/db", {"dashboard": board, "overwrite": True} | more)


def point(uid: str) -> Json:
    return {"uid": uid, "name": uid, "type": "email", "settings": {"addresses": "a@example.test"}}


@pytest.mark.parametrize("version", ["10.4.0", "11.6.0", "12.2.0", "13.0.0"])
def test_a_version_says_what_it_is(version: str) -> None:
    with GrafanaStandIn(version) as grafana:
        assert grafana.call("GET", "/api/health")["version"] == version


def test_an_old_grafana_lacks_what_came_later() -> None:
    with GrafanaStandIn("10.4.0") as grafana:
        grafana.call("POST", "/api/folders", {"uid": "f", "title": "F"})
        inner = grafana.call("POST", "/api/folders", {"uid": "i", "title": "I", "parentUid": "f"})
        assert "parentUid" not in inner
        save(grafana, "d")
        versions = grafana.call("GET", "/api/dashboards/uid/d/versions")
        assert [version["version"] for version in versions] == [1]
        assert "data" not in versions[0]
        rule = grafana.call("POST", "/api/v1/provisioning/alert-rules", RULE | {"keep_firing_for": "5m"})
        assert not {"keep_firing_for", "notification_settings"} & rule.keys()
        for path in ("/apis", DASHBOARDS, "/api/ruler/grafana/api/v1/rule/r/versions"):
            with pytest.raises(ValueError, match="404"):
                grafana.call("GET", path)


def test_an_old_grafana_names_the_service_account_that_wrote() -> None:
    for version, author in (("11.6.0", "sa-1-sync-admin"), ("12.2.0", "Anonymous")):
        with GrafanaStandIn(version) as grafana, connected(grafana) as connection:
            body = {"dashboard": {"uid": "d", "title": "Board"}}
            ask(connection, grafana, "POST", "/api/dashboards/db", body)
            meta = grafana.call("GET", "/api/dashboards/uid/d")["meta"]
            assert (meta["createdBy"], meta["updatedBy"]) == (author, author)


def test_a_person_who_edits_is_named(grafana: GrafanaStandIn) -> None:
    save(grafana, "d")
    grafana.edit_dashboard_as("editor", "d", lambda board: board.update(title="Edited"), "by hand")
    newest, first = grafana.call("GET", "/api/dashboards/uid/d/versions")["versions"]
    assert (newest["createdBy"], newest["message"], first["createdBy"]) == ("editor", "by hand", "admin")
    item = grafana.call("GET", f"{DASHBOARDS}/d")
    editor = grafana.state.people.user("editor")
    assert editor is not None
    assert item["metadata"]["annotations"]["grafana.app/updatedBy"] == f"user:{editor.uid}"


def test_a_list_of_metadata_alone_has_no_specs(grafana: GrafanaStandIn) -> None:
    for number in range(3):
        save(grafana, f"d{number}")
    accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    first = grafana.call("GET", f"{DASHBOARDS}?limit=2", accept=accept)
    assert first["kind"] == "PartialObjectMetadataList"
    assert [set(item) for item in first["items"]] == [{"metadata"}, {"metadata"}]
    rest = grafana.call(
        "GET", f"{DASHBOARDS}?limit=2&continue={first['metadata']['continue']}", accept=accept
    )
    names = [item["metadata"]["name"] for item in first["items"] + rest["items"]]
    assert (names, "continue" in rest["metadata"]) == (["d2", "d1", "d0"], False)
    grafana.state.lists_metadata_alone = False
    assert grafana.call("GET", DASHBOARDS, accept=f"{accept}, application/json")["kind"] == "DashboardList"
    with pytest.raises(ValueError, match="406"):
        grafana.call("GET", DASHBOARDS, accept=accept)


def test_the_check_of_a_version_is_not_one_step_with_the_write(grafana: GrafanaStandIn) -> None:
    """Both writes win; the history alone shows that there were two."""
    save(grafana, "d", "First")

    def edit(it: GrafanaStandIn) -> None:
        it.edit_dashboard_as("editor", "d", lambda board: board.update(title="Edited"))

    grafana.faults.append(faults.Meanwhile(where=faults.writes, action=edit, unnoticed=True))
    body = {"dashboard": {"uid": "d", "title": "Ours", "version": 1}}
    with connected(grafana) as connection:
        assert ask(connection, grafana, "POST", "/api/dashboards/db", body)[0] == 200
        assert ask(connection, grafana, "POST", "/api/dashboards/db", body)[0] == 412
    history = grafana.state.dashboards["d"].history
    assert [version.spec["title"] for version in history] == ["First", "Edited", "Ours"]


def test_writes_of_notifications_get_in_each_others_way(grafana: GrafanaStandIn) -> None:
    other = faults.Meanwhile(where=faults.writes, action=lambda it: it.call("POST", POINTS, point("other")))
    grafana.faults.append(other)
    with connected(grafana) as connection:
        status, answer = ask(connection, grafana, "POST", POINTS, point("ours"))
        assert (status, answer["message"]) == (500, "could not find object using provided id and hash")
        assert ask(connection, grafana, "POST", POINTS, point("ours"))[0] == 202


def test_a_dashboard_of_a_file_is_not_saved_over(grafana: GrafanaStandIn) -> None:
    board = {"uid": "d", "title": "From a file", "panels": []}
    grafana.provision_file("dashboards", "team/d.json", board, folder="Team")
    with pytest.raises(ValueError, match="Cannot save provisioned dashboard"):
        save(grafana, "d")
    with pytest.raises(ValueError, match="provisioned dashboard cannot be deleted"):
        grafana.call("DELETE", "/api/dashboards/uid/d")
    meta = grafana.call("GET", "/api/dashboards/uid/d")["meta"]
    assert (meta["provisioned"], meta["provisionedExternalId"]) == (True, "team/d.json")
    grafana.remove_file("team/d.json")
    grafana.read_files("dashboards")
    assert "d" not in grafana.state.dashboards


def test_a_dashboard_that_a_newer_editor_has_stored_is_not_read_the_old_way(grafana: GrafanaStandIn) -> None:
    spec = {"title": "New", "elements": {}, "layout": {"kind": "GridLayout", "spec": {"items": []}}}
    body = {"metadata": {"name": "d"}, "spec": spec}
    grafana.call("POST", DASHBOARDS.replace("v1beta1", "v2beta1"), body)
    with pytest.raises(ValueError, match="406"):
        grafana.call("GET", "/api/dashboards/uid/d")
    assert grafana.call("GET", f"{DASHBOARDS}/d")["status"]["conversion"]["storedVersion"] == "v2beta1"


def test_unified_storage_keeps_what_is_put_on_an_object(grafana: GrafanaStandIn) -> None:
    metadata = {"name": "d", "annotations": {"example/x": "y"}, "labels": {"team": "a"}}
    body = {"metadata": metadata, "spec": {"title": "Board", "schemaVersion": 42, "panels": []}}
    for server, kept in ((grafana, False), (GrafanaStandIn("13.0.0"), True)):
        server.call("POST", DASHBOARDS, body)
        stored = server.call("GET", f"{DASHBOARDS}/d")["metadata"]
        assert ("example/x" in stored["annotations"], "team" in stored["labels"]) == (kept, kept)


def test_rules_are_in_the_state_that_a_test_says(grafana: GrafanaStandIn) -> None:
    grafana.call("POST", "/api/folders", {"uid": "f", "title": "Folder"})
    grafana.call("POST", "/api/v1/provisioning/alert-rules", RULE)
    rule = grafana.state.alerting.rules["r"]
    firing = alert(rule, "Folder", "Alerting", "1e+00", labels={"host": "a"})
    grafana.evaluate("r", Evaluation("firing", alerts=(firing,), at="2026-01-01T00:00:00Z"))
    shown = grafana.call("GET", "/api/prometheus/grafana/api/v1/rules?folder_uid=f")
    (group,) = shown["data"]["groups"]
    assert (group["file"], group["totals"]) == ("Folder", {"firing": 1})
    assert group["rules"][0]["alerts"][0]["labels"]["host"] == "a"


def test_queries_are_answered_by_the_test(grafana: GrafanaStandIn) -> None:
    source = {"uid": "pg", "name": "Logs", "type": "grafana-postgresql-datasource", "access": "proxy"}
    grafana.call("POST", "/api/datasources", source)
    query = {"refId": "A", "datasource": {"uid": "pg"}, "rawSql": "SELECT 1", "format": "table"}

    def answer(asked: Json) -> Table:
        if asked["rawSql"] == "SELECT 1":
            return Table([("n", "int64")], [[1]])
        raise QueryError("db query error")

    grafana.answer_queries(answer)

    def body(text: str) -> Json:
        return {"queries": [query | {"rawSql": text}]}

    results = grafana.call("POST", "/api/ds/query", body("SELECT 1"))["results"]
    assert results["A"]["frames"][0]["data"]["values"] == [[1]]
    with pytest.raises(ValueError, match="db query error"):
        grafana.call("POST", "/api/ds/query", body("SELEC"))
