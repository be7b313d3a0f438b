"""Which function answers which request, who may ask, and in which versions of Grafana it exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs

from tests.grafana.answers import Refusal, bad_request_data, forbidden
from tests.grafana.releases import Feature
from tests.grafana.wire import Request, Response

if TYPE_CHECKING:
    from tests.grafana.files import Files
    from tests.grafana.people import Identity
    from tests.grafana.state import State

Handler = Callable[["Call"], Any]
"""Answers a Response, or the JSON of a 200. Raises Refusal."""


@attrs.define(slots=False)
class Call:
    """A request that has found its route: with who asks, and the state it is about."""

    request: Request
    state: State
    who: Identity
    params: Mapping[str, str]
    files: Files

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises Refusal."""
        try:
            body = self.request.json
        except ValueError:
            raise bad_request_data() from None
        if not isinstance(body, dict):
            raise bad_request_data()
        return body

    def text(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.request.query.get(name, [default])[0]

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        return int(text) if text.lstrip("-").isdigit() else default

    def values(self, name: str) -> list[str]:
        return self.request.query.get(name, [])

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1")


@attrs.frozen
class Route:
    """`role` is the least that may ask; `permission` is what Grafana says is missing to one that may not."""

    method: str
    segments: tuple[str, ...]
    handler: Handler
    role: str = "Viewer"
    permission: str = ""
    public: bool = False
    since: Feature | None = None

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        params = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            if pattern.startswith("{"):
                params[pattern[1:-1]] = unquote(segment)
            elif pattern != segment:
                return None
        return params


class Routes:
    """The routes of one family. Declared by decorators; the first that fits is taken."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(self, method: str, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        """See Route for the settings."""

        def register(handler: Handler) -> Handler:
            self.all.append(Route(method, tuple(path.strip("/").split("/")), handler, **settings))
            return handler

        return register

    def get(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self.add("GET", path, **settings)

    def post(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self.add("POST", path, **settings)

    def put(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self.add("PUT", path, **settings)

    def patch(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self.add("PATCH", path, **settings)

    def delete(self, path: str, **settings: Any) -> Callable[[Handler], Handler]:
        return self.add("DELETE", path, **settings)


class Router:
    """All families together, for one version of Grafana."""

    def __init__(self, families: list[Routes], version: tuple[int, ...]) -> None:
        self._routes: dict[tuple[str, int], list[Route]] = defaultdict(list)
        for family in families:
            for route in family.all:
                if route.since is None or version >= route.since.value:
                    self._routes[route.method, len(route.segments)].append(route)

    def find(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        segments = tuple(request.path.strip("/").split("/"))
        for route in self._routes[request.method, len(segments)]:
            params = route.match(segments)
            if params is not None:
                return route, params
        return None


def run(route: Route, call: Call) -> Response:
    """What the route answers. The caller holds the state's lock."""
    try:
        if not call.who.may(route.role):
            raise forbidden(route.permission)
        answer = route.handler(call)
    except Refusal as refusal:
        return refusal.response
    return answer if isinstance(answer, Response) else Response(200, answer)
