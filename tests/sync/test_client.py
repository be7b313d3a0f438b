"""One request: repeated where that does no harm, said in words where it fails, and no secret is shown."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from generator.errors import LogloomError, ServerError
from generator.sync.client.connection import Connection
from generator.sync.client.errors import NotFound, Refused, Unanswered
from generator.sync.client.grafana import Grafana, segment
from generator.sync.client.retry import Retry
from tests.grafana import faults
from tests.grafana.faults import Fault
from tests.grafana.secure import CA_FILE, server_context
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import HttpServer, Request, Response

FOLDER = {"uid": "a", "title": "A"}


@attrs.define
class Time:
    """It passes only where somebody sleeps."""

    now: float = 1767960000.0
    slept: list[float] = attrs.field(factory=list)
    guard: threading.Lock = attrs.field(factory=threading.Lock)

    def sleep(self, seconds: float) -> None:
        with self.guard:
            self.slept.append(seconds)
            self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def connect(url: str, time: Time, **settings: Any) -> Grafana:
    settings = {"token": "glsa_t0ken", "timeout": 5.0, **settings}
    retry = Retry(random=lambda: 0.0)
    return Grafana(Connection(url, **settings), retry=retry, sleep=time.sleep, clock=time.clock)


@pytest.fixture
def client(grafana: GrafanaStandIn, time: Time) -> Iterator[Grafana]:
    with connect(grafana.url, time, token=grafana.token) as made:
        yield made


@pytest.fixture
def server() -> Iterator[list[Response]]:
    """Something in front of Grafana, which answers what stands in the list, the last again and again."""
    answers: list[Response] = []

    def answer(request: Request) -> Response:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    http = HttpServer(answer)
    http.start()
    answers.append(Response(200, {"url": f"http://127.0.0.1:{http.port}"}))
    yield answers
    http.stop()


def address(server: list[Response]) -> str:
    return str(server[0].body["url"])


# What is repeated

PASSING = [
    faults.CutBefore,
    faults.CutAfter,
    faults.CutInBody,
    lambda: faults.Instead(status=500),
    lambda: faults.Instead(status=502),
    lambda: faults.Instead(status=503),
    lambda: faults.Instead(status=504),
    faults.too_many_requests,
    lambda: faults.too_many_requests("2"),
    lambda: faults.Restart(seconds=0),
]


@pytest.mark.parametrize("fault", PASSING)
def test_a_read_outlasts_what_passes(
    fault: Any, grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    client.get("/api/org")
    grafana.faults.append(fault())

    assert client.get("/api/org")["id"] == 1
    assert len(time.slept) >= 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412])
def test_a_read_that_is_refused_is_not_repeated(
    status: int, grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    grafana.faults.append(faults.Instead(status=status, times=None))

    with pytest.raises(Refused) as caught:
        client.get("/api/org")

    assert caught.value.status == status
    assert len(grafana.requests) == 1
    assert time.slept == []


def test_a_read_is_given_up_after_a_while(grafana: GrafanaStandIn, client: Grafana) -> None:
    grafana.faults.append(faults.Instead(status=502, times=None))

    with pytest.raises(Refused, match="HTTP 502"):
        client.get("/api/org")

    assert len(grafana.requests) == Retry().attempts


@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many_requests(),
        faults.too_many_requests("2"),
        faults.Instead(status=503, headers={"Retry-After": "1"}),
    ],
)
def test_a_write_is_repeated_where_it_was_surely_not_done(
    fault: Fault, grafana: GrafanaStandIn, client: Grafana
) -> None:
    grafana.faults.append(attrs.evolve(fault))

    assert client.post("/api/folders", FOLDER)["uid"] == "a"
    assert len(grafana.writes) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.CutBefore, Unanswered),
        (faults.CutAfter, Unanswered),
        (faults.CutInBody, Unanswered),
        (faults.InsteadAfter, Refused),
        (lambda: faults.Instead(status=500), Refused),
        (lambda: faults.Instead(status=503), Refused),
    ],
)
def test_a_write_that_may_have_been_done_is_not_repeated(
    fault: Any, error: type[ServerError], grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    grafana.faults.append(fault())

    with pytest.raises(error) as caught:
        client.post("/api/folders", FOLDER)

    assert caught.value.exit_code == 4
    assert len(grafana.writes) == 1
    assert time.slept == []


def test_a_write_that_times_out_after_it_was_done_is_unanswered(grafana: GrafanaStandIn, time: Time) -> None:
    grafana.faults.append(faults.NoAnswer())

    with (
        connect(grafana.url, time, token=grafana.token, timeout=0.2) as client,
        pytest.raises(Unanswered, match="no answer in time"),
    ):
        client.post("/api/folders", FOLDER)

    assert "a" in grafana.state.folders


def test_retry_after_is_kept_to_the_second(grafana: GrafanaStandIn, client: Grafana, time: Time) -> None:
    begun = time.now
    grafana.faults += [
        faults.too_many_requests("7"),
        faults.too_many_requests("Fri, 09 Jan 2026 12:00:30 GMT"),
    ]

    client.get("/api/org")

    assert time.now == begun + 30
    assert time.slept == [7, 23]


def test_a_retry_after_of_an_hour_is_an_error_at_once(
    grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    grafana.faults.append(faults.too_many_requests("3600", times=None))

    with pytest.raises(Refused, match="HTTP 429"):
        client.get("/api/org")

    assert time.slept == []


def test_what_grafana_tells_one_of_us_all_of_us_heed(
    grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    """Ten that were told to wait do not go on asking one after the other."""
    grafana.faults.append(faults.too_many_requests("60"))

    client.map(lambda number: client.get("/api/org"), range(20))

    assert sum(time.slept) < 2 * 60
    assert len(grafana.requests) <= 20 + client.connection.readers


# What is said


def test_a_refused_connection_fails_at_once_but_for_a_grafana_that_was_there(
    grafana: GrafanaStandIn, client: Grafana, time: Time
) -> None:
    url = grafana.url
    client.get("/api/org")
    grafana.stop()

    with pytest.raises(ServerError, match=f"Grafana at {url} cannot be reached: the connection is refused"):
        client.post("/api/folders", FOLDER)
    assert len(time.slept) == Retry().attempts - 1

    time.slept.clear()
    with connect(url, time) as another, pytest.raises(ServerError, match="the connection is refused"):
        another.get("/api/org")
    assert time.slept == []


def test_a_host_that_does_not_exist(time: Time) -> None:
    with (
        connect("http://grafana.invalid", time) as client,
        pytest.raises(ServerError, match="there is no host of this name"),
    ):
        client.get("/api/org")


def test_a_certificate_that_nobody_trusts_and_one_that_is_trusted(time: Time) -> None:
    with GrafanaStandIn(tls=server_context()) as grafana:
        distrust = pytest.raises(ServerError, match=r"certificate is not trusted.*name its CA file")
        with connect(grafana.url, time, token=grafana.token) as client, distrust:
            client.get("/api/org")
        for verify in (str(CA_FILE), False):
            with connect(grafana.url, time, token=grafana.token, verify=verify) as client:
                assert client.get("/api/org")["id"] == 1
    assert time.slept == []


def test_https_to_what_speaks_http(time: Time) -> None:
    """As a server in Go does: it answers the greeting of TLS in plain words."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    words = pytest.raises(ServerError, match=r"does not speak TLS .*http:// instead of https://")
    with listener, connect(f"https://127.0.0.1:{listener.getsockname()[1]}", time) as client, words:
        client.get("/api/org")
    thread.join()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Response(200, "<html>Sign in</html>", {"Content-Type": "text/html; charset=utf-8"}),
            "answered with a web page.*a login page, or the address lacks the path",
        ),
        (
            Response(404, "<html>nginx</html>", {"Content-Type": "text/html"}),
            "answered with a web page",
        ),
        (
            Response(301, None, {"Location": "https://grafana.example.com/api/org"}),
            "redirected to https://grafana.example.com/api/org .*give that address",
        ),
        (
            Response(302, None, {"Location": "https://sso.example.com/login?next=/"}),
            "asks for a login",
        ),
        (Response(200, "not json"), "the answer is no JSON"),
        (
            Response(
                403,
                {
                    "message": "You'll need additional permissions to perform this action. "
                    "Permissions needed: any of folders:create, folders:write"
                },
            ),
            "it takes folders:create or folders:write .*service account that permission",
        ),
        (
            Response(401, {"messageId": "api-key.expired", "message": "Expired API key"}),
            "does not let us in: Expired API key .*has expired: make a new one",
        ),
        (
            Response(
                422,
                {
                    "kind": "Status",
                    "message": "invalid",
                    "details": {"causes": [{"field": "spec.title", "message": "Required"}]},
                },
            ),
            r"HTTP 422\): invalid; spec.title: Required",
        ),
        (Response(418, None), r"is refused \(HTTP 418\)$"),
        (Response(500, "plain words"), "plain words"),
        (Response(500, {"message": "x" * 9999}), "…$"),
    ],
)
def test_each_refusal_is_one_line_with_what_to_do(
    answer: Response, words: str, server: list[Response], time: Time
) -> None:
    url = address(server)
    server[:] = [answer]

    with connect(url, time) as client, pytest.raises(ServerError, match=words) as caught:
        client.get("/api/org")

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_a_redirect_is_not_followed_with_the_token(server: list[Response], time: Time) -> None:
    url = address(server)
    server[:] = [Response(307, None, {"Location": f"{url}/elsewhere"}), Response(200, {})]

    with connect(url, time) as client, pytest.raises(Refused, match="redirected"):
        client.post("/api/folders", FOLDER)

    assert len(server) == 1


@pytest.mark.parametrize("body", [{}, [], {"id": "x"}, "null"])
def test_what_answers_without_being_a_grafana_is_said_to_be_none(
    body: Any, server: list[Response], time: Time
) -> None:
    url = address(server)
    server[:] = [Response(200, body)]

    with connect(url, time) as client, pytest.raises(ServerError, match="is no Grafana"):
        _ = client.org


def test_an_empty_answer_is_nothing(server: list[Response], time: Time) -> None:
    url = address(server)
    server[:] = [Response(204, None)]

    with connect(url, time) as client:
        assert client.delete("/api/v1/provisioning/templates/x") is None


def test_what_is_not_there_is_told_apart(client: Grafana) -> None:
    with pytest.raises(NotFound):
        client.get("/api/folders/nope")


# Who we are, and where


def test_a_service_accounts_and_a_users_names(grafana: GrafanaStandIn, client: Grafana, time: Time) -> None:
    grafana.add_user("editor", "pass-word")
    with connect(grafana.url, time, token="", user="editor", password="pass-word") as person:
        assert person.login == "editor"

    assert client.login == "sync-admin"
    assert client.names == {"sync-admin", "sa-1-sync-admin"}
    assert client.version == (12, 2, 0)
    assert client.org == 1


def test_a_user_and_a_password_in_any_script(grafana: GrafanaStandIn, time: Time) -> None:
    grafana.add_user("jürgen", "пароль 🔑")

    with connect(grafana.url, time, token="", user="jürgen", password="пароль 🔑") as client:
        assert client.login == "jürgen"


def test_another_organisation_is_refused_in_words(grafana: GrafanaStandIn, time: Time) -> None:
    with (
        connect(grafana.url, time, token=grafana.token, org_id=7) as client,
        pytest.raises(Refused, match="another organization"),
    ):
        client.get("/api/org")


def test_a_grafana_below_a_path(server: list[Response], time: Time) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.path)
        return Response(200, {})

    http = HttpServer(answer)
    http.start()
    try:
        with connect(f"http://127.0.0.1:{http.port}/grafana", time) as client:
            client.get("/api/org")
            client.get("/apis")
            client.get(f"/api/folders/{segment('a/b ü')}")
    finally:
        http.stop()

    assert asked == ["/grafana/api/org", "/grafana/apis", "/grafana/api/folders/a%2Fb%20%C3%BC"]


def test_a_proxy_gets_every_request(grafana: GrafanaStandIn, time: Time) -> None:
    with connect("http://grafana.example.com", time, token=grafana.token, proxy=grafana.url) as client:
        assert client.get("/api/org")["id"] == 1

    assert {request.proxied_for for request in grafana.requests} == {"grafana.example.com"}


def test_what_the_environment_says_of_proxies_and_passwords_is_not_looked_at_again(
    grafana: GrafanaStandIn, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    with connect(grafana.url, time, token=grafana.token) as client:
        assert client.get("/api/org")["id"] == 1


@pytest.mark.parametrize("name", [".", "..", ""])
def test_a_name_that_no_path_can_hold_never_becomes_another_address(name: str) -> None:
    with pytest.raises(LogloomError):
        segment(name)


def test_requests_run_side_by_side_and_share_the_connections(grafana: GrafanaStandIn, time: Time) -> None:
    """A map inside a map, as a plan has it, ends; and no more requests are under way than readers."""
    under_way, most = [0], [0]
    guard = threading.Lock()
    all_here = threading.Barrier(3, timeout=10)

    def answer(request: Request) -> Response:
        with guard:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        if request.path == "/api/together":
            all_here.wait()
        else:
            threading.Event().wait(0.002)
        with guard:
            under_way[0] -= 1
        return Response(200, {})

    http = HttpServer(answer)
    http.start()
    try:
        with connect(f"http://127.0.0.1:{http.port}", time, readers=3) as client:
            client.map(lambda number: client.get("/api/together"), range(3))
            client.map(
                lambda kind: client.map(lambda number: client.get(f"/api/{kind}/{number}"), range(5)),
                range(5),
            )
    finally:
        http.stop()

    assert most[0] == 3


def test_the_first_error_of_many_is_raised_and_the_rest_are_not_begun(
    grafana: GrafanaStandIn, time: Time
) -> None:
    with (
        connect(grafana.url, time, token="wrong", readers=2) as client,
        pytest.raises(Refused, match="Invalid API key"),
    ):
        client.map(lambda number: client.get("/api/org"), range(200))

    assert len(grafana.requests) < 200


# What is never shown

SECRETS = {"token": "glsa_t0ken", "password": "pa55-word", "proxy": "pr0xy-pass"}


@pytest.mark.parametrize(
    "who", [{"token": SECRETS["token"]}, {"token": "", "user": "u", "password": SECRETS["password"]}]
)
def test_no_secret_in_a_message_a_representation_or_a_log(
    who: dict[str, str], server: list[Response], time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where the answer repeats what was sent, and with the libraries' own logs at their loudest."""
    caplog.set_level(logging.DEBUG)
    url = address(server)
    said = f"who is {SECRETS['token']} {SECRETS['password']}"
    server[:] = [Response(400, {"message": said})]
    texts = []
    proxy = f"http://user:{SECRETS['proxy']}@{url.removeprefix('http://')}"
    for settings in ({}, {"proxy": proxy}, {"proxy": proxy.rpartition(":")[0] + ":1"}):
        with connect(url, time, **who, **settings) as client:
            with pytest.raises(ServerError) as caught:
                client.get("/api/org")
            texts += [str(caught.value), repr(caught.value), repr(client.connection), repr(client)]

    sent = [value for value in who.values() if value in SECRETS.values()] + [SECRETS["proxy"]]
    for text in (*texts, caplog.text):
        for secret in sent:
            assert secret not in text


def test_ctrl_c_waits_for_no_pause(grafana: GrafanaStandIn) -> None:
    """Whoever is in a pause gives up; what is under way comes to its end."""
    grafana.faults.append(faults.Instead(status=502, times=None))
    asked = threading.Event()
    client = Grafana(Connection(grafana.url, token=grafana.token), retry=Retry(first=3600, longest=3600))

    def read(number: int) -> None:
        if number:
            asked.wait()
            while not grafana.faults[0].struck:
                asked.wait(0.001)
            raise KeyboardInterrupt
        asked.set()
        client.get("/api/org")

    with client, pytest.raises((KeyboardInterrupt, Refused)):
        client.map(read, [1, 0])

    assert len(grafana.requests) == 1
