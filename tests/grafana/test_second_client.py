"""grafana-client's own methods against the stand-in. Our sync makes its requests itself, with other URLs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from grafana_client.api import GrafanaApi
from grafana_client.client import GrafanaClientError

from tests.grafana.queries import Table
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import Json

PANEL: Json = {"id": 1, "type": "text", "title": "Words", "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0}}
QUERY: Json = {
    "refId": "A",
    "datasourceUid": "pg",
    "relativeTimeRange": {"from": 600, "to": 0},
    "model": {"refId": "A", "format": "table", "rawSql": "SELECT 1"},
}
RULE: Json = {
    "uid": "r",
    "title": "Rule",
    "folderUID": "f",
    "ruleGroup": "g",
    "condition": "A",
    "for": "1m",
    "noDataState": "NoData",
    "execErrState": "Error",
    "data": [QUERY],
}


@pytest.fixture
def client(grafana: GrafanaStandIn) -> Iterator[Any]:
    api: Any = GrafanaApi.from_url(grafana.url, credential=grafana.token)
    api.folder.create_folder("Folder", uid="f")
    yield api
    api.client.s.close()


def test_who_and_which_version(client: Any) -> None:
    assert client.version == "12.2.0"
    assert client.health.check()["version"] == "12.2.0"
    assert client.user.get_actual_user()["login"] == "sa-1-sync-admin"
    assert client.organization.get_current_organization()["name"] == "Main Org."


def test_folders(client: Any) -> None:
    assert client.folder.create_folder("Inner", uid="i", parent_uid="f")["parentUid"] == "f"
    assert [folder["uid"] for folder in client.folder.get_all_folders()] == ["f"]
    assert [folder["uid"] for folder in client.folder.get_all_folders(parent_uid="f")] == ["i"]
    assert client.folder.update_folder("i", title="Renamed", version=1)["version"] == 2
    with pytest.raises(GrafanaClientError) as refused:
        client.folder.update_folder("i", title="Again", version=1)
    assert refused.value.status_code == 412
    assert "parentUid" not in client.folder.move_folder("i", "")
    client.folder.delete_folder("i")
    with pytest.raises(GrafanaClientError):
        client.folder.get_folder("i")


def test_dashboards_and_their_history(client: Any) -> None:
    board = {"uid": "d", "title": "Board", "panels": [PANEL], "tags": ["one", "two"]}
    saved = client.dashboard.update_dashboard({"dashboard": board, "folderUid": "f", "message": "first"})
    assert saved["status"] == "success"
    loaded = client.dashboard.get_dashboard("d")
    assert (loaded["meta"]["folderTitle"], loaded["dashboard"]["panels"]) == ("Folder", [PANEL])
    changed = loaded["dashboard"] | {"title": "Changed"}
    client.dashboard.update_dashboard({"dashboard": changed, "folderUid": "f", "message": "second"})
    versions = client.dashboard_versions.get_dashboard_versions_by_uid("d")["versions"]
    assert [version["message"] for version in versions] == ["second", "Initial save"]
    first = client.dashboard_versions.get_dashboard_version_by_uid("d", 1)
    assert (first["message"], first["data"]["title"]) == ("first", "Board")
    client.dashboard_versions.restore_dashboard_by_uid("d", 1)
    assert [hit["title"] for hit in client.search.search_dashboards(tag=["one", "two"])] == ["Board"]
    assert client.dashboard.get_dashboards_tags() == [
        {"term": "one", "count": 1},
        {"term": "two", "count": 1},
    ]
    client.dashboard.delete_dashboard("d")
    assert client.search.search_dashboards(type_="dash-db") == []


def test_datasources_and_their_queries(client: Any, grafana: GrafanaStandIn) -> None:
    source = {"uid": "pg", "name": "Logs", "type": "grafana-postgresql-datasource", "access": "proxy"}
    client.datasource.create_datasource(source | {"secureJsonData": {"password": "secret"}})
    assert client.datasource.get_datasource_by_name("Logs")["secureJsonFields"] == {"password": True}
    updated = client.datasource.update_datasource_by_uid("pg", source | {"url": "localhost"})
    assert updated["datasource"]["url"] == "localhost"
    assert [one["uid"] for one in client.datasource.list_datasources()] == ["pg"]
    assert client.datasource.health("pg")["status"] == "OK"
    grafana.answer_queries(lambda query: Table([("n", "int64")], [[3]]))
    answer = client.datasource.smartquery(client.datasource.get_datasource_by_uid("pg"), "SELECT 3 AS n")
    assert answer["results"]["test"]["frames"][0]["data"]["values"] == [[3]]
    client.datasource.delete_datasource_by_uid("pg")
    assert client.datasource.list_datasources() == []


def test_library_elements(client: Any) -> None:
    made = client.libraryelement.create_library_element(PANEL, name="Shared", uid="l", folder_uid="f")
    assert made["result"]["meta"]["folderName"] == "Folder"
    client.libraryelement.update_library_element("l", PANEL, name="Renamed", folder_uid="f", version=1)
    listed = client.libraryelement.list_library_elements(kind=1)["result"]
    assert [(one["name"], one["version"]) for one in listed["elements"]] == [("Renamed", 2)]
    assert client.libraryelement.get_library_element_connections("l")["result"] == []
    client.libraryelement.delete_library_element("l")
    with pytest.raises(GrafanaClientError):
        client.libraryelement.get_library_element("l")


def test_alert_rules(client: Any) -> None:
    alerting = client.alertingprovisioning
    assert alerting.create_alertrule(RULE)["provenance"] == "api"
    assert alerting.update_alertrule("r", RULE | {"title": "Renamed"})["title"] == "Renamed"
    group = alerting.get_rule_group("f", "g")
    assert [rule["title"] for rule in group["rules"]] == ["Renamed"]
    alerting.update_rule_group("f", "g", group | {"interval": 30})
    assert alerting.get_rule_group("f", "g")["interval"] == 30
    alerting.delete_alertrule("r")
    assert alerting.get_alertrules_all() == []


def test_notifications(client: Any) -> None:
    alerting = client.alertingprovisioning
    point = {"uid": "c", "name": "Mail", "type": "email", "settings": {"addresses": "a@example.test"}}
    alerting.create_contactpoint(point)
    alerting.update_contactpoint("c", point | {"settings": {"addresses": "b@example.test"}})
    assert [one["settings"] for one in alerting.get_contactpoints(name="Mail")] == [
        {"addresses": "b@example.test"}
    ]
    timing = {"name": "nights", "time_intervals": [{"times": [{"start_time": "22:00", "end_time": "24:00"}]}]}
    alerting.create_mute_timing(timing)
    alerting.update_mute_timing("nights", timing)
    assert [one["name"] for one in alerting.get_mute_timings()] == ["nights"]
    alerting.create_or_update_template("words", {"template": '{{ define "words" }}x{{ end }}'})
    assert alerting.get_template("words")["provenance"] == "api"
    route = {"receiver": "Mail", "mute_time_intervals": ["nights"], "object_matchers": [["a", "=", "b"]]}
    alerting.set_notification_policy_tree({"receiver": "grafana-default-email", "routes": [route]})
    assert alerting.get_notification_policy_tree()["routes"] == [route]
    alerting.delete_notification_policy_tree()
    alerting.delete_template("words")
    alerting.delete_mute_timing("nights")
    alerting.delete_contactpoint("c")
    assert [one["name"] for one in alerting.get_contactpoints()] == ["email receiver"]


def test_service_accounts(client: Any) -> None:
    account = client.serviceaccount.create({"name": "robot", "role": "Viewer"})
    token = client.serviceaccount.create_token(account["id"], {"name": "key"})
    assert token["key"].startswith("glsa_")
    assert [one["name"] for one in client.serviceaccount.get_tokens(account["id"])] == ["key"]
