"""What somebody should know who pushes a plan, besides what it changes: one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from generator.sync.diff import PROVENANCE, differences
from generator.sync.model import Comparison, Desired, Live, Status

NAMED = 5
"""More resources than this are counted, not named."""


def notes(comparisons: Iterable[Comparison]) -> Iterator[str]:
    pending = [each for each in comparisons if each.desired and each.status is not Status.UNCHANGED]
    yield from _locking(pending)
    for each in pending:
        if missing := missing_secrets(each.desired, each.live):
            yield unset(each, missing)


def _locking(pending: Iterable[Comparison]) -> Iterator[str]:
    """Grafana makes read-only in its UI what the API writes for alerting."""
    locked = [
        str(each.key)
        for each in pending
        if each.desired
        and each.desired.body.get(PROVENANCE)
        and not (each.live and each.live.body.get(PROVENANCE))
    ]
    if locked:
        more = f" and {len(locked) - NAMED} more" if len(locked) > NAMED else ""
        yield (
            f"a push makes read-only in Grafana's UI: {', '.join(locked[:NAMED])}{more} "
            "(allow_ui_edits = true under [grafana] in contract.toml leaves them open)"
        )


def missing_secrets(want: Desired | None, live: Live | None) -> list[str]:
    """The variables that writing this would need and that are not set.

    Grafana would take a resource without its secret, and it would not work. It keeps one that it has.
    """
    if want is None or (live is not None and live.owned and not live.secrets_changed):
        return []
    return sorted({secret.variable for secret in want.secrets.values() if secret.value is None})


def unset(comparison: Comparison, missing: list[str]) -> str:
    are = "is" if len(missing) == 1 else "are"
    return f"{comparison.key} needs {', '.join(missing)}, which {are} not set in the environment"


def as_kept(live: Live, want: Desired) -> Live:
    """A resource that nobody has changed since we pushed just what is wanted: it counts as wanted.

    What differs is Grafana's own doing, and no push would ever take it away; so it is said. An older Grafana
    drops what it does not know without a word.
    """
    told = ", ".join(str(each) for each in differences(live.key.kind, want.body, live.body))
    note = f"{live.key} was pushed as the project has it, and this Grafana keeps it otherwise: {told}"
    return attrs.evolve(live, body=want.body, notes=(*live.notes, note))
