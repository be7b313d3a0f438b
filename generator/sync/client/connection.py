"""How to reach a Grafana, put together from what a user gave and judged before any request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import attrs

from generator.errors import LogloomError

TIMEOUT = 30.0
"""Seconds that one request may take."""

READERS = 10
"""Requests that are under way at once, each on a connection of its own."""


@attrs.frozen
class Connection:
    """How to reach a Grafana. `url` holds no user and does not end in a slash.

    `verify` is False, True, or the path of a CA file. `proxy` is a URL, empty for none.
    """

    url: str
    token: str = attrs.field(default="", repr=False)
    user: str = ""
    password: str = attrs.field(default="", repr=False)
    verify: bool | str = True
    proxy: str = attrs.field(default="", repr=False)
    org_id: int | None = None
    timeout: float = TIMEOUT
    readers: int = READERS

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, the longest first."""
        hidden = {self.token, self.password, urlsplit(self.proxy).password or ""}
        return tuple(sorted(filter(None, hidden), key=len, reverse=True))


def connection(
    url: str,
    *,
    token: str = "",
    user: str = "",
    password: str = "",
    ca_file: Path | str | None = None,
    insecure: bool = False,
    proxy: str = "",
    environment: Mapping[str, str] | None = None,
    org_id: int | None = None,
    timeout: float = TIMEOUT,
    readers: int = READERS,
) -> Connection:
    """A Connection from a user's words. `url` may hold a user and a password; a token goes before them.

    Without a `proxy` the one of the `environment` (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY) is taken.
    Raises LogloomError for what cannot work.
    """
    parts = _split(url, "Grafana's address")
    user = user or unquote(parts.username or "")
    password = password or unquote(parts.password or "")
    token = token.strip()
    if not token and not (user and password):
        raise LogloomError(
            "no token for Grafana",
            hint="set GRAFANA_TOKEN to a service account's token, or give a user and a password",
        )
    for name, secret in (("the token", token), ("the password", password), ("the user", user)):
        if any(ord(character) < 32 or ord(character) == 127 for character in secret) or (
            name == "the token" and not secret.isascii()
        ):
            raise LogloomError(f"{name} holds a character that cannot be sent", hint="copy it again, alone")
    if timeout <= 0 or readers < 1:
        raise LogloomError("a time-out and a number of connections must be above 0")
    verify: bool | str = not insecure
    if ca_file and not insecure:
        if not Path(ca_file).is_file():
            raise LogloomError(f"{ca_file}: there is no such CA file")
        verify = str(ca_file)
    proxy = proxy or proxy_of(parts, environment or {})
    if proxy:
        _split(proxy, "the proxy's address")
    host = parts.netloc.rpartition("@")[2]
    return Connection(
        url=urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", "")),
        token=token,
        user="" if token else user,
        password="" if token else password,
        verify=verify,
        proxy=proxy,
        org_id=org_id,
        timeout=timeout,
        readers=readers,
    )


def proxy_of(url: SplitResult, environment: Mapping[str, str]) -> str:
    """The proxy that the environment names for a URL, as curl and requests read it."""
    lower = {name.lower(): value for name, value in environment.items() if value}
    if _past_proxy(url.hostname or "", lower.get("no_proxy", "")):
        return ""
    found = lower.get(f"{url.scheme}_proxy") or lower.get("all_proxy") or ""
    return found if "://" in found or not found else f"http://{found}"


def _past_proxy(host: str, no_proxy: str) -> bool:
    """Whether a host, or a domain that it is in, is among those of NO_PROXY."""
    names = [name.strip().lstrip("*.").lower() for name in no_proxy.split(",")]
    return "*" in no_proxy.split(",") or any(name and f".{host}".endswith(f".{name}") for name in names)


def _split(url: str, what: str) -> SplitResult:
    """The parts of a URL of http. Messages show nothing of it that could be a password."""
    hint = "such as https://grafana.example.com or https://example.com/grafana"
    try:
        parts = urlsplit(url.strip())
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        raise LogloomError(f"{what} is no URL", hint=hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_number:
        raise LogloomError(f"{what} does not begin with http:// or https:// and a host", hint=hint)
    if parts.query or parts.fragment:
        raise LogloomError(f"{what} ends in a query or a fragment", hint=hint)
    return parts
