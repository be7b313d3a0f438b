"""HTTP as the stand-in speaks it: connections, TLS, proxies, and an end that comes at once."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing
from http.client import HTTPSConnection

import pytest

from tests.grafana import faults
from tests.grafana.secure import CA_FILE, server_context
from tests.grafana.server import GrafanaStandIn
from tests.grafana.test_faults import ask, connected
from tests.grafana.wire import Request


def test_one_slow_answer_does_not_hold_up_another(grafana: GrafanaStandIn) -> None:
    arrived, released = threading.Event(), threading.Event()

    def hold(_: GrafanaStandIn) -> None:
        arrived.set()
        released.wait(10)

    grafana.faults.append(faults.Meanwhile(where=faults.to("GET", "/api/org"), action=hold))
    statuses = []

    def slow() -> None:
        with connected(grafana) as connection:
            statuses.append(ask(connection, grafana, "GET", "/api/org")[0])

    waiting = threading.Thread(target=slow)
    waiting.start()
    assert arrived.wait(10)
    with connected(grafana) as connection:
        assert ask(connection, grafana, "GET", "/api/user")[0] == 200
    assert statuses == []
    released.set()
    waiting.join()
    assert statuses == [200]


def test_no_answer_ends_with_the_stand_in(grafana: GrafanaStandIn) -> None:
    grafana.faults.append(faults.NoAnswer(where=faults.writes, seconds=60))
    connection = http.client.HTTPConnection(grafana.url.removeprefix("http://"), timeout=0.05)
    with pytest.raises(TimeoutError):
        ask(connection, grafana, "POST", "/api/folders", {"uid": "a", "title": "A"})
    connection.close()
    assert "a" in grafana.state.folders


def test_a_cut_answer_is_shorter_than_it_says(grafana: GrafanaStandIn) -> None:
    grafana.faults.append(faults.CutInBody())
    with connected(grafana) as connection:
        connection.request("GET", "/api/health")
        response = connection.getresponse()
        with pytest.raises(http.client.IncompleteRead) as cut:
            response.read()
    assert cut.value.partial
    assert cut.value.expected


def test_connections_are_refused_during_a_restart_and_state_is_kept(grafana: GrafanaStandIn) -> None:
    grafana.call("POST", "/api/folders", {"uid": "a", "title": "A"})
    url = grafana.url
    grafana.restart(60)
    with connected(grafana) as connection, pytest.raises(ConnectionRefusedError):
        ask(connection, grafana, "GET", "/api/folders/a")
    grafana.come_back()
    assert grafana.url == url
    with connected(grafana) as connection:
        assert ask(connection, grafana, "GET", "/api/folders/a")[0] == 200


def test_the_log_holds_what_was_sent(grafana: GrafanaStandIn) -> None:
    with connected(grafana) as connection:
        ask(connection, grafana, "GET", "/api/folders/a%2Fb?x=1&x=2")
        ask(connection, grafana, "POST", "/api/folders", {"uid": "a", "title": "A"})
    read, written = grafana.requests
    assert (str(read), read.query) == ("GET /api/folders/a%2Fb?x=1&x=2", {"x": ["1", "2"]})
    assert written.json == {"uid": "a", "title": "A"}
    assert written.headers["authorization"] == f"Bearer {grafana.token}"
    assert grafana.writes == [written]


def test_it_is_its_own_proxy(grafana: GrafanaStandIn) -> None:
    with connected(grafana) as connection:
        assert ask(connection, grafana, "GET", "http://grafana.example/api/health")[0] == 200
    assert grafana.requests[-1].proxied_for == "grafana.example"


def test_what_is_not_http_is_hung_up_on(grafana: GrafanaStandIn) -> None:
    with socket.create_connection(("127.0.0.1", grafana.port), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01nonsense\n\n")
        assert connection.recv(1) == b""


def test_tls_with_a_certificate_of_our_own() -> None:
    with GrafanaStandIn(tls=server_context()) as grafana:
        trusting = ssl.create_default_context(cafile=str(CA_FILE))
        with closing(HTTPSConnection("127.0.0.1", grafana.port, context=trusting, timeout=5)) as connection:
            connection.request("GET", "/api/health")
            assert connection.getresponse().read()
        careful = ssl.create_default_context()
        with (
            closing(HTTPSConnection("127.0.0.1", grafana.port, context=careful, timeout=5)) as connection,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            connection.request("GET", "/api/health")


def test_a_fault_may_be_told_by_the_request() -> None:
    write = Request("PUT", "/apis/x", {"dryRun": ["All"]})
    assert not faults.writes(write)
    assert faults.writes(Request("PUT", "/apis/x"))
    assert not faults.writes(Request("POST", "/api/ds/query"))
