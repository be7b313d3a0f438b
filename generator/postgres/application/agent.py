"""The agent: a turn for each message of the user, in which it thinks, uses tools and draws."""

from __future__ import annotations

from generator.postgres.application.chance import weighted
from generator.postgres.application.loggers import logger
from generator.postgres.application.sockets import Connection, Sockets
from generator.postgres.application.state import SLOW, Application, User
from generator.postgres.application.web import Web

TOOLS = {
    # how often it is used, how long it takes (ms), how often it fails
    "draw_path": (40, 180, 0.015),
    "view_canvas": (25, 90, 0.008),
    "generate_svg": (12, 900, 0.03),
    "imagine": (6, 5200, 0.05),
    "clear_canvas": (6, 40, 0.01),
    "name_piece": (8, 35, 0.005),
    "sign_canvas": (5, 45, 0.005),
}
CHOICES = weighted({tool: often for tool, (often, _, _) in TOOLS.items()})
FAULTS = (("TimeoutError", "timeout"), ("ValueError", "invalid_path"), ("ToolError", "canvas_locked"))


class Agent:
    """What the agent and its tools log."""

    def __init__(self, app: Application, web: Web, sockets: Sockets) -> None:
        self.app = app
        self.web = web
        self.sockets = sockets
        self._agent = logger(app.contract, "agent", "agent", "turns")
        self._orchestrator = logger(app.contract, "agent", "orchestrator")
        self._tools = logger(app.contract, "agent", "tools")
        self._drawing = logger(app.contract, "drawing", "drawing", "canvas")

    def turn(self, at: float, number: int, connection: Connection) -> float:
        """A turn, under one trace from the request to the answer; gives the time of its end."""
        app, user, trace = self.app, connection.user, self.app.trace()
        now = self.web.answer(at, "POST", "/api/turns", user, trace, 202)
        self.sockets.receive(now, connection, trace)
        app.log(now + 4, self._orchestrator, "INFO", f"Turn {number} started", user.id, trace, turn=number)
        now += app.takes(2200, SLOW)
        failed = app.fails("model", 0.03)
        for _ in range(0 if failed else app.chance.whole(1, 5)):
            now = self._use_tool(now, user, trace, number)
        self._end(now, user, trace, number, took=round(now - at, 1), failed=failed)
        self.sockets.send(now + 6, connection, trace)
        return now + 6

    def _end(self, at: float, user: User, trace: str, number: int, *, took: float, failed: bool) -> None:
        if failed:
            self.app.log(
                at,
                self._agent,
                "ERROR",
                f"Turn {number} failed: no answer after {took:.0f} ms",
                user.id,
                trace,
                turn=number,
                duration_ms=took,
                outcome="failure",
                reason="model_timeout",
                exception="TimeoutError",
            )
            return
        self.app.log(
            at,
            self._agent,
            "INFO",
            f"Turn {number} finished",
            user.id,
            trace,
            turn=number,
            tokens=int(self.app.takes(1800, SLOW)),
            duration_ms=took,
            outcome="success",
        )

    def _use_tool(self, at: float, user: User, trace: str, number: int) -> float:
        app = self.app
        tool = app.chance.one_of(CHOICES)
        _, median, failing = TOOLS[tool]
        took = app.takes(median, SLOW)
        now = at + took + app.takes(700)
        call = {"tool": tool, "turn": number, "duration_ms": took}
        if app.fails("model", failing):
            exception, reason = app.chance.one_of(FAULTS)
            call |= {"outcome": "failure", "reason": reason, "exception": exception}
            app.log(now, self._tools, "ERROR", f"Tool use: {tool}", user.id, trace, **call)
            return now
        app.log(now, self._tools, "INFO", f"Tool use: {tool}", user.id, trace, outcome="success", **call)
        if tool == "draw_path":
            self._draw(now + 2, user, trace)
        return now

    def _draw(self, at: float, user: User, trace: str) -> None:
        app, paths = self.app, self.app.chance.whole(1, 60)
        what = {
            "paths": paths,
            "duration_ms": app.takes(0.4 * paths),
            "workspace_id": user.workspace_id,
        }
        if app.chance.happens(0.01):
            message = f"{paths} paths could not be drawn"
            app.log(at, self._drawing, "ERROR", message, user.id, trace, exception="ValueError", **what)
            return
        app.log(at, self._drawing, "DEBUG", f"{paths} paths drawn", user.id, trace, **what)
