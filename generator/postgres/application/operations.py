"""What the application does when nobody asks: it is deployed, tidies up, and sometimes is too busy."""

from __future__ import annotations

from generator.postgres.application.loggers import VALUES, logger, unscripted
from generator.postgres.application.state import Application


class Operations:
    """What the process itself logs."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._system = logger(app.contract, "system", "system")
        self._shutdown = logger(app.contract, "system", "shutdown")
        self._config = logger(app.contract, "system", "config")
        self._unscripted = tuple(
            (category, logger(app.contract, category.name, "").of(frozenset(keys)), keys)
            for category, keys in unscripted(app.contract)
        )

    @property
    def has_unscripted(self) -> bool:
        """Whether the contract has categories or keys that no script knows."""
        return bool(self._unscripted)

    def housekeeping(self, at: int) -> None:
        """A look at what is old."""
        if self.app.chance.happens(0.5):
            removed = self.app.chance.whole(0, 40)
            self.app.log(at, self._system, "INFO", f"Removed {removed} expired sessions")
        else:
            self.app.log(at, self._config, "INFO", "Settings read again, nothing changed")

    def slow_loop(self, at: int) -> None:
        """The process was busy for too long."""
        blocked = self.app.chance.whole(120, 2400)
        self.app.log(at, self._system, "WARNING", f"Event loop blocked for {blocked} ms")

    def deployment(self, at: int) -> None:
        """The application is stopped, and started in its next version."""
        log, before = self.app.log, self.app.version
        after = self.app.deploy()
        log(at, self._shutdown, "INFO", "Shutting down", event="shutdown", version=before)
        log(at + 7000, self._config, "INFO", "Settings read")
        log(at + 7400, self._system, "INFO", f"Started version {after}", event="startup", version=after)

    def unscripted(self, at: int) -> None:
        """A record of a category, or with keys, that only this contract has."""
        chance = self.app.chance
        category, source, keys = chance.one_of(self._unscripted)
        values = {key: chance.one_of(VALUES[type_]) for key, type_ in keys.items()}
        self.app.log(at, source, category.level, category.purpose, self.app.user().id, **values)
