"""Users, service accounts and tokens: who asks, and what they may do."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping

import attrs

from tests.grafana.answers import unauthorized
from tests.grafana.identifiers import Counter, short_uid, token_key
from tests.grafana.wire import Response

ROLES = ("Viewer", "Editor", "Admin", "Server admin")
"""Each may what those before it may. The last is Grafana's own administrator, never a service account."""


@attrs.define
class Identity:
    """A user or a service account."""

    id: int
    uid: str
    login: str
    name: str
    role: str
    password: str | None = None
    disabled: bool = False
    created: str = ""
    updated: str = ""

    @property
    def is_service_account(self) -> bool:
        return self.password is None

    def may(self, role: str) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def org_role(self) -> str:
        return "Admin" if self.role == "Server admin" else self.role

    @property
    def shown(self) -> str:
        """Who wrote a dashboard, as the API under /api says: for a service account it does not know."""
        return "Anonymous" if self.is_service_account else self.login

    @property
    def shown_later(self) -> str:
        """Who wrote a dashboard, as the API under /apis says when it is read."""
        return "provisioning:" if self.is_service_account else f"user:{self.uid}"

    @property
    def shown_at_once(self) -> str:
        """The same, in the answer to the write itself."""
        return f"{'service-account' if self.is_service_account else 'user'}:{self.uid}"


@attrs.define
class Token:
    id: int
    name: str
    key: str = attrs.field(repr=False)
    owner: int
    created: str
    expires_at: float | None = None

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and time.time() >= self.expires_at


class People:
    """All accounts of the one organization there is."""

    def __init__(self, now: str) -> None:
        self.accounts: dict[int, Identity] = {}
        self.tokens: dict[str, Token] = {}
        self._ids = Counter()
        self._token_ids = Counter()
        self._now = now
        self.add_user("admin", "admin", "Server admin")

    def add_user(self, login: str, password: str, role: str = "Editor") -> Identity:
        """Raises ValueError for a login that is taken."""
        if any(account.login == login for account in self.accounts.values()):
            raise ValueError(login)
        return self._add(login, login, role, password)

    def add_service_account(self, name: str, role: str = "Viewer") -> Identity:
        return self._add(f"sa-1-{name}", name, role, None)

    def _add(self, login: str, name: str, role: str, password: str | None) -> Identity:
        identity = Identity(
            id=self._ids.next(),
            uid=short_uid(),
            login=login,
            name=name,
            role=role,
            password=password,
            created=self._now,
            updated=self._now,
        )
        self.accounts[identity.id] = identity
        return identity

    def add_token(self, owner: Identity, name: str, now: str, seconds: float = 0) -> Token:
        """`seconds` is how long it lives, 0 for ever."""
        expires = time.time() + seconds if seconds else None
        token = Token(self._token_ids.next(), name, token_key(), owner.id, now, expires)
        self.tokens[token.key] = token
        return token

    def user(self, login: str) -> Identity | None:
        return next((who for who in self.accounts.values() if who.login == login), None)

    def who(self, headers: Mapping[str, str]) -> Identity | Response:
        """Who sends these headers, or the refusal."""
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = self._by_token(credentials.strip())
        elif scheme.lower() == "basic":
            found = self._by_password(credentials.strip())
        else:
            found = unauthorized("auth.unauthorized")
        if isinstance(found, Identity) and found.disabled:
            return unauthorized("identity.disabled")
        if isinstance(found, Identity) and headers.get("x-grafana-org-id", "1") not in ("1", "0", ""):
            return unauthorized(
                "api-key.organization-mismatch", "API key does not belong to the requested organization"
            )
        return found

    def _by_token(self, key: str) -> Identity | Response:
        token = self.tokens.get(key)
        if token is None:
            return unauthorized("api-key.invalid", "Invalid API key")
        if token.expired:
            return unauthorized("api-key.expired", "Expired API key")
        return self.accounts[token.owner]

    def _by_password(self, credentials: str) -> Identity | Response:
        try:
            login, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            login, password = "", ""
        user = self.user(login)
        if user is None or user.is_service_account or user.password != password:
            return unauthorized("password-auth.failed", "Invalid username or password")
        return user
