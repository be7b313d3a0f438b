from __future__ import annotations

from collections.abc import Iterator

from generator.checks.dashboard_queries import insights_result
from generator.checks.result_fields import is_text, is_time
from generator.checks.rule import Problem
from generator.checks.subjects import TargetSubject, is_postgres
from generator.checks.walk import target_rule
from generator.finding import Severity
from generator.languages.insights.record import Type

_OVER_TIME = frozenset({"timeseries", "state-timeline", "status-history", "heatmap", "candlestick"})
_FORMATS = frozenset({"time_series", "table"})
_MAYBE_TEXT = (Type.TEXT, Type.ANY)


def check(target: TargetSubject) -> Iterator[Problem]:
    if is_postgres(target.datasource) and target.text is not None:
        yield from _of_postgres(target)
    elif (result := insights_result(target)) is not None:
        texts = any(type_ in _MAYBE_TEXT for type_ in result.types.values())
        yield from _shape(target, bool(result.times), texts, "group by bin($__interval), or show @timestamp")


def _of_postgres(target: TargetSubject) -> Iterator[Problem]:
    query = target.text.query if target.text is not None else None
    columns = query.header.columns if query is not None else None
    if target.format not in _FORMATS:
        yield Problem(
            f"{target.name}: PostgreSQL has no format {target.format!r}",
            "use time_series or table; a logs panel takes table",
        )
    elif target.panel.type == "logs" and target.format == "time_series":
        yield Problem(f"{target.name}: a logs panel cannot show a time series", "use the format table")
    elif columns is None:
        return
    elif target.format == "time_series" and not any(column.name == "time" for column in columns):
        yield Problem(
            f"{target.name}: a time series needs a column named time", "name one, or use the format table"
        )
    else:
        times, texts = any(map(is_time, columns)), any(map(is_text, columns))
        yield from _shape(target, times, texts, "return one as time, or use another panel type")


def _shape(target: TargetSubject, has_time: bool, has_text: bool, hint: str) -> Iterator[Problem]:
    """What a result of these columns lacks to be shown in this panel."""
    kind = target.panel.type
    if kind in (*_OVER_TIME, "logs") and not has_time:
        yield Problem(
            f"{target.name}: a {kind} panel needs a column of times, and the query returns none", hint
        )
    elif kind == "logs" and not has_text:
        yield Problem(f"{target.name}: a logs panel needs a column of text", "return the message")


RULE = target_rule(
    "target-format",
    "A panel whose query returns another shape than it draws stays empty or fails.",
    Severity.ERROR,
    check,
)
