"""HTTP requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.postgres.application.chance import weighted
from generator.postgres.application.loggers import logger
from generator.postgres.application.state import SLOW, Application, User

if TYPE_CHECKING:
    from logloom.contract import Level

ROUTES = {
    # how often it is asked for outside of a visit, how long it takes (ms), bytes
    ("GET", "/health"): (30, 2, 15),
    ("GET", "/"): (12, 8, 5200),
    ("GET", "/static/{path}"): (20, 4, 48000),
    ("POST", "/api/strokes"): (14, 25, 120),
    ("GET", "/api/gallery"): (12, 45, 18000),
    ("GET", "/api/gallery/{piece_id}"): (10, 30, 7400),
    ("GET", "/api/workspaces/{workspace_id}"): (6, 40, 9100),
    ("DELETE", "/api/gallery/{piece_id}"): (1, 55, 0),
    ("POST", "/api/sessions"): (0, 70, 310),
    ("POST", "/api/turns"): (0, 18, 90),
    ("GET", "/ws"): (0, 6, 0),
}
CHOICES = weighted({route: often for route, (often, _, _) in ROUTES.items()})
STATUSES = weighted({200: 885, 304: 60, 404: 28, 401: 12, 400: 8, 429: 7})
FAULTS = weighted({(500, "OperationalError"): 5, (503, "OperationalError"): 2, (504, "TimeoutError"): 3})
UNTRACED = "/health"


class Web:
    """What the web server logs."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._access = logger(app.contract, "http", "http", "access")
        self._main = logger(app.contract, "http", "main")

    def request(self, at: int) -> None:
        """A request outside of a visit."""
        method, route = self.app.chance.one_of(CHOICES)
        user = self.app.user() if self.app.chance.happens(0.3) else None
        self.answer(at, method, route, user, None if route == UNTRACED else self.app.trace())

    def answer(
        self, at: float, method: str, route: str, user: User | None, trace: str | None, status: int = 0
    ) -> float:
        """A request answered at this time, with this status unless it fails; gives the time to go on from."""
        app, chance = self.app, self.app.chance
        _, median, size = ROUTES[method, route]
        took = app.takes(median, SLOW)
        fault: dict[str, str] = {}
        source = self._access
        level: Level = "INFO"
        status = status or chance.one_of(STATUSES)
        if route != UNTRACED and app.fails("database", 0.012):
            status, exception = chance.one_of(FAULTS)
            source, level, fault = self._main, "ERROR", {"exception": exception}
            took = round(took + (3000 if status == 504 else 0), 1)
        elif status in (401, 429):
            level = "WARNING"
        app.log(
            at,
            source,
            level,
            f"{method} {route} {status}",
            user.id if user else None,
            trace,
            http_method=method,
            route=route,
            status=status,
            duration_ms=took,
            bytes=0 if status == 304 else int(size * chance.between(0.6, 1.4)),
            client_ip=user.client_ip if user else f"192.0.2.{chance.whole(1, 60)}",
            **fault,
        )
        return at + 1
