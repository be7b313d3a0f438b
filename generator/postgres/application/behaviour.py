"""What begins when: users' visits, and the small things between them."""

from __future__ import annotations

from collections.abc import Callable

from generator.postgres.application.agent import Agent
from generator.postgres.application.auth import Auth
from generator.postgres.application.chance import weighted
from generator.postgres.application.operations import Operations
from generator.postgres.application.sockets import Sockets
from generator.postgres.application.state import SECOND, SLOW, Application
from generator.postgres.application.web import Web
from generator.postgres.application.workspaces import Workspaces

FEWEST_VISITS, MOST_VISITS = 0.04, 0.5
"""How often it is a visit that begins, in a log of few records and of many."""

MANY = 20.0
"""Records a minute. In a log of few, one visit would fill a day."""


class Behaviour:
    """Begins things in the application, in a log of so many records a minute."""

    def __init__(self, app: Application, per_minute: float) -> None:
        self.app = app
        self._visits = min(MOST_VISITS, max(FEWEST_VISITS, MOST_VISITS * per_minute / MANY))
        self.web = Web(app)
        self.auth = Auth(app, self.web)
        self.sockets = Sockets(app)
        self.workspaces = Workspaces(app)
        self.agent = Agent(app, self.web, self.sockets)
        self.operations = Operations(app)
        small: dict[Callable[[int], None], float] = {
            self.web.request: 80,
            self.auth.refused: 5,
            self.operations.housekeeping: 6,
            self.operations.slow_loop: 1,
            self.operations.unscripted: 8 if self.operations.has_unscripted else 0,
        }
        self._small = weighted(small)

    def begin(self, at: int) -> None:
        """Something begins at this time (milliseconds since 1970), and its first record is due at once."""
        self.app.advance(at)
        if self.app.deployments.comes_up(at):
            self.operations.deployment(at)
        elif self.app.chance.happens(self._visits):
            self.visit(at)
        else:
            self.begin_small(at)

    def begin_small(self, at: int) -> None:
        """Something of a few records begins."""
        self.app.advance(at)
        self.app.chance.one_of(self._small)(at)

    def visit(self, at: int) -> None:
        """A user signs in, works with the agent for some turns, and goes."""
        app, user = self.app, self.app.user()
        now = self.auth.sign_in(self.web.answer(at, "GET", "/", user, app.trace()), user)
        if now is None:
            return
        now = self.workspaces.load(now, user)
        trace = app.trace()
        now = self.web.answer(now, "GET", "/ws", user, trace, 101)
        connection = self.sockets.connect(now, user, trace)
        for turn in range(1, app.chance.whole(1, 5) + 1):
            now += app.takes(12 * SECOND, SLOW)
            now = self.agent.turn(now, turn, connection)
        self.workspaces.save(now + 300, user)
        self.sockets.disconnect(now + app.takes(20 * SECOND), connection)
