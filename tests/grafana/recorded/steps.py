"""What was done between two recordings without being recorded, found out from what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.grafana.alerting import Evaluation, alert
from tests.grafana.people import Token
from tests.grafana.recorded import database
from tests.grafana.recorded.file_steps import file_steps
from tests.grafana.recorded.recordings import recording
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import Json

Step = Callable[[GrafanaStandIn], Any]
NO_DATABASE = "Database error: Failed to connect to the postgres server"
MOMENT = "2026-11-25T11:10:10Z"
POSTGRES_HELP = "https://grafana.com/docs/grafana/latest/datasources/postgres"


def steps() -> dict[str, Step]:
    """By the name of the recording before which it was done."""
    return {
        "115-token-create": first_tokens,
        "132-expired-token": expire_token,
        "325-ds-badpw-health": lambda grafana: unhealthy(
            grafana,
            "pg-badpw",
            'password authentication failed for user "grafana_ro"',
            f"{NO_DATABASE}. Postgres error code: invalid_password",
        ),
        "327-ds-badhost-health": lambda grafana: unhealthy(
            grafana,
            "pg-badhost",
            "dial tcp 127.0.0.1:1: connect: connection refused",
            "Network error: Failed to connect to the server. Error message: connect: connection refused",
        ),
        "329-ds-baddb-health": lambda grafana: unhealthy(
            grafana,
            "pg-baddb",
            'database "nope" does not exist',
            f"{NO_DATABASE}. Postgres error code: invalid_catalog_name",
        ),
        "344-ds-no-ssl-mode-health": lambda grafana: unhealthy(
            grafana,
            "pg-nossl",
            "pq: SSL is not enabled on the server",
            NO_DATABASE,
        ),
        "342-ds-read-only-false": delete_leftover_datasources,
        "401-dash-create": lambda grafana: folders(grafana, {"dash-f": "Dash F", "dash-g": "Dash G"}),
        "450-search-tag": paged_dashboards,
        "468-search-tags-in-result": tagged_dashboards,
        "501-rule-create": lambda grafana: folders(grafana, {"alerts-f": "Alerts F"}),
        "650-prom-rules": first_evaluations,
        "673-rule-in-del": folders_to_delete,
        "559c-prom-rules-orphan": second_evaluations,
        "580a-cp-decrypt-admin-basic": slack_again,
        "580m-cp-list": lambda grafana: delete_contact_points(grafana, "cp-ed", "cp-unk"),
        "661-state-group-rules": state_evaluations,
        "701-q-timeseries-one": lambda grafana: grafana.answer_queries(database.answer),
        **file_steps(),
    }


def folders(grafana: GrafanaStandIn, titles: dict[str, str], parent: str = "") -> None:
    for uid, title in titles.items():
        robot(grafana, "POST", "/api/folders", {"uid": uid, "title": title, "parentUid": parent})


def robot(grafana: GrafanaStandIn, method: str, target: str, body: Any = None) -> Any:
    """A request of the service account that most recordings were made with."""
    return grafana.call(method, target, body, login="sa-1-sa-admin")


def dashboard(grafana: GrafanaStandIn, uid: str, title: str, tags: list[str], folder: str = "dash-f") -> None:
    spec = recording("401-dash-create").body["dashboard"] | {"uid": uid, "title": title, "tags": tags}
    robot(grafana, "POST", "/api/dashboards/db", {"dashboard": spec, "folderUid": folder, "overwrite": True})


def first_tokens(grafana: GrafanaStandIn) -> None:
    people = grafana.state.people
    for name in ("admin", "editor", "viewer"):
        owner = people.user(f"sa-1-sa-{name}")
        assert owner is not None
        people.add_token(owner, f"tok-{name}", owner.created)


def token_named(grafana: GrafanaStandIn, name: str) -> Token:
    return next(token for token in grafana.state.people.tokens.values() if token.name == name)


def expire_token(grafana: GrafanaStandIn) -> None:
    token_named(grafana, "tok-ttl").expires_at = time.time() - 1


def unhealthy(grafana: GrafanaStandIn, uid: str, details: str, message: str) -> None:
    body: Json = {"errorDetailsLink": POSTGRES_HELP, "verboseMessage": details}
    grafana.state.health[uid] = (400, {"details": body, "message": message, "status": "ERROR"})


def delete_leftover_datasources(grafana: GrafanaStandIn) -> None:
    for stored in list(grafana.state.datasources.values()):
        if stored["uid"] not in ("pg-logs",):
            robot(grafana, "DELETE", f"/api/datasources/uid/{stored['uid']}")


def paged_dashboards(grafana: GrafanaStandIn) -> None:
    for number in range(5):
        dashboard(grafana, f"pg-{number}", f"Paged {number}", ["paged", f"t{number % 2}"])


def tagged_dashboards(grafana: GrafanaStandIn) -> None:
    for uid, title, tags in (
        ("t1only", "Tagtest 1", ["solo"]),
        ("t2two", "Tagtest 2", ["solo", "duo"]),
        ("t3three", "Tagtest 3", ["solo", "duo", "trio"]),
    ):
        dashboard(grafana, uid, title, tags)


def folders_to_delete(grafana: GrafanaStandIn) -> None:
    folders(grafana, {"del-f": "Del F", "del-g": "Del G"})
    folders(grafana, {"del-sub": "Del sub"}, parent="del-f")
    dashboard(grafana, "del-d", "Del D", [], "del-f")
    dashboard(grafana, "del-h", "Del H", [], "del-g")


def slack_again(grafana: GrafanaStandIn) -> None:
    settings = {"url": "http://127.0.0.1:9/hook", "recipient": "#ops"}
    body = {"uid": "cp-slack", "name": "Slack ops", "type": "slack", "settings": settings}
    robot(grafana, "POST", "/api/v1/provisioning/contact-points", body)


def evaluated(
    grafana: GrafanaStandIn, uid: str, state: str, *alerts: Json, health: str = "ok", error: str = ""
) -> None:
    """`alerts` are what differs from one instance to the next, under the names of `alert`."""
    rule = grafana.state.alerting.rules[uid]
    instances = tuple(alert(rule, "Alerts F", active_at=MOMENT, **one) for one in alerts)
    active = MOMENT if state in ("firing", "pending") else ""
    grafana.evaluate(uid, Evaluation(state, health, error, instances, MOMENT, active))


def rendered(summary: str, **more: str) -> Json:
    return {"summary": summary} | more


def first_evaluations(grafana: GrafanaStandIn) -> None:
    missing = "failed to build query 'A': data source not found"
    normal = {"state": "Normal", "annotations": rendered("Errors 80")}
    evaluated(grafana, "rule-3", "inactive", normal)
    evaluated(
        grafana,
        "rule-badds",
        "inactive",
        {"state": "Error", "annotations": rendered("Errors [no value]", Error=missing)},
        health="error",
        error=missing,
    )
    evaluated(
        grafana,
        "rule-1",
        "firing",
        {"state": "Alerting", "value": "1e+00", "annotations": rendered("Errors 80")},
    )
    evaluated(grafana, "rule-2", "inactive", normal)


def second_evaluations(grafana: GrafanaStandIn) -> None:
    first_evaluations(grafana)
    evaluated(
        grafana,
        "rule-x",
        "firing",
        {"state": "Alerting", "value": "1e+00", "annotations": rendered("Errors 80")},
    )
    evaluated(grafana, "rule-n1", "inactive", {"state": "Normal", "annotations": rendered("Errors 80")})


def state_evaluations(grafana: GrafanaStandIn) -> None:
    query: Json = {"datasource_uid": "pg-logs", "ref_id": "A"}
    firing: Json = {"state": "Alerting", "value": "1e+00"}
    evaluated(grafana, "st-fire", "firing", firing)
    evaluated(grafana, "st-pend", "pending", firing | {"state": "Pending"})
    evaluated(grafana, "st-ok", "inactive", {"state": "Normal"})
    evaluated(grafana, "st-nodata", "inactive", {"state": "NoData", "labels": query}, health="nodata")
    evaluated(grafana, "st-nodata-ok", "inactive", {"state": "Normal (NoData)", "labels": query})
    evaluated(grafana, "st-null", "firing", firing | {"value": "NaN"})
    evaluated(grafana, "st-badsql-ok", "inactive", {"state": "Normal (Error)"})
    levels = [("Alerting", "INFO"), ("Alerting", "WARNING"), ("Normal", "DEBUG"), ("Normal", "ERROR")]
    evaluated(
        grafana,
        "st-multi",
        "firing",
        *(
            {"state": state, "value": "1e+00" if state == "Alerting" else "", "labels": {"level": level}}
            for state, level in levels
        ),
    )
    evaluated(
        grafana,
        "st-multistr",
        "firing",
        *(
            firing | {"labels": {"category": "auth", "level": level}}
            for level in ("DEBUG", "ERROR", "INFO", "WARNING")
        ),
    )
    result = "invalid format of evaluation results for the alert definition "
    for uid, labels, error in (
        (
            "st-badsql",
            query,
            "[sse.dataQueryError] failed to execute query [A]: "
            'db query error: pq: syntax error at or near "SELEC"',
        ),
        ("st-ts", {}, f"{result}B: looks like time series data, only reduced data can be alerted on."),
        ("st-badexpr", {}, "unable to find dependent node 'Q'"),
        (
            "st-twonum",
            query,
            "[sse.readDataError] [A] got error: "
            "input data must be a wide series but got type not (input refid)",
        ),
        (
            "st-rowsnolabel",
            {},
            f"{result}: frame cannot uniquely be identified by its labels: "
            "has duplicate results with labels {}",
        ),
    ):
        evaluated(grafana, uid, "inactive", {"state": "Error", "labels": labels}, health="error", error=error)


def delete_contact_points(grafana: GrafanaStandIn, *uids: str) -> None:
    for uid in uids:
        robot(grafana, "DELETE", f"/api/v1/provisioning/contact-points/{uid}")
