"""Who may change what: the provenance that a write gives, and the one that the object has.

Grafana looks only whether the header is there. What it answers to a mismatch differs from one kind of
object to the next.
"""

from __future__ import annotations

from tests.grafana.answers import coded
from tests.grafana.router import Call

API, FILE, NONE = "api", "file", ""


def given(call: Call) -> str:
    """The provenance that this write gives."""
    return NONE if "x-disable-provenance" in call.request.headers else API


def check_rule_group(call: Call, stored: str, operation: str) -> None:
    """Groups, and the deletion of a rule: 409 with both provenances."""
    sent = given(call)
    allowed = stored in (NONE, sent) or (operation == "update" and stored == API)
    if not allowed:
        raise coded(
            409,
            "alerting.provenanceMismatch",
            f"cannot {operation} with provided provenance '{sent}', needs '{stored}'",
            extra={"Operation": operation, "ProvidedProvenance": sent, "StoredProvenance": stored},
        )


def check_notification(call: Call, stored: str) -> None:
    """Policies, mute timings and templates: the API takes over what is a file's, but not its own without
    a provenance."""
    if given(call) == NONE and stored != NONE:
        raise coded(
            403,
            "alerting.notifications.invalidProvenance",
            f"Resource with provenance status '{stored}' cannot be managed via API that handles resources "
            "with provenance status 'none'. You must use appropriate API to manage this resource",
            extra={"SourceProvenance": stored, "TargetProvenance": "none"},
        )
