"""HTTP/1.1 over sockets, as small as the stand-in needs it: keep-alive, one thread a connection, and cuts.

The standard library's server spends most of a request in its header parser, cannot leave an answer half
sent, and takes up to half a second to stop.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

import attrs

JSON = "application/json"
Json = dict[str, Any]


@attrs.frozen
class Request:
    """One request. `path` is as it was sent, percent signs and all; header names are in lower case.

    `proxied_for` is the host of a request sent to us as to a proxy, with a whole URL in its first line.
    `seen` is the revision of the notifications when the request came in. `checked_before` says that Grafana
    has already checked the version that the request carries, so that an edit since then is not noticed.
    """

    method: str
    path: str
    query: Mapping[str, list[str]] = attrs.field(factory=dict)
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""
    query_text: str = ""
    proxied_for: str = ""
    seen: int | None = None
    checked_before: bool = False

    @property
    def target(self) -> str:
        """The path with the query, as in the first line of the request."""
        return f"{self.path}?{self.query_text}" if self.query_text else self.path

    @property
    def json(self) -> Any:
        """The body read as JSON, None where there is none. Raises ValueError."""
        return json.loads(self.body) if self.body else None

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


def request_to(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Request:
    """A request from its first line and the rest."""
    parts = urlsplit(target)
    return Request(
        method=method,
        path=parts.path,
        query=parse_qs(parts.query, keep_blank_values=True),
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
        query_text=parts.query,
        proxied_for=parts.netloc,
    )


@attrs.frozen
class Response:
    """An answer. `body` is sent as JSON unless it is text or bytes; None sends nothing.

    `sent` below 1 is the share of the body that gets out before the connection is closed.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    sent: float = 1.0

    def payload(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode()


Answer = Callable[[Request], Response | None]
"""What is answered to a request; None closes the connection without a word."""


class HttpServer:
    """Listens on loopback. `stop` closes what is open, also connections that wait for an answer."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._threads: set[threading.Thread] = set()
        self._listening = False
        self._stopped = False
        self.port = 0

    def start(self) -> None:
        self._bind()
        self.resume()

    def stop(self) -> None:
        with self._guard:
            self._stopped = True
        self._close_listener()
        self.close_connections()
        with self._guard:
            threads = list(self._threads)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join()

    def pause(self) -> None:
        """From here on connections are refused; the port stays ours."""
        self._close_listener()
        self._bind()

    def resume(self) -> None:
        with self._guard:
            listener = self._listener
            if self._stopped or listener is None or self._listening:
                return
            listener.listen(256)
            self._listening = True
        self._spawn(self._accept, listener)

    def _bind(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener

    def _close_listener(self) -> None:
        with self._guard:
            listener, self._listener, self._listening = self._listener, None, False
        if listener is not None:
            _close(listener)

    def close_connections(self) -> None:
        """Cut all that are open."""
        with self._guard:
            connections = list(self._open)
        for connection in connections:
            _close(connection)

    def _spawn(self, target: Callable[[socket.socket], None], connection: socket.socket) -> None:
        def run() -> None:
            try:
                target(connection)
            finally:
                _close(connection)
                with self._guard:
                    self._open = {one for one in self._open if one.fileno() >= 0}
                    self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, name="grafana-stand-in", daemon=True)
        with self._guard:
            self._threads.add(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._guard:
                self._open.add(connection)
            if self._listener is not listener:
                _close(connection)
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        # OSError: the other side went away, or stop() closed the connection. ValueError: it speaks no HTTP.
        with contextlib.suppress(OSError, ValueError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._secured(connection) as stream, stream.makefile("rb") as reader:
                while (request := read_request(reader)) is not None:
                    response = self._answer(request)
                    if response is None or not _send(stream, response):
                        return

    def _secured(self, connection: socket.socket) -> socket.socket:
        """The connection, or TLS on it, which takes its place."""
        if self._tls is None:
            return connection
        stream = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._guard:
            self._open.add(stream)
            stopped = self._stopped
        if stopped:
            _close(stream)
        stream.do_handshake()
        return stream


def read_request(reader: BinaryIO) -> Request | None:
    """The next request, None where the other side has closed the connection."""
    first = reader.readline()
    if not first.strip():
        return None
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers = {}
    while line := reader.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name] = value.strip()
    length = next((int(value) for name, value in headers.items() if name.lower() == "content-length"), 0)
    body = reader.read(length) if length else b""
    return request_to(method, target, headers, body)


def _send(stream: socket.socket, response: Response) -> bool:
    """Send; False where the connection is to be closed."""
    payload = response.payload()
    kind = {"Content-Type": JSON} if payload or response.status == 204 else {}
    headers = kind | {"Cache-Control": "no-store"} | dict(response.headers)
    head = [f"HTTP/1.1 {response.status} {_reason(response.status)}", f"Content-Length: {len(payload)}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    whole = response.sent >= 1
    shown = payload if whole else payload[: int(len(payload) * response.sent)]
    stream.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + shown)
    return whole


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # Never connected, or closed by the other side.
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
