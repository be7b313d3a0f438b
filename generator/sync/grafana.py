"""A running Grafana over its HTTP API: one place that asks, retries, and turns errors into words.

grafana-client carries the requests. Reads are repeated on 429, 5xx and broken connections. A write is
repeated here only where Grafana surely did not do it: no connection was made, or it was told to come again
later. Where it may have been done it is Unanswered, or Refused with 500 and above: then it must be read
back before it is repeated.
"""

from __future__ import annotations

import json
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote, urlsplit

from generator.errors import LogloomError, ServerError
from generator.sync.breakage import broken
from generator.sync.connection import Connection
from generator.sync.errors import Refused, Unanswered
from generator.sync.refusals import Answer, is_page, refusal
from generator.sync.retry import Retry, retry_after

if TYPE_CHECKING:
    from grafana_client.client import GrafanaClient

__all__ = ["Connection", "Grafana", "segment"]

Item = TypeVar("Item")
Result = TypeVar("Result")

AGAIN = frozenset({429, 500, 502, 503, 504})
"""What a read is repeated on."""


class Grafana:
    """See the module. Safe for several threads at once.

    `sleep` and `clock` (Unix time) are the passing of time.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        retry: Retry | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.connection = connection
        self._retry = retry or Retry()
        self._sleep = sleep
        self._clock = clock
        self._client = _client(connection)
        self._turn = threading.BoundedSemaphore(connection.readers)
        self._known: dict[str, Any] = {}
        self._known_guard: dict[str, threading.Lock] = {}
        self._reached = False
        self._closed_until = 0.0

    def close(self) -> None:
        """Give the connections back."""
        self._client.s.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON that Grafana answers, None where that is nothing.

        `path` begins with /api or /apis; names in it are quoted by the caller with `segment`. All methods
        raise NotFound, Refused, Unanswered, or ServerError where nothing was sent.
        """
        return self._request("GET", path, params=params, headers=headers, reads=True)

    def get_once(self, path: str) -> Any:
        """The answer to a GET that does not change while we run; refusals are remembered as well."""
        with self._known_guard.setdefault(path, threading.Lock()):
            if path not in self._known:
                try:
                    self._known[path] = self.get(path)
                except Refused as error:
                    self._known[path] = error
            known = self._known[path]
        if isinstance(known, Refused):
            raise known
        return known

    def query(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        """A POST that changes nothing (/api/ds/query, a dry run), and so may be repeated like a read."""
        return self._request("POST", path, body=body, headers=headers, reads=True)

    def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        return self._request("POST", path, body=body, headers=headers)

    def put(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        return self._request("PUT", path, body=body, headers=headers)

    def patch(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        return self._request("PATCH", path, body=body, headers=headers)

    def delete(self, path: str, headers: Mapping[str, str] | None = None) -> Any:
        return self._request("DELETE", path, headers=headers)

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """`function` of each item, as many at once as there are connections; the first error is raised.

        A function may call `map` itself: each has threads of its own, and the connections are shared.
        """
        todo = list(items)
        if len(todo) < 2:
            return [function(item) for item in todo]
        with ThreadPoolExecutor(min(len(todo), self.connection.readers), "grafana") as pool:
            futures = [pool.submit(function, item) for item in todo]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    @cached_property
    def version(self) -> tuple[int, ...]:
        """Grafana's version, (12, 2, 0); raises ServerError where it does not say."""
        text = self.get("/api/health").get("version") or self._build_info().get("version") or ""
        numbers = []
        for part in str(text).split("-")[0].split("+")[0].split("."):
            if not part.isdigit():
                break
            numbers.append(int(part))
        if not numbers:
            raise ServerError(f"Grafana at {self.connection.url} does not say its version")
        return tuple(numbers)

    @property
    def login(self) -> str:
        """The name under which our own writes appear: a user's login, a service account's name."""
        user = self.get_once("/api/user")
        is_service_account = str(user.get("uid", "")).startswith("service-account:") or not user.get("id")
        return str((user.get("name") if is_service_account else None) or user.get("login", ""))

    @property
    def names(self) -> frozenset[str]:
        """All names that Grafana has for us; some of its parts show the one, some the other."""
        user = self.get_once("/api/user")
        return frozenset(filter(None, (str(user.get("login") or ""), str(user.get("name") or ""))))

    @cached_property
    def org(self) -> int:
        """The id of the organisation that our requests go to."""
        return int(self.get_once("/api/org")["id"])

    def _build_info(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.get("/api/frontend/settings").get("buildInfo") or {}
        return found

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        reads: bool = False,
    ) -> Any:
        data = (
            None if body is None else json.dumps(body, separators=(",", ":")).encode("utf-8", "surrogatepass")
        )
        attempt = 0
        while True:
            attempt += 1
            self._wait_for_gate()
            try:
                return self._once(method, path, params, data, headers)
            except _Failed as failed:
                again = failed.not_done or (reads and failed.passing)
                pause = self._retry.pause(attempt, failed.asked) if again else None
                if pause is None:
                    raise failed.error from None
                if failed.asked is None:
                    self._sleep(pause)
                else:
                    self._close_gate(pause)

    def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        data: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Any:
        """One request. Raises _Failed."""
        from niquests.exceptions import RequestException

        client = self._client
        given = {"Accept": "application/json", **(headers or {})}
        if data is not None:
            given["Content-Type"] = "application/json"
        try:
            with self._turn:
                response = client.s.request(
                    method,
                    self.connection.url + path,
                    params=params,
                    data=data,
                    headers=given,
                    auth=client.auth,
                    verify=client.verify,
                    timeout=client.timeout,
                    allow_redirects=False,
                )
                content = response.content or b""
        except (RequestException, OSError) as error:
            raise self._broken(method, path, error) from None
        self._reached = True
        status = response.status_code or 0
        answer = Answer(
            method,
            path,
            status,
            content,
            str(response.headers.get("Content-Type", "")),
            str(response.headers.get("Location", "")) if 300 <= status < 400 else "",
        )
        if 200 <= status < 300 and not is_page(answer):
            if not content:
                return None
            try:
                return json.loads(content)
            except ValueError:
                unread = Unanswered(f"{method} {path}: the answer is no JSON", hint="is this a Grafana?")
                raise _Failed(unread) from None
        asked = retry_after(response.headers.get("Retry-After"), self._clock())
        # A 503 with a time to come back is said by whoever has not passed the request on; without one it
        # may come from a proxy that lost the answer.
        not_done = status == HTTPStatus.TOO_MANY_REQUESTS or (
            status == HTTPStatus.SERVICE_UNAVAILABLE and asked is not None
        )
        raise _Failed(self._hidden(refusal(answer)), not_done=not_done, passing=status in AGAIN, asked=asked)

    def _broken(self, method: str, path: str, error: Exception) -> _Failed:
        breakage = broken(error)
        url, secrets = self.connection.url, self.connection.secrets
        if breakage.sent:
            message = f"{method} {path}: {hide(breakage.words, secrets)}"
            return _Failed(Unanswered(message, hint=breakage.hint), passing=True)
        message = f"Grafana at {url} cannot be reached: {hide(breakage.words, secrets)}"
        # Nothing was sent. A Grafana that has answered us before may be restarting, an address that never has
        # is more likely wrong.
        return _Failed(ServerError(message, hint=breakage.hint), not_done=breakage.passing and self._reached)

    def _hidden(self, refused: Refused) -> Refused:
        """Grafana may repeat what it was sent."""
        refused.message = hide(refused.message, self.connection.secrets)
        refused.args = (refused.message,)
        return refused

    def _close_gate(self, seconds: float) -> None:
        """Nobody of us asks again before that: Grafana said so to one of us, and means all."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _wait_for_gate(self) -> None:
        if (rest := self._closed_until - self._clock()) > 0:
            self._sleep(rest)


class _Failed(Exception):
    """One request without success: what to raise, and whether sending it again makes sense.

    `not_done` says that Grafana surely did not do it, `passing` that another try may go better, and `asked`
    after how many seconds Grafana wants to see it again.
    """

    def __init__(
        self, error: ServerError, *, not_done: bool = False, passing: bool = False, asked: float | None = None
    ) -> None:
        super().__init__()
        self.error = error
        self.not_done = not_done
        self.passing = passing
        self.asked = asked


def segment(text: str) -> str:
    """A name as one segment of a path: `a/b` is `a%2Fb`.

    Raises LogloomError for the names that no path can hold, `.` and `..`.
    """
    if text in ("", ".", ".."):
        raise LogloomError(f"{text!r} cannot be asked for by name", hint="rename it in Grafana")
    return quote(text, safe="")


def hide(text: str, secrets: Iterable[str]) -> str:
    """A text without the secrets that it holds."""
    for secret in secrets:
        text = text.replace(secret, "[REDACTED]")
    return text


def _client(connection: Connection) -> GrafanaClient:
    """grafana-client for a connection: HTTP/1.1 with keep-alive, as many connections as readers."""
    from grafana_client.client import GrafanaClient
    from niquests.adapters import HTTPAdapter

    if connection.verify is False:
        # Whoever asked for it need not be told with every request.
        warnings.filterwarnings("ignore", message="Unverified HTTPS request")
    parts = urlsplit(connection.url)
    client = GrafanaClient(
        connection.token or (connection.user, connection.password),
        host=parts.hostname,
        port=parts.port,
        url_path_prefix=parts.path.strip("/") + "/" if parts.path else "",
        protocol=parts.scheme,
        verify=connection.verify,
        timeout=connection.timeout,
        user_agent="logloom",
        organization_id=connection.org_id,
        session_pool_size=connection.readers,
    )
    # What the environment says of proxies, certificates and ~/.netrc was judged when the Connection was made.
    client.s.trust_env = False
    client.s.proxies = {"http": connection.proxy, "https": connection.proxy} if connection.proxy else {}
    client.s.mount(
        f"{parts.scheme}://",
        HTTPAdapter(
            pool_connections=1,
            pool_maxsize=connection.readers,
            disable_http2=True,
            disable_http3=True,
            allow_incoming_cookies=False,
        ),
    )
    return client
