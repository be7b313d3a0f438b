"""What contact points, policies, mute timings and templates share: Grafana keeps them in one row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.grafana.answers import refuse
from tests.grafana.router import Call

PERMISSION = (
    "any of alert.provisioning:write, alert.notifications.provisioning:write, "
    "all of alert.notifications:write, alert.provisioning.provenance:write"
)
MAY_WRITE = {"role": "Editor", "permission": PERMISSION}


@contextmanager
def changing(call: Call) -> Iterator[None]:
    """A write of the configuration.

    It is refused where the configuration has changed since the request came in: parallel writes get in each
    other's way, even those of different contact points. Raises Refusal.
    """
    alerting = call.state.alerting
    if call.request.seen not in (None, alerting.revision):
        raise refuse(500, "could not find object using provided id and hash")
    yield
    alerting.revision += 1
