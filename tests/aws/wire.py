"""A CloudWatch on a loopback port that answers as it is told, in the shapes of the real one's wire.

Source: the service model `logs` of botocore, protocol json 1.1: the operation is in X-Amz-Target, an error
has its name in `__type` and its own members beside it.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

CUT = "cut"
"""An answer that never comes: the connection is closed."""

Answer = tuple[int, Mapping[str, Any]] | str


def ok(**body: Any) -> Answer:
    return 200, body


def refused(code: str, message: str = "", status: int = 400, **more: Any) -> Answer:
    return status, {"__type": code, "message": message, **more}


def malformed(start: int, end: int, message: str) -> Answer:
    error = {"location": {"startCharOffset": start, "endCharOffset": end}, "message": message}
    return refused("MalformedQueryException", message, queryCompileError=error)


def results(
    *rows: Mapping[str, str | None],
    status: str = "Complete",
    scanned: int = 0,
    size: float = 0,
    token: str = "",
) -> Answer:
    fields = [
        [{"field": name, **({} if value is None else {"value": value})} for name, value in row.items()]
        for row in rows
    ]
    statistics = {"recordsMatched": float(len(rows)), "recordsScanned": float(scanned), "bytesScanned": size}
    page = {"results": fields, "statistics": statistics, "status": status}
    return 200, {**page, "nextToken": token} if token else page


RUNNING = results(status="Running")


@attrs.define
class Wire:
    """What it will answer to each operation, the last answer again and again; and what it was asked."""

    url: str = ""
    answers: dict[str, deque[Answer]] = attrs.field(factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = attrs.field(factory=list)
    changed: threading.Condition = attrs.field(factory=threading.Condition)

    def begin(self) -> None:
        """Forget what was asked, and start and stop queries as they should be."""
        self.asked.clear()
        self.answers.clear()
        self.will("StartQuery", ok(queryId="a-query"))
        self.will("StopQuery", ok(success=True))

    def will(self, operation: str, *answers: Answer) -> None:
        self.answers[operation] = deque(answers)

    def answer(self, operation: str, body: dict[str, Any]) -> Answer:
        with self.changed:
            self.asked.append((operation, body))
            self.changed.notify_all()
            waiting = self.answers.get(operation) or deque([refused("UnknownOperationException")])
            return waiting.popleft() if len(waiting) > 1 else waiting[0]

    def bodies(self, operation: str) -> list[dict[str, Any]]:
        return [body for name, body in self.asked if name == operation]

    def await_(self, operation: str, seconds: float = 60) -> None:
        """Wait until it is asked this."""
        with self.changed:
            assert self.changed.wait_for(lambda: bool(self.bodies(operation)), seconds), self.asked


@contextmanager
def serving() -> Iterator[Wire]:
    wire = Wire()
    wire.begin()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = wire.answer(operation, body)
            if isinstance(answer, str):
                self.close_connection = True
                return
            content = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    wire.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
