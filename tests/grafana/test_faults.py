"""What the stand-in does when something is to go wrong."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn


@contextmanager
def connected(grafana: GrafanaStandIn) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(grafana.url.removeprefix("http://"), timeout=5)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    connection: http.client.HTTPConnection, grafana: GrafanaStandIn, method: str, path: str, body: Any = None
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {grafana.token}"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    content = response.read()
    return response.status, json.loads(content)


FOLDER = {"uid": "a", "title": "A"}


def test_many_requests_go_over_one_connection(grafana: GrafanaStandIn) -> None:
    with connected(grafana) as connection:
        ask(connection, grafana, "GET", "/api/org")
        socket = connection.sock
        assert ask(connection, grafana, "GET", "/api/org")[0] == 200
        assert connection.sock is socket


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (faults.CutBefore, False),
        (faults.CutAfter, True),
        (faults.CutInBody, True),
        (partial(faults.Restart, seconds=0.0), False),
    ],
)
def test_a_cut_closes_the_connection_before_or_after_the_write(
    grafana: GrafanaStandIn, fault: Callable[..., faults.Fault], done: bool
) -> None:
    grafana.faults.append(fault(where=faults.writes))
    with connected(grafana) as connection, pytest.raises((http.client.HTTPException, ConnectionError)):
        ask(connection, grafana, "POST", "/api/folders", FOLDER)
    assert ("a" in grafana.state.folders) is done
    with connected(grafana) as connection:
        assert ask(connection, grafana, "POST", "/api/folders", FOLDER)[0] == (412 if done else 200)


def test_a_fault_strikes_where_and_as_often_as_it_is_told(grafana: GrafanaStandIn) -> None:
    grafana.faults.append(faults.too_many_requests("3", where=faults.to("GET", "/api/org"), skip=1, times=2))
    with connected(grafana) as connection:
        answers = [ask(connection, grafana, "GET", "/api/org")[0] for _ in range(4)]
        assert ask(connection, grafana, "GET", "/api/user")[0] == 200
    assert answers == [200, 429, 429, 200]


def test_rights_are_lost_and_stay_lost(grafana: GrafanaStandIn) -> None:
    grafana.faults.append(faults.LostRights(status=403, skip=1))
    with connected(grafana) as connection:
        assert [ask(connection, grafana, "GET", "/api/org")[0] for _ in range(3)] == [200, 403, 403]


def test_an_edit_comes_in_between(grafana: GrafanaStandIn) -> None:
    grafana.call("POST", "/api/dashboards/db", {"dashboard": {"uid": "a", "title": "A"}})
    grafana.faults.append(
        faults.Meanwhile(
            where=faults.to("GET", "/api/dashboards/uid/a"),
            action=lambda it: it.edit_dashboard_as("editor", "a", lambda board: board.update(title="B")),
        )
    )
    with connected(grafana) as connection:
        _, answer = ask(connection, grafana, "GET", "/api/dashboards/uid/a")
    assert (answer["dashboard"]["title"], answer["meta"]["updatedBy"]) == ("B", "editor")
