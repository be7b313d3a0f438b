"""A Logs Insights query as SQL that PostgreSQL runs on the contract's table."""

from __future__ import annotations

import attrs
from sqlglot import exp

from generator.languages.insights.analysis import Analysis
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.limits import is_too_deep
from generator.languages.insights.lower.pipeline import Pipeline
from generator.languages.insights.lower.setting import Setting
from generator.languages.insights.record import Record, Type
from generator.languages.insights.tree import Parsed

__all__ = ["Lowered", "NotRunnable", "Setting", "lower"]


@attrs.frozen(eq=False)
class Lowered:
    """The query in stock nodes of sqlglot, and its columns as CloudWatch names them."""

    expression: exp.Select
    columns: tuple[tuple[str, Type], ...]

    def sql(self) -> str:
        return self.expression.sql(dialect="postgres", pretty=True, copy=False)


def lower(parsed: Parsed, analysis: Analysis, record: Record, setting: Setting | None = None) -> Lowered:
    """The query as SQL, over the time range of `setting`.

    Raises NotRunnable for what has no counterpart in SQL.
    """
    names = {expression: column.name for expression, column in analysis.columns.items()}
    pipeline = Pipeline(parsed, parsed.pipeline, record, setting or Setting(), names)
    lowered = Lowered(*pipeline.lowered())
    if is_too_deep(lowered.expression):
        raise NotRunnable("its SQL would be too deep", parsed.pipeline)
    return lowered
