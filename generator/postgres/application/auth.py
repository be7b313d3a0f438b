"""Signing in, by a link in a mail or with Google, and failing to."""

from __future__ import annotations

from generator.postgres.application.chance import weighted
from generator.postgres.application.loggers import logger
from generator.postgres.application.state import SECOND, Application, User
from generator.postgres.application.web import Web

METHODS = weighted({"magic_link": 60, "google": 40})
REFUSALS = weighted({"expired_link": 45, "invalid_token": 30, "rate_limited": 15, "unknown_account": 10})


class Auth:
    """What the part that signs users in logs."""

    def __init__(self, app: Application, web: Web) -> None:
        self.app = app
        self.web = web
        self._routes = logger(app.contract, "auth", "auth", "routes")
        self._sessions = logger(app.contract, "auth", "auth", "sessions")

    def sign_in(self, at: float, user: User) -> float | None:
        """A user signs in or carries on with a session. Gives the time of it, or None if it fails."""
        app, chance = self.app, self.app.chance
        who = {"email_hash": user.email_hash, "email_masked": user.email_masked, "client_ip": user.client_ip}
        if chance.happens(0.45):
            who |= {"method": "session", "outcome": "success"}
            app.log(at, self._sessions, "INFO", "Session resumed", user.id, **who)
            return at
        method, trace = chance.one_of(METHODS), app.trace()
        who["method"] = method
        if app.fails("mail", 0.015):
            who |= {"outcome": "failure", "reason": "mail_timeout", "exception": "SMTPException"}
            app.log(at + 5000, self._routes, "ERROR", "Sign-in link could not be sent", None, trace, **who)
            return None
        if method == "magic_link":
            app.log(at, self._routes, "INFO", "Sign-in link sent", None, trace, **who)
            at += app.takes(25 * SECOND)
        if chance.happens(0.06):
            self._refuse(at, user, method, user.client_ip, chance.one_of(REFUSALS))
            at += app.takes(15 * SECOND)
        app.log(at, self._routes, "INFO", "User signed in", user.id, trace, outcome="success", **who)
        return self.web.answer(at, "POST", "/api/sessions", user, trace, 201)

    def refused(self, at: int) -> None:
        """Somebody fails to sign in, once or again and again from one address."""
        chance, user = self.app.chance, self.app.user()
        address = user.client_ip if chance.happens(0.6) else f"198.51.100.{chance.whole(1, 9)}"
        method, reason = chance.one_of(METHODS), chance.one_of(REFUSALS)
        for _ in range(chance.whole(1, 4)):
            self._refuse(at, user, method, address, reason)
            at += chance.whole(2, 40) * SECOND

    def _refuse(self, at: float, user: User, method: str, address: str, reason: str) -> None:
        self.app.log(
            at,
            self._routes,
            "WARNING",
            f"Sign-in failed: {reason}",
            None,
            self.app.trace(),
            method=method,
            outcome="failure",
            reason=reason,
            client_ip=address,
            email_hash=user.email_hash,
            email_masked=user.email_masked,
        )
