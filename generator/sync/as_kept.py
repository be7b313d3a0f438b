"""What Grafana itself makes of what it is sent: a difference that no push would ever take away."""

from __future__ import annotations

import attrs

from generator.sync.diff import differences
from generator.sync.model import Desired, Live


def as_kept(live: Live, want: Desired) -> Live:
    """A resource that nobody has changed since we pushed just what is wanted: it counts as wanted.

    What differs is said. An older Grafana drops what it does not know without a word.
    """
    told = ", ".join(str(each) for each in differences(live.key.kind, want.body, live.body))
    note = f"{live.key} was pushed as the project has it, and this Grafana keeps it otherwise: {told}"
    return attrs.evolve(live, body=want.body, notes=(*live.notes, note))
