"""Asking PostgreSQL in CloudWatch's place what a Logs Insights query of a rule would return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from generator.alerting.evaluation.ask import frame_of
from generator.alerting.evaluation.frames import Field, Frame
from generator.alerting.evaluation.insights_frames import insights_frames
from generator.alerting.evaluation.values import StepError
from generator.languages.insights.analysis import analyse
from generator.languages.insights.effective import EFFECTIVE_PREFIX, INTERNAL
from generator.languages.insights.expand import references
from generator.languages.insights.parser import parse
from generator.languages.insights.record import record_of
from generator.queries.header import parse_header
from generator.queries.library import MARKERS
from generator.queries.model import INSIGHTS_ENDING

if TYPE_CHECKING:
    import psycopg
    from logloom import Contract

    from generator.languages.insights.lower.setting import Setting

QUERY_MODE = "Logs"


@attrs.frozen(slots=False)
class InsightsQuery:
    """A query of a rule. `begin` and `end` of its time range are how long before an evaluation.

    It is translated once: where its time range begins and ends are parameters of the SQL.
    """

    ref_id: str
    datasource_uid: str
    text: str
    groups: Sequence[str]
    begin: timedelta
    end: timedelta
    contract: Contract

    def frames(self, connection: psycopg.Connection, now: datetime) -> tuple[Frame, ...]:
        """The answer at an evaluation, in a subtransaction that cannot write and leaves no trace.

        Raises StepError for a text that CloudWatch would refuse, and NotRunnable for what is not translated.
        """
        import psycopg

        try:
            with connection.transaction(force_rollback=True):
                connection.execute("SET TRANSACTION READ ONLY")
                with psycopg.RawCursor(connection) as cursor:
                    cursor.execute(self._sql.encode(), [now - self.begin, now - self.end])
                    frame = frame_of(cursor)
        except psycopg.Error as error:
            raise self._refused(error.diag.message_primary or str(error)) from None
        return insights_frames(Frame(tuple(map(_told, frame.fields))), self.groups)

    @cached_property
    def _sql(self) -> str:
        from generator.languages.insights.lower import lower

        parsed = parse(EFFECTIVE_PREFIX + self.text)
        for fault in parsed.faults:
            raise self._refused(f"MalformedQueryException: {fault.message}")
        for reference in references(self.text):
            if reference.builtin:  # a rule's text is sent as it stands
                raise self._refused(f"MalformedQueryException: {self.text[reference.start : reference.end]}")
        header, _ = parse_header(self.text, Path(self.ref_id), marker=MARKERS[INSIGHTS_ENDING])
        record = record_of(self.contract, [(field.name, field.type) for field in header.fields])
        return lower(parsed, analyse(parsed, record), record, _setting()).sql()

    def _refused(self, message: str) -> StepError:
        return StepError(
            f"[sse.dataQueryError] failed to execute query [{self.ref_id}]: {message}", self.ref_id
        )


def _setting() -> Setting:
    """Records from the first parameter to the second.

    Parameters are known when PostgreSQL plans, and leave out the partitions of other days; a clock is not.
    """
    from sqlglot import exp

    from generator.languages.insights.lower import nodes
    from generator.languages.insights.lower.setting import Setting

    return Setting(
        time_filter=lambda column: exp.Between(this=column, low=nodes.raw("$1"), high=nodes.raw("$2")),
        start_ms=lambda: nodes.raw("(EXTRACT(EPOCH FROM $1) * 1000)"),
        end_ms=lambda: nodes.raw("(EXTRACT(EPOCH FROM $2) * 1000)"),
    )


def _told(field: Field) -> Field:
    """What Grafana asks besides, a record's log group and stream: PostgreSQL has none, CloudWatch always."""
    if not field.name.endswith(INTERNAL):
        return field
    return attrs.evolve(field, kind="string", values=(field.name,) * len(field.values))


def insights_query(step: Mapping[str, Any], contract: Contract) -> InsightsQuery:
    """The query of a step of a rule, as the provisioning API has it."""
    model = step.get("model") or {}
    time_range = step.get("relativeTimeRange") or {}
    return InsightsQuery(
        step["refId"],
        str(step.get("datasourceUid", "")),
        str(model.get("expression", "")),
        tuple(model.get("statsGroups") or ()),
        timedelta(seconds=time_range.get("from", 0)),
        timedelta(seconds=time_range.get("to", 0)),
        contract,
    )
