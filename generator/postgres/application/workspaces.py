"""Users' workspaces: created, loaded and saved."""

from __future__ import annotations

from typing import Any

from generator.postgres.application.loggers import logger
from generator.postgres.application.state import SLOW, Application, User


class Workspaces:
    """What the part that keeps workspaces logs."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._workspace = logger(app.contract, "workspace", "workspace")
        self._registry = logger(app.contract, "workspace", "registry")
        self._state = logger(app.contract, "workspace", "workspace_state")
        self._system = logger(app.contract, "system", "system", "database")

    def load(self, at: float, user: User) -> float:
        """A workspace is loaded, or created for a new user; gives the time that it is there."""
        took = self.app.takes(60, SLOW)
        created = self.app.chance.happens(0.05)
        source, event = (self._registry, "created") if created else (self._workspace, "loaded")
        self.app.log(
            at + took,
            source,
            "INFO",
            f"Workspace {user.workspace_id} {event}",
            user.id,
            event=event,
            workspace_id=user.workspace_id,
            duration_ms=took,
        )
        return at + took

    def save(self, at: float, user: User) -> None:
        """A workspace is saved, or cannot be."""
        app, took = self.app, self.app.takes(80, SLOW)
        what: dict[str, Any] = {"workspace_id": user.workspace_id, "duration_ms": took}
        at += took
        if not app.fails("database", 0.015):
            app.log(
                at,
                self._state,
                "INFO",
                f"Workspace {user.workspace_id} saved",
                user.id,
                event="saved",
                **what,
            )
            return
        app.log(
            at,
            self._state,
            "ERROR",
            f"Workspace {user.workspace_id} could not be saved",
            user.id,
            exception="OperationalError",
            **what,
        )
        if app.chance.happens(0.3):
            limit = app.chance.whole(20, 40)
            message = f"No database connection left: {limit} of {limit} in use"
            app.log(at + 5, self._system, "CRITICAL", message, exception="PoolTimeout")
