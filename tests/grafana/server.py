"""A stand-in for Grafana: its HTTP API on loopback, in memory, held to what a real one was recorded to do.

    with GrafanaStandIn() as grafana:
        client = connect(grafana.url, grafana.token)
        grafana.faults.append(faults.CutAfter(where=faults.writes))

The tests in this folder replay the recordings against it.
"""

from __future__ import annotations

import json
import ssl
import threading
import traceback
from collections.abc import Callable
from typing import Any, Self

import attrs

from tests.grafana import faults as faults_module
from tests.grafana.alerting import Evaluation
from tests.grafana.files import NOBODY, Files, ProvisioningFile
from tests.grafana.people import Identity
from tests.grafana.queries import AnswerQuery
from tests.grafana.router import Call, Router, run
from tests.grafana.routes import families
from tests.grafana.state import State
from tests.grafana.wire import HttpServer, Json, Request, Response, request_to


class GrafanaStandIn:
    """See the module.

    `requests` is a log of all that came in, `faults` what goes wrong, `errors` the tracebacks of mistakes in
    the stand-in itself (answered as 500). `version` decides what exists: "10.4", "11.6", "12.2.0", "13.0".
    `unified_storage` is how 13 stores dashboards and folders, and 12 where it is told to.
    """

    def __init__(
        self,
        version: str = "12.2.0",
        tls: ssl.SSLContext | None = None,
        unified_storage: bool | None = None,
    ) -> None:
        self.state = State(version, unified_storage)
        self.requests: list[Request] = []
        self.faults: list[faults_module.Fault] = []
        self.errors: list[str] = []
        self._files = Files(self.state)
        self._router = Router(families(), self.state.release)
        self._server = HttpServer(self.answer, tls)
        self._scheme = "https" if tls else "http"
        self._stopping = threading.Event()
        self._tokens: dict[str, str] = {}

    # Life

    def start(self) -> Self:
        self._server.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def restart(self, seconds: float = 0.0) -> None:
        """Close everything, refuse connections for so long, and listen on the same port again."""
        self._server.pause()
        if not seconds:
            self._server.resume()
        self._server.close_connections()
        if seconds:
            threading.Thread(target=self._come_back, args=(seconds,), daemon=True).start()

    def _come_back(self, seconds: float) -> None:
        self.wait(seconds)
        self.come_back()

    def come_back(self) -> None:
        """End a restart now."""
        self._server.resume()

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than the stand-in lives."""
        self._stopping.wait(seconds)

    def upgraded(self, version: str) -> GrafanaStandIn:
        """Another release with all that this one holds, on another port; it is not started yet."""
        other = GrafanaStandIn(version)
        kept = {"lock", "version", "release", "unified"}
        vars(other.state).update({name: part for name, part in vars(self.state).items() if name not in kept})
        other._tokens = self._tokens
        return other

    # What a client needs to know

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def token(self) -> str:
        """The token of a service account with the role Admin."""
        return self.token_for("Admin")

    def token_for(self, role: str) -> str:
        """The token of a service account with this role, made when it is first asked for."""
        with self.state.lock:
            if role not in self._tokens:
                account = self.state.people.add_service_account(f"sync-{role.lower()}", role)
                self._tokens[role] = self.state.people.add_token(account, "sync", account.created).key
            return self._tokens[role]

    def add_user(self, login: str, password: str = "secret", role: str = "Editor") -> Identity:
        """A person, who may sign in with Basic authentication."""
        with self.state.lock:
            return self.state.people.add_user(login, password, role)

    @property
    def writes(self) -> list[Request]:
        """The requests that may have changed something."""
        return [request for request in self.requests if faults_module.writes(request)]

    # What others have done, and do meanwhile

    def answer_queries(self, answer: AnswerQuery) -> None:
        """What /api/ds/query answers to one query; see `queries`."""
        self.state.answer_query = answer

    def evaluate(self, uid: str, evaluation: Evaluation) -> None:
        """What the state API says of a rule from now on."""
        with self.state.lock:
            self.state.alerting.evaluations[uid] = evaluation

    def provision_file(self, kind: str, path: str, content: Json, **settings: Any) -> None:
        """A file among those that Grafana reads, and is read now.

        `kind` is "dashboards" (`content` is one dashboard; `folder`, the title of its folder, and
        `allow_ui_updates` say how), "datasources" or "alerting" (the content of the YAML).
        """
        self.write_file(kind, path, content, **settings)
        self.read_files(kind)

    def write_file(self, kind: str, path: str, content: Json, **settings: Any) -> None:
        """The same, but Grafana has not read it yet."""
        with self.state.lock:
            self._files.put(ProvisioningFile(kind, path, content, **settings))

    def remove_file(self, path: str) -> None:
        """The file is gone, and Grafana has not noticed yet."""
        with self.state.lock:
            self._files.take_away(path)

    def read_files(self, kind: str) -> None:
        with self.state.lock:
            self._files.load(kind)

    def call(self, method: str, target: str, body: Any = None, login: str = "admin", **headers: str) -> Any:
        """A request of a person, past the network, the faults and the log. The JSON of the answer.

        Raises ValueError where it is refused.
        """
        who = self.state.people.user(login) or self.add_user(login)
        payload = b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = request_to(method, target, named, payload)
        response = self._handle(request, who)
        if response.status >= 400:
            raise ValueError(f"{request}: {response.status} {response.body}")
        return response.body

    def edit_dashboard_as(
        self, login: str, uid: str, change: Callable[[Json], None], message: str = ""
    ) -> None:
        """What a person does in the editor: read, change the dashboard in place, save."""
        loaded = self.call("GET", f"/api/dashboards/uid/{uid}", login=login)
        dashboard = json.loads(json.dumps(loaded["dashboard"]))
        change(dashboard)
        folder = loaded["meta"]["folderUid"]
        body = {"dashboard": dashboard, "folderUid": folder, "message": message, "overwrite": False}
        self.call("POST", "/api/dashboards/db", body, login=login)

    # Answering

    def answer(self, request: Request) -> Response | None:
        """What is answered to a request, however it came; None where the connection is cut."""
        with self.state.lock:
            self.requests.append(request)
            request = attrs.evolve(request, seen=self.state.alerting.revision)
            striking = self._striking(request)
        return self._through(striking, request)

    def _striking(self, request: Request) -> list[faults_module.Fault]:
        striking: list[faults_module.Fault] = []
        for fault in self.faults:
            if fault.strikes(request):
                striking.append(fault)
                if not isinstance(fault, faults_module.Delay):
                    break
        return striking

    def _through(self, striking: list[faults_module.Fault], request: Request) -> Response | None:
        if not striking:
            return self._handle(request)
        return striking[0].answer(self, request, lambda passed: self._through(striking[1:], passed))

    def _handle(self, request: Request, who: Identity | None = None) -> Response:
        with self.state.lock:
            found = self._router.find(request)
            route = found[0] if found else None
            if who is None and not (route and route.public):
                known = self.state.people.who(request.headers)
                if isinstance(known, Response):
                    return known
                who = known
            if found is None or route is None:
                return Response(404, {"message": "Not found"})
            try:
                return run(route, Call(request, self.state, who or NOBODY, found[1], self._files))
            except Exception:  # noqa: BLE001 - a mistake of ours is a 500, and the test is told
                self.errors.append(f"{request}\n{traceback.format_exc()}")
                return Response(500, {"message": "Internal Server Error", "stand-in": traceback.format_exc()})
