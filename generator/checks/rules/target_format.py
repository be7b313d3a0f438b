from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.result_fields import is_text, is_time
from generator.checks.rule import Problem
from generator.checks.subjects import TargetSubject, is_postgres
from generator.checks.walk import target_rule
from generator.finding import Severity
from generator.queries.model import Column

_OVER_TIME = frozenset({"timeseries", "state-timeline", "status-history", "heatmap", "candlestick"})
_FORMATS = frozenset({"time_series", "table"})


def check(target: TargetSubject) -> Iterator[Problem]:
    if not is_postgres(target.datasource) or target.sql is None:
        return
    name = f"panel {target.panel.name}, query {target.ref_id or '?'}"
    if target.format not in _FORMATS:
        yield Problem(
            f"{name}: PostgreSQL has no format {target.format!r}",
            "use time_series or table; a logs panel takes table",
        )
    elif target.panel.type == "logs" and target.format == "time_series":
        yield Problem(f"{name}: a logs panel cannot show a time series", "use the format table")
    elif target.sql.query is not None and target.sql.query.header.columns is not None:
        yield from _columns(target, name, target.sql.query.header.columns)


def _columns(target: TargetSubject, name: str, columns: Sequence[Column]) -> Iterator[Problem]:
    """What the result lacks to be shown in this panel, by the columns that the query declares."""
    if target.format == "time_series" and not any(column.name == "time" for column in columns):
        yield Problem(f"{name}: a time series needs a column named time", "name one, or use the format table")
    elif target.panel.type in (*_OVER_TIME, "logs") and not any(map(is_time, columns)):
        yield Problem(
            f"{name}: a {target.panel.type} panel needs a column of times, and the query returns none",
            "return one as time, or use another panel type",
        )
    elif target.panel.type == "logs" and not any(map(is_text, columns)):
        yield Problem(f"{name}: a logs panel needs a column of text", "return the message as body")


RULE = target_rule(
    "target-format",
    "A panel whose query returns another shape than it draws stays empty or fails.",
    Severity.ERROR,
    check,
)
