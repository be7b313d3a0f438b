"""What can go wrong between a client and Grafana, to be put into `GrafanaStandIn.faults`.

Each fault looks at every request. It strikes where `where` says so, after `skip` such requests have passed
unharmed, and `times` times (None: for ever). The first fault that strikes is the only one, but a Delay
leaves the request to those after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tests.grafana.answers import forbidden, unauthorized
from tests.grafana.wire import Request, Response

if TYPE_CHECKING:
    from tests.grafana.server import GrafanaStandIn

Handle = Callable[[Request], Response | None]
"""Lets the request go on: to the next fault, and in the end to Grafana."""


def anywhere(request: Request) -> bool:
    return True


def writes(request: Request) -> bool:
    """A request that may change something."""
    reads = request.method in ("GET", "HEAD") or request.path == "/api/ds/query"
    return not reads and "dryRun" not in request.query


def to(method: str, beginning: str) -> Callable[[Request], bool]:
    """Requests of this method whose path begins so."""
    return lambda request: request.method == method and request.path.startswith(beginning)


@attrs.define(kw_only=True)
class Fault:
    where: Callable[[Request], bool] = anywhere
    skip: int = 0
    times: int | None = 1
    struck: int = attrs.field(default=0, init=False)
    _seen: int = attrs.field(default=0, init=False)

    def strikes(self, request: Request) -> bool:
        """Called once for each request, one at a time."""
        if not self.where(request):
            return False
        self._seen += 1
        if self._seen <= self.skip or (self.times is not None and self.struck >= self.times):
            return False
        self.struck += 1
        return True

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        raise NotImplementedError


@attrs.define(kw_only=True)
class Delay(Fault):
    """The answer takes so long; other requests do not wait for it."""

    seconds: float
    times: int | None = None

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        grafana.wait(self.seconds)
        return handle(request)


@attrs.define(kw_only=True)
class Instead(Fault):
    """Another answer, and nothing is done: 429, 500, 502, 503 ..."""

    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: Any = attrs.field(factory=lambda: {"message": "stand-in fault"})

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        return Response(self.status, self.body, self.headers)


def too_many_requests(retry_after: str | None = None, **settings: Any) -> Instead:
    """429, with Retry-After where it is given: seconds, or a date."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Instead(status=429, headers=headers, body={"message": "Too many requests"}, **settings)


@attrs.define(kw_only=True)
class InsteadAfter(Fault):
    """It is done, and the answer says that it was not: a proxy's 502 or 504."""

    status: int = 502
    body: Any = "<html><body>Bad Gateway</body></html>"

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        handle(request)
        return Response(self.status, self.body, {"Content-Type": "text/html"})


@attrs.define(kw_only=True)
class CutBefore(Fault):
    """The connection breaks and nothing was done."""

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        return None


@attrs.define(kw_only=True)
class CutAfter(Fault):
    """It is done, and the connection breaks before a byte of the answer."""

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        handle(request)
        return None


@attrs.define(kw_only=True)
class CutInBody(Fault):
    """It is done, and the connection breaks in the middle of the answer's body."""

    sent: float = 0.5

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        response = handle(request)
        return response and attrs.evolve(response, sent=self.sent)


@attrs.define(kw_only=True)
class NoAnswer(Fault):
    """It is done (or not: `handled`), and the answer never comes; the client has to time out."""

    handled: bool = True
    seconds: float = 60.0

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        if self.handled:
            handle(request)
        grafana.wait(self.seconds)
        return None


@attrs.define(kw_only=True)
class LostRights(Fault):
    """The token is not accepted any more (401), or may not do it any more (403)."""

    status: int = 403
    permission: str = "dashboards:write"
    times: int | None = None

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        if self.status == 401:
            return unauthorized("api-key.invalid", "Invalid API key")
        return forbidden(self.permission).response


@attrs.define(kw_only=True)
class Meanwhile(Fault):
    """Somebody else does something just before this request is handled, or just after (`after`).

    `unnoticed`: it comes between Grafana's check of the version and its write, which are not one step.
    """

    action: Callable[[GrafanaStandIn], Any]
    after: bool = False
    unnoticed: bool = False

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        if not self.after:
            self.action(grafana)
        response = handle(attrs.evolve(request, checked_before=self.unnoticed))
        if self.after:
            self.action(grafana)
        return response


@attrs.define(kw_only=True)
class Restart(Fault):
    """Grafana goes away before this request, with all connections, and is back after so many seconds.

    Until then connections are refused. What it stored is still there.
    """

    seconds: float = 0.1

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: Handle) -> Response | None:
        grafana.restart(self.seconds)
        return None
