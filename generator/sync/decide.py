"""The three-way decision, one resource at a time: a pure function."""

from __future__ import annotations

from generator.sync.model import Comparison, Desired, Live, Status


def decide(desired: Desired | None, live: Live | None) -> Comparison | None:
    """What follows from both sides; None where neither is there, or only one that is not ours."""
    if live is None:
        return None if desired is None else Comparison(desired.key, Status.CREATE, desired)
    if desired is None:
        return Comparison(live.key, Status.ORPHAN, None, live) if live.owned and not live.blocked else None
    return Comparison(desired.key, _status(desired, live), desired, live)


def _status(desired: Desired, live: Live) -> Status:
    same = (live.as_wanted or desired.digest == live.digest) and not live.secrets_changed
    if live.blocked:
        # What stands there as the project wants it needs no write, so nobody is in the way.
        return Status.UNCHANGED if same else Status.BLOCKED
    if same:
        return Status.UNCHANGED
    if not live.owned:
        return Status.TAKEN
    if live.digest in live.base_digests or live.digest == desired.digest:
        return Status.UPDATE
    if not live.base_digests or desired.digest in live.base_digests:
        # Where what was last pushed is not known any more, nothing says that the project has changed.
        return Status.EDITED
    return Status.CONFLICT
