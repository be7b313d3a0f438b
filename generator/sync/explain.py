"""Why a resource of a plan is not unchanged: what a push would make different, and what an edit has done."""

from __future__ import annotations

import attrs

from generator.sync.diff import Difference, differences
from generator.sync.model import Comparison, Json, Status


@attrs.frozen
class Explanation:
    """`pushed` is what the push would change in Grafana, `edited` what somebody has changed there."""

    pushed: tuple[Difference, ...] = ()
    edited: tuple[Difference, ...] = ()


def explain(comparison: Comparison) -> Explanation:
    """Both in words, as far as Grafana keeps what is needed for it. A secret is only said to have changed."""
    desired, live = comparison.desired, comparison.live
    if live is None or comparison.status is Status.BLOCKED:
        return Explanation()
    kind = comparison.key.kind
    before = last_pushed(comparison)
    edited: tuple[Difference, ...] = ()
    if before is not None and was_edited(comparison):
        edited = tuple(differences(kind, before, live.body))
    # Where the project has not changed, a push would only undo the edit: that need not be said twice.
    if desired is None or (comparison.status is Status.EDITED and edited):
        return Explanation(edited=edited)
    pushed = [*differences(kind, live.body, desired.body), *_secrets(comparison)]
    return Explanation(tuple(pushed), edited)


def was_edited(comparison: Comparison) -> bool:
    """Whether somebody changed in Grafana what we once pushed."""
    live = comparison.live
    if live is None or not live.owned:
        return False
    if comparison.status is Status.ORPHAN:
        return bool(live.base_digests) and live.digest not in live.base_digests
    return comparison.status in (Status.EDITED, Status.CONFLICT)


def last_pushed(comparison: Comparison) -> Json | None:
    """What was last pushed: as Grafana keeps it, or as the project still has it; None if not known."""
    live, desired = comparison.live, comparison.desired
    if live is None or live.base is not None:
        return live.base if live else None
    return desired.body if desired is not None and desired.digest in live.base_digests else None


def _secrets(comparison: Comparison) -> list[Difference]:
    live, desired = comparison.live, comparison.desired
    if live is None or desired is None or not live.secrets_changed:
        return []
    return [Difference(", ".join(sorted(desired.secrets)) or "secrets", "changed")]
