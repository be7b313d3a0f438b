"""What Grafana remembers of a dashboard: who saved which version, when, and with which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from generator.sync.client.errors import NotFound, Refused
from generator.sync.client.grafana import Grafana, segment
from generator.sync.marks import our_digests
from generator.sync.model import Edit, Json

PAGE = 10

_INITIAL = "Initial save"
"""How the list calls the first version, whatever was said when it was saved (recorded: 440, 442)."""

_NOBODY = "Anonymous"
"""How Grafana calls a service account here (recorded: 405)."""


@attrs.frozen
class Entry:
    """One version. `data` is the dashboard as it was, None where the server does not say."""

    version: int
    message: str
    edit: Edit
    data: Json | None = attrs.field(default=None, repr=False)


def entries(grafana: Grafana, uid: str) -> Iterator[Entry]:
    """The versions, the newest first, read as far as they are asked for. Raises ServerError."""
    path = f"/api/dashboards/uid/{segment(uid)}/versions"
    seen: set[tuple[int, str]] = set()
    page: Mapping[str, Any] = {"limit": PAGE}
    while True:
        answer = grafana.get(path, page)
        # Older servers answer the bare list, page by number, and without the dashboards.
        versions, token = (
            (answer.get("versions") or [], answer.get("continueToken") or "")
            if isinstance(answer, dict)
            else (answer or [], "")
        )
        fresh = [each for each in versions if (each["version"], each.get("created", "")) not in seen]
        seen.update((each["version"], each.get("created", "")) for each in fresh)
        for each in fresh:
            yield _entry(each)
        if not fresh or len(versions) < PAGE:
            return
        page = {"limit": PAGE, **({"continueToken": token} if token else {"start": len(seen)})}


def in_full(grafana: Grafana, uid: str, entry: Entry) -> Entry:
    """An entry of the list with what only the version by itself says; as it is where that is not there."""
    try:
        return _entry(grafana.get(f"/api/dashboards/uid/{segment(uid)}/versions/{entry.version}"))
    except NotFound:
        return entry
    except Refused as error:
        if error.status >= 500:  # how Grafana says that it has no such version (recorded: 443)
            return entry
        raise


def last_push(grafana: Grafana, uid: str, app: str, known: list[Entry]) -> Entry | None:
    """The newest version that this project pushed; `known` is filled with all that were read on the way."""
    for entry in entries(grafana, uid):
        if entry.version == 1 and entry.message == _INITIAL:
            entry = in_full(grafana, uid, entry)
        known.append(entry)
        if our_digests(entry.message, app) is not None:
            return entry
    return None


def newer_than(grafana: Grafana, uid: str, version: int) -> list[Entry]:
    """The versions after this one, the newest first."""
    found = []
    for entry in entries(grafana, uid):
        if entry.version <= version:
            break
        found.append(in_full(grafana, uid, entry) if entry.message == _INITIAL else entry)
    return found


def _entry(version: Mapping[str, Any]) -> Entry:
    by = str(version.get("createdBy") or "")
    return Entry(
        int(version["version"]),
        str(version.get("message") or ""),
        Edit("a service account" if by == _NOBODY else by, str(version.get("created") or "")),
        version.get("data"),
    )
