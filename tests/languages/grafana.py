"""What the tests of Grafana's text expansion share: settings of a dashboard, and expansion in one call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from generator.languages.grafana.model import (
    Quoting,
    Release,
    Scenario,
    TimeRange,
    Value,
    Variable,
)
from generator.languages.grafana_sql.expand import expand

START = datetime(2026, 1, 15, 10, tzinfo=UTC)
END = datetime(2026, 1, 15, 11, tzinfo=UTC)

NEWEST = Release("new", Quoting.ARRAYS_ONLY, strips_comments=True)
WITH_COMMENTS = Release("comments stay", Quoting.ARRAYS_ONLY, strips_comments=False)
OLDEST = Release("old", Quoting.MULTI_OR_ALL, strips_comments=False)


def scenario(
    values: Mapping[str, Value] | None = None,
    *,
    release: Release = NEWEST,
    interval_ms: int = 60_000,
    time_range: TimeRange | None = None,
) -> Scenario:
    return Scenario(time_range or TimeRange(START, END), interval_ms, dict(values or {}), release)


def expanded(source: str, *variables: Variable, setting: Scenario | None = None) -> str:
    """The text that PostgreSQL is given."""
    return expand(source, variables, setting or scenario()).text
