"""A running Grafana over its HTTP API: one place that asks, and that asks again where that does no harm.

Reads are repeated on 429, 5xx and broken connections. A write is repeated here only where Grafana surely did
not do it: no connection was made, or it was told to come again later. Where it may have been done it is
Unanswered, or Refused with 500 and above: then it must be read back before it is repeated.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Self, TypeVar
from urllib.parse import quote

from generator.errors import LogloomError, ServerError
from generator.sync.client.connection import Connection
from generator.sync.client.errors import NotFound, Refused
from generator.sync.client.retry import Retry
from generator.sync.client.transport import Failed, Transport

__all__ = ["Connection", "Grafana", "segment"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Grafana:
    """See the module. Safe for several threads at once.

    `sleep` and `clock` (Unix time) are the passing of time; `transport` carries the requests.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        retry: Retry | None = None,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], float] = time.time,
        transport: Transport | None = None,
    ) -> None:
        self.connection = connection
        self._retry = retry or Retry()
        self._interrupted = threading.Event()
        self._sleep = sleep or self._interrupted.wait
        self._clock = clock
        self._transport = transport or Transport(connection, clock)
        self._known: dict[str, Any] = {}
        self._known_guard: dict[str, threading.Lock] = {}
        self._gate = threading.Lock()
        self._closed_until = 0.0

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

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
        return self._request("GET", path, reads=True, params=params, headers=headers)

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

        A function may call `map` itself: each has threads of its own, and they share the connections, of
        which there are no more than readers.
        """
        todo = list(items)
        at_once = min(len(todo), self.connection.readers)
        if at_once < 2:
            return [function(item) for item in todo]
        with ThreadPoolExecutor(at_once, "grafana") as pool:
            futures = [pool.submit(function, item) for item in todo]
            try:
                return [future.result() for future in futures]
            except BaseException as error:
                pool.shutdown(wait=False, cancel_futures=True)
                if isinstance(error, KeyboardInterrupt):
                    self._interrupted.set()
                raise

    @cached_property
    def version(self) -> tuple[int, ...]:
        """Grafana's version, (12, 2, 0); raises ServerError where it does not say."""
        said = self.get_once("/api/health").get("version")
        if not said:  # It can be told to hide it from those who have not signed in.
            said = (self.get_once("/api/frontend/settings").get("buildInfo") or {}).get("version")
        numbers = []
        for part in str(said or "").split("-")[0].split("+")[0].split("."):
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

    @property
    def org(self) -> int:
        """The id of the organisation that our requests go to. Raises ServerError for what is no Grafana."""
        try:
            match self.get_once("/api/org"):
                case {"id": int(number)}:
                    return number
        except NotFound:
            pass
        raise ServerError(
            f"what answers at {self.connection.url} is no Grafana",
            hint="is the address right, with the path that Grafana is served under?",
        )

    def _request(self, method: str, path: str, *, reads: bool = False, **parts: Any) -> Any:
        attempt = 0
        while True:
            attempt += 1
            self._wait_for_gate()
            try:
                return self._transport.send(method, path, **parts)
            except Failed as failed:
                again = failed.not_done or (reads and failed.passing)
                pause = self._retry.pause(attempt, failed.asked) if again else None
                if pause is None:
                    raise failed.error from None
                if failed.asked is None:
                    self._sleep(pause)
                else:
                    self._close_gate(pause)
                    self._wait_for_gate()
                if self._interrupted.is_set():
                    raise failed.error from None

    def _close_gate(self, seconds: float) -> None:
        """Nobody of us asks again before that: Grafana said so to one of us, and means all."""
        with self._gate:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _wait_for_gate(self) -> None:
        if (rest := self._closed_until - self._clock()) > 0:
            self._sleep(rest)


def segment(text: str) -> str:
    """A name as one segment of a path: `a/b` is `a%2Fb`.

    Raises LogloomError for the names that no path can hold, `.` and `..`.
    """
    if text in ("", ".", ".."):
        raise LogloomError(f"{text!r} cannot be asked for by name", hint="rename it in Grafana")
    return quote(text, safe="")
