"""What Grafana answers when it will not, in one line with what to do about it."""

from __future__ import annotations

import json
import re
from typing import Any

import attrs

from generator.sync.client.errors import NotFound, Refused

_LONGEST = 400
"""Characters that are shown of what Grafana said."""


@attrs.frozen
class Answer:
    """An answer that is no success. `location` is where a redirect leads."""

    method: str
    path: str
    status: int
    content: bytes = attrs.field(repr=False)
    content_type: str = ""
    location: str = ""


def refusal(answer: Answer) -> Refused:
    """The error for an answer, or for a success that is not Grafana's."""
    body = _body(answer)
    kind = NotFound if answer.status == 404 else Refused
    what = f"{answer.method} {answer.path}"
    if answer.location:
        return kind(f"{what} is redirected to {answer.location}", answer.status, body, _redirect_hint(answer))
    if is_page(answer) and answer.status not in (502, 503, 504):
        return kind(
            f"{what} is answered with a web page, not by Grafana's API (HTTP {answer.status})",
            answer.status,
            body,
            "a login page, or the address lacks the path that Grafana is served under",
        )
    words = said(body)
    if answer.status == 401:
        return kind(f"Grafana does not let us in{_after_colon(words)}", answer.status, body, _who_hint(body))
    if answer.status == 403 and (permissions := _permissions(words)):
        return kind(
            f"{what}: we may not do this, it takes {permissions}",
            answer.status,
            body,
            "give the token's service account that permission, or a role that has it",
        )
    return kind(f"{what} is refused (HTTP {answer.status}){_after_colon(words)}", answer.status, body)


def is_page(answer: Answer) -> bool:
    return answer.content_type.startswith("text/html")


def said(body: Any) -> str:
    """The words of an answer's body: Grafana has several shapes for it."""
    if isinstance(body, dict):
        # A Status of the API under /apis names the fields that are wrong apart from its message.
        causes = body.get("details", {}).get("causes") if isinstance(body.get("details"), dict) else None
        fields = [
            f"{cause.get('field')}: {cause.get('message')}"
            for cause in causes or ()
            if isinstance(cause, dict)
        ]
        message = next((body[key] for key in ("message", "error", "title") if body.get(key)), "")
        words = "; ".join([str(message), *fields])
    elif isinstance(body, str):
        words = re.sub(r"<[^>]*>", " ", body)
    else:
        words = ""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _body(answer: Answer) -> Any:
    """The body as JSON where it is that, else as text; None for an empty one."""
    if not answer.content:
        return None
    try:
        return json.loads(answer.content)
    except ValueError:
        return answer.content.decode("utf-8", "replace")


def _redirect_hint(answer: Answer) -> str:
    if "/login" in answer.location:
        return "something in front of Grafana asks for a login: use an address that reaches Grafana itself"
    return "give that address as Grafana's"


_WHO_HINTS = {
    "api-key.expired": "the token has expired: make a new one for its service account",
    "api-key.organization-mismatch": "the token belongs to another organization than the one asked for",
    "identity.disabled": "the service account is disabled",
    "password-auth.failed": "user or password are wrong",
}


def _who_hint(body: Any) -> str:
    code = body.get("messageId", "") if isinstance(body, dict) else ""
    return _WHO_HINTS.get(str(code), "is GRAFANA_TOKEN the token of a service account of this Grafana?")


def _permissions(words: str) -> str:
    """`dashboards:create or dashboards:write` out of Grafana's sentence, empty where it names none."""
    found = re.search(r"Permissions needed: (?P<all>.+)$", words)
    if found is None:
        return ""
    names = re.findall(r"[a-z][\w.]*:[\w.:*-]+", found["all"])
    return (" or " if "any of" in found["all"] else " and ").join(names)


def _after_colon(words: str) -> str:
    return f": {words}" if words else ""
