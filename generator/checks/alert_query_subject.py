"""A query as an alert rule asks it: what the rules look at that find mistakes in its text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from logloom import Contract

from generator.checks.alert_answer import Answer, AnswerColumn, Kind
from generator.checks.alert_insights import insights_answer
from generator.checks.alert_sql import sql_answer
from generator.checks.postgres_result import ResultColumn
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query

if TYPE_CHECKING:
    from generator.alerting.rules import AlertRule

TIME_SERIES = "time_series"
ANSWERS = {SQL_ENDING: sql_answer, INSIGHTS_ENDING: insights_answer}
"""For the ending of each query language, what says how its queries answer."""

_LOOK_BACK = timedelta(minutes=10)
_INTERVAL_MS = 60_000
"""What an alert rule has if nothing is said."""


@attrs.frozen(eq=False)
class AlertQuerySubject:
    """A query and its answer, with what the rule that asks it makes of that.

    `rule` is None for a query whose own header says that it is for alerts: then the rule is taken for a
    right one, that reduces a time series, and `look_back` is not known.
    """

    query: Query
    answer: Answer
    is_series_format: bool
    look_back: timedelta | None = None
    is_reduced: bool = True
    has_instances: bool = True
    fires_at_zero: bool = False
    rule: AlertRule | None = None

    @property
    def is_series(self) -> bool:
        """Whether Grafana makes series of the result."""
        return is_series(self.answer, self.is_series_format)

    @property
    def is_long_table(self) -> bool:
        """Whether it is a table that Grafana takes for series with labels, and then refuses."""
        return self.is_series and bool(self.unlabelled)

    @property
    def unlabelled(self) -> Sequence[AnswerColumn]:
        """The texts that become no label of a series: all those of a table."""
        return [] if self.is_series_format else [text for text in self.texts if not text.is_series_label]

    @property
    def times(self) -> Sequence[AnswerColumn]:
        return self.answer.of(Kind.TIME)

    @property
    def texts(self) -> Sequence[AnswerColumn]:
        return self.answer.of(Kind.TEXT)

    @property
    def values(self) -> Sequence[AnswerColumn]:
        """What becomes a number: in a series a boolean too."""
        return self.answer.of(Kind.NUMBER, Kind.BOOLEAN) if self.is_series else self.answer.of(Kind.NUMBER)


def is_series(answer: Answer, is_series_format: bool) -> bool:
    """Whether Grafana makes series of a result: by the format, or since a table has a time and a value."""
    values = answer.of(Kind.NUMBER, Kind.BOOLEAN)
    return is_series_format or bool(answer.of(Kind.TIME) and values)


def query_answer(
    query: Query,
    contract: Contract,
    *,
    look_back: timedelta = _LOOK_BACK,
    interval_ms: int = _INTERVAL_MS,
    described: Sequence[ResultColumn] = (),
) -> Answer | None:
    """What a query returns to a rule; None for a language whose answers are not known.

    `described` is PostgreSQL's word on the columns, where it was asked.
    """
    answer = ANSWERS.get(query.path.suffix)
    if answer is None:
        return None
    return answer(query, contract, look_back=look_back, interval_ms=interval_ms, described=described)


def of_its_own(query: Query, contract: Contract) -> AlertQuerySubject | None:
    """A query that is for alerts by its own word, whatever rule will ask it."""
    answer = query_answer(query, contract)
    if answer is None:
        return None
    return AlertQuerySubject(query, answer, answer.has_formats and query.header.format == TIME_SERIES)
