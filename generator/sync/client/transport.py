"""One request to Grafana, without a second try: carried by grafana-client, judged in words."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from generator.errors import ServerError
from generator.sync.client.breakage import broken
from generator.sync.client.connection import Connection
from generator.sync.client.errors import Refused, Unanswered
from generator.sync.client.refusals import Answer, is_page, refusal
from generator.sync.client.retry import retry_after

if TYPE_CHECKING:
    from grafana_client.client import GrafanaClient

AGAIN = frozenset({429, 500, 502, 503, 504})
"""What another try may outlast."""


class Failed(Exception):
    """A request without success: what to raise, and whether sending it again makes sense.

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


class Transport:
    """The connections to one Grafana. Safe for several threads at once."""

    def __init__(self, connection: Connection, clock: Callable[[], float] = time.time) -> None:
        self._connection = connection
        self._clock = clock
        self._reached = False

    @cached_property
    def _client(self) -> GrafanaClient:
        return _client(self._connection)

    def close(self) -> None:
        """Give the connections back."""
        if "_client" in vars(self):
            self._client.s.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of a success, None where it is empty. Raises Failed."""
        from niquests.exceptions import BaseHTTPError, RequestException  # type: ignore[attr-defined]

        given = {"Accept": "application/json", **(headers or {})}
        data = None
        if body is not None:
            data = json.dumps(body, separators=(",", ":")).encode()
            given["Content-Type"] = "application/json"
        try:
            status, found, content = self.carry(method, path, params or {}, data, given)
        except (RequestException, BaseHTTPError, OSError) as error:
            raise self._broken(method, path, error) from None
        self._reached = True
        location = str(found.get("Location", "")) if 300 <= status < 400 else ""
        answer = Answer(method, path, status, content, str(found.get("Content-Type", "")), location)
        if 200 <= status < 300 and not is_page(answer):
            return _read(answer)
        asked = retry_after(found.get("Retry-After"), self._clock())
        # A 503 with a time to come back is said by whoever has not passed the request on; without one it
        # may come from a proxy that lost the answer.
        not_done = status == HTTPStatus.TOO_MANY_REQUESTS or (
            status == HTTPStatus.SERVICE_UNAVAILABLE and asked is not None
        )
        raise Failed(self._hidden(refusal(answer)), not_done=not_done, passing=status in AGAIN, asked=asked)

    def carry(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any],
        data: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[int, Mapping[str, Any], bytes]:
        """One exchange: the status, the headers, and what stands in the body. Raises what niquests does."""
        client = self._client
        response = client.s.request(
            method,
            self._connection.url + path,
            params=params,
            data=data,
            headers=dict(headers),
            auth=client.auth,
            verify=client.verify,
            timeout=client.timeout,
            allow_redirects=False,
        )
        return response.status_code or 0, response.headers, response.content or b""

    def _broken(self, method: str, path: str, error: Exception) -> Failed:
        breakage = broken(error)
        words = hide(breakage.words, self._connection.secrets)
        if breakage.sent:
            return Failed(Unanswered(f"{method} {path}: {words}", hint=breakage.hint), passing=True)
        # Nothing was sent. A Grafana that has answered us before may be restarting, an address that never has
        # is more likely wrong.
        unreached = ServerError(
            f"Grafana at {self._connection.url} cannot be reached: {words}", hint=breakage.hint
        )
        return Failed(unreached, not_done=breakage.passing and self._reached)

    def _hidden(self, refused: Refused) -> Refused:
        """Grafana may repeat what it was sent."""
        refused.message = hide(refused.message, self._connection.secrets)
        refused.args = (refused.message,)
        return refused


def hide(text: str, secrets: Iterable[str]) -> str:
    """A text without the secrets that it holds."""
    for secret in secrets:
        text = text.replace(secret, "[REDACTED]")
    return text


def _read(answer: Answer) -> Any:
    if not answer.content:
        return None
    try:
        return json.loads(answer.content)
    except ValueError:
        unread = Unanswered(
            f"{answer.method} {answer.path}: the answer is no JSON", hint="is this a Grafana?"
        )
        raise Failed(unread) from None


def _client(connection: Connection) -> GrafanaClient:
    """grafana-client for a connection: HTTP/1.1 with keep-alive, as many connections as readers."""
    from grafana_client.client import GrafanaClient
    from niquests.adapters import HTTPAdapter

    if connection.verify is False:
        # Whoever asked for it need not be told with every request.
        warnings.filterwarnings("ignore", message="Unverified HTTPS request")
    parts = urlsplit(connection.url)
    client = GrafanaClient(
        # In bytes, since the library would take a text for Latin-1, and Grafana for UTF-8.
        connection.token or (connection.user.encode(), connection.password.encode()),
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
