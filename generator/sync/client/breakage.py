"""What happened to a request that got no answer, told from the exceptions of the HTTP library."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import attrs


@attrs.frozen
class Breakage:
    """`sent` says that Grafana may have got the request, `passing` that another try may go better."""

    words: str
    hint: str = ""
    sent: bool = False
    passing: bool = True


def broken(error: BaseException) -> Breakage:
    """What to say and do about an exception of niquests.

    The classes are told by their names, since niquests brings one of two copies of urllib3.
    """
    causes = tuple(_causes(error))
    names = {base.__name__ for cause in causes for base in type(cause).__mro__}
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Breakage(
                f"its certificate is not trusted, {cause.verify_message}",
                "name its CA file, or use the host name of the certificate",
                passing=False,
            )
    if any("WRONG_VERSION_NUMBER" in str(cause) for cause in causes):
        return Breakage(
            "it does not speak TLS at this address", "http:// instead of https://?", passing=False
        )
    for name, breakage in _KNOWN.items():
        if name in names:
            return breakage
    if "NewConnectionError" in names:
        return Breakage(_system(causes) or "no connection can be made")
    return Breakage("the connection broke before the answer was complete", sent=True)


_KNOWN = {
    "ProxyError": Breakage(
        "the proxy does not let us through", "is the proxy's address right, and may it reach Grafana?"
    ),
    "NameResolutionError": Breakage(
        "there is no host of this name", "is the address spelled right?", passing=False
    ),
    "gaierror": Breakage("there is no host of this name", "is the address spelled right?", passing=False),
    "ConnectionRefusedError": Breakage("the connection is refused", "is it running, and at this port?"),
    "ConnectTimeout": Breakage("no connection in time", "is the address right, and a firewall open?"),
    "InvalidURL": Breakage("the address cannot be sent", passing=False),
    "InvalidHeader": Breakage("the token cannot be sent", passing=False),
    "ReadTimeout": Breakage("no answer in time", sent=True),
}
"""By the name of an exception's class or of one above it; the first that is there counts."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps, however the library has wrapped it."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        each = todo.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        todo += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]


def _system(causes: tuple[BaseException, ...]) -> str:
    """The system's own word for why there is no connection (no route to host)."""
    found = next((cause for cause in causes if isinstance(cause, OSError) and cause.strerror), None)
    return found.strerror.lower() if found and found.strerror else ""
