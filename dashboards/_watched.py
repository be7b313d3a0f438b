"""What the alerts watch: the name and the query of each rule, how far back it looks, and its limit.

The rule (alerts.py) and its panel (alerts_overview.py) are made from the same entry, so that the line drawn
in the panel is the limit that wakes somebody. The uid names all that belongs together: the rule, its panel,
and its page in docs/runbooks.
"""

from __future__ import annotations

from typing import Any

import attrs

from generator import alerting as a
from generator import panels as p

ALERTS = "logs-alerts"
"""The dashboard that shows what the rules see."""


@attrs.frozen(kw_only=True)
class Watched:
    """A query, and the number that is too much of it, or too little.

    The windows of a series end with the time range: the rule sees the last one, whatever the range.
    """

    uid: str
    title: str
    query: str
    time_range: str
    comparison: str = ">"
    limit: float

    @property
    def runbook(self) -> str:
        return f"{self.uid}.md"

    def rule(self, logs: p.Store) -> dict[str, Any]:
        """What `a.rule` is given of it."""
        target = logs.query(self.query)
        is_series = target.query is not None and target.query.header.format == "time_series"
        compare = a.threshold("B" if is_series else "A", self.comparison, self.limit)
        return {
            "title": self.title,
            "uid": self.uid,
            "query": target,
            "time_range": self.time_range,
            "expressions": [a.reduce("A", "last"), compare] if is_series else [compare],
            "runbook": self.runbook,
            "panel": a.PanelLink(ALERTS, self.uid),
        }


ERROR_SHARE = Watched(
    uid="logs-error-share",
    title="Many errors",
    query="alerts/error_share",
    time_range="10m",
    limit=0.1,
)
CRITICAL_RECORDS = Watched(
    uid="logs-critical-records",
    title="CRITICAL records",
    query="alerts/critical_records",
    time_range="10m",
    comparison=">=",
    limit=3,
)
SERVER_ERRORS = Watched(
    uid="logs-server-errors",
    title="Requests fail",
    query="alerts/server_error_share",
    time_range="10m",
    limit=0.2,
)
SIGN_IN_FAILURES = Watched(
    uid="logs-sign-in-failures",
    title="Nobody can sign in",
    query="alerts/sign_in_failure_share",
    time_range="30m",
    limit=0.95,
)
SIGN_IN_GUESSING = Watched(
    uid="logs-sign-in-guessing",
    title="Somebody guesses sign-ins",
    query="alerts/failures_from_one_address",
    time_range="10m",
    limit=50,
)
TOOL_FAILURES = Watched(
    uid="logs-tool-failures",
    title="A tool of the agent fails",
    query="alerts/tool_failure_share",
    time_range="30m",
    limit=0.3,
)
SLOW_TURNS = Watched(
    uid="logs-slow-turns",
    title="The agent is slow",
    query="alerts/slow_turn_share",
    time_range="15m",
    limit=0.25,
)
NO_RECORDS = Watched(
    uid="logs-no-records",
    title="Nothing is logged any more",
    query="alerts/records",
    time_range="15m",
    comparison="<",
    limit=1,
)
SILENT_CATEGORY = Watched(
    uid="logs-silent-category",
    title="A category has gone silent",
    query="alerts/silence",
    time_range="1d",  # longer than any usual pause: a longer silence is not told from one of a day
    limit=1,
)
INGEST_LAG = Watched(
    uid="logs-ingest-lag",
    title="Records arrive late",
    query="alerts/ingest_lag",
    time_range="1h",  # by when it was written: what arrives just now and is older is not counted
    limit=120,
)
