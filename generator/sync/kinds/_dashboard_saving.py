"""Saving and deleting a dashboard without burying what somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.sync.client.errors import LostUpdate, NotFound, Refused, Unanswered, meanwhile
from generator.sync.client.grafana import Grafana, segment
from generator.sync.history import Entry, newer_than
from generator.sync.kind import Source
from generator.sync.marks import Mark
from generator.sync.model import Desired, Json, Key, Live

_LONGEST_MESSAGE = 500

_CHANGED = 412


def save(grafana: Grafana, source: Source, want: Desired, live: Live | None) -> None:
    """Save what is wanted over `live`, or as a new dashboard. Raises LostUpdate, Refused, Unanswered.

    Neither a success nor a refusal is the whole truth: Grafana's check of the version is not atomic, and an
    answer may have been lost. The history has it all.
    """
    base = int(live.version or 0) if live is not None else 0
    mark = str(Mark(source.app, (want.digest,)))
    failure: Refused | Unanswered | None = None
    try:
        grafana.post("/api/dashboards/db", _request(source, want, base, mark))
    except Unanswered as error:
        failure = error
    except Refused as error:
        if error.status != _CHANGED and error.status < 500:
            raise
        failure = error
    newer = _saved_since(grafana, want.key, base, failure)
    ours = next((entry for entry in newer if entry.message.startswith(mark)), None)
    if ours is None:
        if failure is not None and not _is_changed(failure):
            raise failure
        raise meanwhile(want.key, _by(newer))
    for entry in newer:
        if not entry.message.startswith(mark):
            place = "under" if entry.version < ours.version else "on top of"
            raise LostUpdate(
                f"{want.key} was {_by([entry])} while it was being pushed: version {entry.version} stands "
                f"{place} ours, which is version {ours.version}",
                hint="both are in its history in Grafana; plan again",
            )


def delete(grafana: Grafana, key: Key, live: Live | None) -> None:
    """Delete a dashboard that is still as `live` shows it. Raises LostUpdate, Refused, Unanswered."""
    try:
        newer = newer_than(grafana, key.id, int(live.version or 0)) if live is not None else []
        if newer:
            raise LostUpdate(f"{key} was {_by(newer)} before it could be deleted")
        grafana.delete(f"/api/dashboards/uid/{segment(key.id)}")
    except NotFound:
        return


def _request(source: Source, want: Desired, base: int, mark: str) -> Json:
    written = (want.raw or want.body)["dashboard"]
    spec: dict[str, Any] = {key: value for key, value in written.items() if key not in ("id", "version")}
    return {
        "dashboard": {**spec, "uid": want.key.id, **({"version": base} if base else {})},
        "folderUid": want.body["folderUid"],  # without it Grafana moves it to General (recorded: 426)
        "message": (f"{mark}: {source.message}" if source.message else mark)[:_LONGEST_MESSAGE],
        "overwrite": False,
    }


def _saved_since(grafana: Grafana, key: Key, base: int, failure: Refused | Unanswered | None) -> list[Entry]:
    """What has been saved since. Where nothing can be learned after a failure, that is raised."""
    try:
        return newer_than(grafana, key.id, base)
    except (Refused, Unanswered) as error:
        if failure is None:
            raise
        if isinstance(error, NotFound) and _is_changed(failure):
            return []
        raise failure from None


def _is_changed(failure: Refused | Unanswered) -> bool:
    return isinstance(failure, Refused) and failure.status == _CHANGED


def _by(newer: Sequence[Entry]) -> str:
    """`saved by admin, 2026-01-05T11:02:07Z`, of the newest."""
    if not newer:
        return "deleted"
    edit = newer[0].edit
    return ", ".join(filter(None, (f"saved by {edit.by or 'somebody'}", edit.at)))
