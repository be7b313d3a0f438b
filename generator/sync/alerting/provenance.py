"""Provenance: whom Grafana lets change a thing of alerting. What the API writes is locked in the UI.

A write with the header below leaves the thing open to the UI. Grafana looks only whether the header is there.
What it takes of the ways between the two differs from kind to kind (recorded: 508 to 513, 541, 561e, 578,
587, 641 to 646, 690 to 699f, 6p31 to 6p46): from open to locked it takes all; from locked to open only a
whole group of rules. What a file has made it gives to the API in some kinds, unasked: we never take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.sync.kind import Source

API = "api"
FILE = "file"
OPEN = ""

HEADERS = {"X-Disable-Provenance": "true"}


def wanted(source: Source) -> str:
    """The provenance of what we push, which the contract decides."""
    return OPEN if source.project.contract.grafana.allow_ui_edits else API


def headers(provenance: str) -> Mapping[str, str] | None:
    """The headers of a write that gives this provenance."""
    return HEADERS if provenance == OPEN else None


def stored(thing: Mapping[str, Any]) -> str:
    """The provenance that Grafana shows. Newer ones say `classic-file-provisioning`, or `none`."""
    said = str(thing.get("provenance") or "")
    if said == "none":
        return OPEN
    return next((known for known in (FILE, API) if known in said), said)


def other_owner(provenance: str) -> str:
    """Who owns a thing of this provenance, if that is somebody who does not use the API; else empty."""
    if provenance in (API, OPEN):
        return ""
    return "a provisioning file" if provenance == FILE else f"whatever gave it the provenance {provenance!r}"


def locked_in(provenance: str, want: str) -> bool:
    """Whether a thing would have to be opened to the UI."""
    return provenance == API and want == OPEN
