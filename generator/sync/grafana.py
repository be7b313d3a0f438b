"""A running Grafana over its HTTP API: one place that asks, retries, and turns errors into words.

grafana-client carries the requests. Reads are repeated on 429, 5xx and broken connections; a write is
repeated only where Grafana says that it did not do it (429, 503), and is Unanswered otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

Item = TypeVar("Item")
Result = TypeVar("Result")


@attrs.frozen
class Connection:
    """How to reach a Grafana. `url` holds no user; `verify` is False, True, or the path of a CA file."""

    url: str
    token: str = attrs.field(default="", repr=False)
    user: str = ""
    password: str = attrs.field(default="", repr=False)
    verify: bool | str = True
    proxy: str = ""
    org_id: int | None = None
    timeout: float = 30.0
    readers: int = 10


class Grafana:
    """See the module. Safe for several threads at once."""

    def __init__(self, connection: Connection) -> None:
        raise NotImplementedError

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON that Grafana answers. `path` begins with /api or /apis; its parts are quoted by the caller with `segment`."""
        raise NotImplementedError

    def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        raise NotImplementedError

    def put(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        raise NotImplementedError

    def patch(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        raise NotImplementedError

    def delete(self, path: str, headers: Mapping[str, str] | None = None) -> Any:
        raise NotImplementedError

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """`function` of each item, as many at once as there are connections; the first error is raised."""
        raise NotImplementedError

    @property
    def version(self) -> tuple[int, ...]:
        """Grafana's version, (12, 2, 0)."""
        raise NotImplementedError

    @property
    def login(self) -> str:
        """The name under which our own writes appear."""
        raise NotImplementedError


def segment(text: str) -> str:
    """A name as one segment of a path: `a/b` is `a%2Fb`."""
    raise NotImplementedError
