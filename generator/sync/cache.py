"""What earlier plans have read of Grafana, so that the next one reads only what has moved.

It holds no contents: for each dashboard what a listing said of it, as a digest, and the digest of what the
project said when the two were the same. It may be lost or wrong at any time, which costs time: an entry
counts only while Grafana's listing says the same of the dashboard, and a file that is not as expected is as
good as none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from generator.errors import LogloomError
from generator.sync.files import write_whole
from generator.sync.forms import FORM
from generator.sync.model import digest

FOLDER = ".logloom"


@attrs.frozen
class Known:
    """`seen` is the digest of what the listing said, `wanted` that of what the project wanted, and found.

    `wanted` is empty where something else was found. `ours` says that it is as our project wants it, or may
    be one that we pushed.
    """

    seen: str
    wanted: str
    ours: bool


@attrs.define
class Cache:
    """Entries by uid. Threads may look up and remember at once."""

    path: Path
    _known: dict[str, Known] = attrs.field(factory=dict)
    _fresh: dict[str, Known] = attrs.field(factory=dict, init=False)

    @classmethod
    def open(cls, root: Path, url: str, org: int, app: str) -> Cache:
        """The cache of a project for one organisation of one Grafana."""
        name = hashlib.blake2b(json.dumps([url, org, app]).encode(), digest_size=8).hexdigest()
        path = root / FOLDER / f"grafana-cache-{name}.json"
        return cls(path, _read(path))

    def look_up(self, uid: str, metadata: Mapping[str, Any] | None) -> Known | None:
        """What is known of a dashboard that the listing shows so; it is kept for the next time."""
        known = self._known.get(uid)
        if known is None or metadata is None or known.seen != digest(metadata):
            return None
        self._fresh[uid] = known
        return known

    def remember(self, uid: str, metadata: Mapping[str, Any] | None, wanted: str, *, ours: bool) -> None:
        if metadata is not None:
            self._fresh[uid] = Known(digest(metadata), wanted, ours)

    def save(self) -> None:
        """Write what was looked up or remembered, if that is anything new, and if the disk takes it."""
        if self._fresh == self._known:
            return
        rows = {uid: [known.seen, known.wanted, known.ours] for uid, known in sorted(self._fresh.items())}
        try:
            write_whole(self.path, json.dumps({"form": FORM, "dashboards": rows}, indent=0) + "\n")
        except LogloomError:
            return


def _read(path: Path) -> dict[str, Known]:
    try:
        match json.loads(path.read_bytes()):
            case {"form": form, "dashboards": dict(rows)} if form == FORM:
                return {str(uid): Known(*_row(row)) for uid, row in rows.items()}
    except (OSError, ValueError):
        pass
    return {}


def _row(row: Any) -> tuple[str, str, bool]:
    match row:
        case [str(seen), str(wanted), bool(ours)]:
            return seen, wanted, ours
    raise ValueError(row)
