"""The time range of a query, as it is written into its SQL."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.setting import Setting


def within(start: str, end: str, start_ms: int, end_ms: int) -> Setting:
    """Records from `start` to `end`, timestamps as PostgreSQL reads them and milliseconds since the epoch."""
    return Setting(
        time_filter=lambda column: exp.Between(this=column, low=nodes.text(start), high=nodes.text(end)),
        start_ms=lambda: nodes.number(start_ms),
        end_ms=lambda: nodes.number(end_ms),
    )
