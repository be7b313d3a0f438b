"""The provisioning files of the recorded server, and what became of them, found out from what it showed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import Json

Step = Callable[[GrafanaStandIn], Any]
ALERTING = "alerting/all.yaml"
DASHBOARD: Json = {"panels": [], "schemaVersion": 41, "tags": ["file"]}


def file_steps() -> dict[str, Step]:
    """By the name of the recording before which it was done."""
    return {
        "6p01-folders-from-files": first_files,
        "6p14-dash-after-file-change": change_dashboard,
        "6p16-dash-file-removed": remove_dashboard,
        "6p52-reload-after-removing-fr2": lambda grafana: alerting(grafana, [rule(1)]),
        "6p54-reload-with-deleteRules": lambda grafana: alerting(
            grafana, [rule(1)], deleteRules=[{"orgId": 1, "uid": "fr-2"}]
        ),
        "6p56-reload-bad-file": lambda grafana: grafana.write_file(
            "alerting", "alerting/bad.yaml", {"groups": [{"name": "bad"}]}
        ),
        "6p57-reload-rules-file-gone": remove_alerting,
    }


def first_files(grafana: GrafanaStandIn) -> None:
    people = grafana.state.people
    account = people.add_service_account("sa-admin", "Admin")
    people.add_token(account, "tok-admin", account.created)
    alerting(grafana, [rule(1), rule(2)])
    grafana.read_files("alerting")
    for uid, title, folder in (
        ("f-one", "File one", "Billing"),
        ("f-two", "File two", "Billing"),
        ("f-three", "File three", "Ops"),
    ):
        path = f"{folder}/{uid.removeprefix('f-')}.json"
        tree(grafana, path, uid, title, folder=folder)
    editable: Json = {"folder": "Editable", "folder_uid": "editable-f", "allow_ui_updates": True}
    tree(grafana, "e.json", "f-edit", "File editable", **editable)
    grafana.read_files("dashboards")
    grafana.provision_file("datasources", "datasources/all.yaml", {"datasources": datasources()})


def tree(grafana: GrafanaStandIn, path: str, uid: str, title: str, **settings: Any) -> None:
    dashboard = DASHBOARD | {"uid": uid, "title": title}
    grafana.write_file("dashboards", path, dashboard, provisioner="tree", **settings)


def datasources() -> list[Json]:
    common: Json = {
        "type": "grafana-postgresql-datasource",
        "url": "127.0.0.1:5432",
        "user": "grafana_ro",
        "jsonData": {"database": "logs", "managedBy": "x", "postgresVersion": 1500, "sslmode": "disable"},
        "secureJsonData": {"password": "ro_pass"},
    }
    return [
        common | {"uid": "pg-logs", "name": "App logs (PG)", "isDefault": True},
        common | {"uid": "pg-edit", "name": "PG editable", "editable": True},
    ]


def rule(number: int) -> Json:
    sql = "SELECT count(*) AS value FROM app_logs"
    more: Json = {"labels": {"team": "billing"}, "annotations": {"summary": "x"}} if number == 1 else {}
    return more | {
        "uid": f"fr-{number}",
        "title": f"File rule {'one' if number == 1 else 'two'}",
        "condition": "B",
        "data": [
            {
                "refId": "A",
                "datasourceUid": "pg-logs",
                "relativeTimeRange": {"from": 600, "to": 0},
                "model": {"refId": "A", "format": "table", "rawSql": sql},
            },
            {
                "refId": "B",
                "datasourceUid": "__expr__",
                "model": {"refId": "B", "type": "math", "expression": "$A > 1"},
            },
        ],
    }


def alerting(grafana: GrafanaStandIn, rules: list[Json], **more: Any) -> None:
    slack = {"url": "http://127.0.0.1:9/x", "recipient": "#f"}
    content: Json = {
        "groups": [{"name": "file-group", "folder": "Alerting Files", "interval": "10s", "rules": rules}],
        "contactPoints": [
            {"name": "File slack", "receivers": [{"uid": "f-slack", "type": "slack", "settings": slack}]}
        ],
        "policies": [{"receiver": "File slack", "group_by": ["grafana_folder", "alertname"]}],
        "muteTimes": [{"name": "file-mute", "time_intervals": [{"weekdays": ["saturday"]}]}],
        "templates": [{"name": "file-tpl", "template": '{{ define "ft" }}x{{ end }}'}],
    }
    grafana.write_file("alerting", ALERTING, content | more)


def change_dashboard(grafana: GrafanaStandIn) -> None:
    tree(grafana, "Billing/one.json", "f-one", "File one v2", folder="Billing")
    grafana.read_files("dashboards")


def remove_dashboard(grafana: GrafanaStandIn) -> None:
    grafana.remove_file("Billing/two.json")
    grafana.read_files("dashboards")


def remove_alerting(grafana: GrafanaStandIn) -> None:
    for path in (ALERTING, "alerting/bad.yaml"):
        grafana.remove_file(path)
