"""WebSocket connections and the messages on them."""

from __future__ import annotations

import attrs

from generator.postgres.application.chance import weighted
from generator.postgres.application.loggers import logger
from generator.postgres.application.state import Application, User

CLOSES = weighted({(1000, "client_closed"): 55, (1001, "going_away"): 33, (1006, "connection_lost"): 12})
FAULT = (1011, "server_error")


@attrs.frozen
class Connection:
    """An open connection: its id, whose it is, and the trace of the request that opened it."""

    id: str
    user: User
    trace: str


class Sockets:
    """What the part that talks to browsers logs."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._websocket = logger(app.contract, "websocket", "websocket")
        self._connections = logger(app.contract, "websocket", "connections")
        self._handlers = logger(app.contract, "websocket", "user_handlers")

    def connect(self, at: float, user: User, trace: str) -> Connection:
        """A browser connects."""
        connection = Connection(self.app.chance.hexadecimal(12), user, trace)
        what = {"event": "connect", "connection_id": connection.id}
        self.app.log(at, self._connections, "INFO", "WebSocket connected", user.id, trace, **what)
        return connection

    def receive(self, at: float, connection: Connection, trace: str) -> None:
        """The user writes something."""
        self._message(at, connection, trace, "received", self.app.chance.whole(40, 900))

    def send(self, at: float, connection: Connection, trace: str) -> None:
        """An answer goes to the browser, or cannot any more."""
        what = {"event": "message", "connection_id": connection.id}
        if self.app.chance.happens(0.004):
            what |= {"reason": "connection_lost", "exception": "ConnectionClosedError"}
            self.app.log(
                at, self._websocket, "ERROR", "Message could not be sent", connection.user.id, trace, **what
            )
            return
        self._message(at, connection, trace, "sent", self.app.chance.whole(200, 6000))

    def disconnect(self, at: float, connection: Connection) -> None:
        """The connection ends."""
        code, reason = FAULT if self.app.fails("database", 0.015) else self.app.chance.one_of(CLOSES)
        self.app.log(
            at,
            self._connections,
            "INFO" if code in (1000, 1001) else "WARNING",
            "WebSocket disconnected",
            connection.user.id,
            connection.trace,
            event="disconnect",
            connection_id=connection.id,
            close_code=code,
            reason=reason,
        )

    def _message(self, at: float, connection: Connection, trace: str, verb: str, size: int) -> None:
        self.app.log(
            at,
            self._handlers if verb == "received" else self._websocket,
            "INFO",
            f"Message {verb}",
            connection.user.id,
            trace,
            event="message",
            connection_id=connection.id,
            bytes=size,
        )
