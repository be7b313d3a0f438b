"""Asking PostgreSQL what Grafana would ask it, and reading the answer as Grafana's driver does.

Source: sqleng of Grafana 12.2 with lib/pq; recorded 708-712, 722 and 731. A type that is none of the
kinds of columns is text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from generator.alerting.evaluation.fill import Fill, fill_of
from generator.alerting.evaluation.frames import Cell, Field, Frame, Kind, columns
from generator.alerting.evaluation.series_format import formatted
from generator.alerting.evaluation.values import StepError
from generator.languages.grafana.model import ExpansionError, Scenario, TimeRange
from generator.languages.grafana.rewrite import unchanged
from generator.languages.grafana.scenarios import releases
from generator.languages.grafana_sql.comments import strip_comments
from generator.languages.grafana_sql.macros import evaluate_macros, put_in_globals
from generator.queries.run import prepare_session

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult

INTERVAL_MS = 1000
"""What `$__interval` is where a rule's query says nothing."""

TIMEOUT = 30.0
"""Seconds that Grafana gives an evaluation by default."""


@attrs.frozen
class SqlQuery:
    """A query of a rule. `begin` and `end` of its time range are how long before an evaluation."""

    ref_id: str
    datasource_uid: str
    text: str
    format: str
    interval_ms: int
    begin: timedelta
    end: timedelta

    def ask(self, connection: psycopg.Connection, now: datetime) -> Frame:
        """The answer at an evaluation, in a subtransaction that cannot write and leaves no trace.

        The transaction around it is one that `prepare` has seen.
        Raises StepError, in Grafana's words, for a text that it or PostgreSQL refuses.
        """
        import psycopg

        time_range = TimeRange(now - self.begin, now - self.end)
        text, fill = self._expanded(time_range)
        try:
            with connection.transaction(force_rollback=True):
                connection.execute("SET TRANSACTION READ ONLY")
                with connection.cursor() as cursor:
                    cursor.execute(text.encode())
                    frame = frame_of(cursor)
            return formatted(frame, self.format, time_range, fill)
        except psycopg.Error as error:
            raise self._refused(f"db query error: pq: {error.diag.message_primary or error}") from None
        except StepError as error:
            raise self._refused(error.message) from None

    def frames(self, connection: psycopg.Connection, now: datetime) -> tuple[Frame, ...]:
        """The answer as every datasource gives it: SQL's is one frame."""
        return (self.ask(connection, now),)

    def _expanded(self, time_range: TimeRange) -> tuple[str, Fill | None]:
        """What reaches the database, and how gaps are filled: no variable is ever put in for a rule."""
        scenario = Scenario(time_range, self.interval_ms, {}, releases[0])
        text = put_in_globals(unchanged(self.text), scenario)
        if scenario.release.strips_comments:
            text = strip_comments(text)
        try:
            return evaluate_macros(text, scenario).text, fill_of(text.text, time_range.end)
        except ExpansionError as error:
            raise self._refused(f"interpolation failed: {error.message}") from None

    def _refused(self, message: str) -> StepError:
        return StepError(
            f"[sse.dataQueryError] failed to execute query [{self.ref_id}]: {message}", self.ref_id
        )


def prepare(connection: psycopg.Connection) -> None:
    """Let the transaction write times as they are read here, and give each query Grafana's time-out."""
    prepare_session(connection, read_only=False, timeout=TIMEOUT, time_zone="UTC")


def sql_query(step: Mapping[str, Any]) -> SqlQuery:
    """The query of a step of a rule, as the provisioning API has it."""
    model = step.get("model") or {}
    time_range = step.get("relativeTimeRange") or {}
    return SqlQuery(
        step["refId"],
        str(step.get("datasourceUid", "")),
        str(model.get("rawSql", "")),
        str(model.get("format", "")),
        int(model.get("intervalMs") or INTERVAL_MS),
        timedelta(seconds=time_range.get("from", 0)),
        timedelta(seconds=time_range.get("to", 0)),
    )


def frame_of(cursor: psycopg.Cursor) -> Frame:
    """All rows as one frame; those of a second statement follow, as they do in Grafana."""
    result = cursor.pgresult
    if result is None or not result.nfields:
        return Frame()
    names = [(result.fname(index) or b"").decode() for index in range(result.nfields)]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise StepError(
                "convert frame from rows error: duplicate column names are not allowed, found identical name "
                f'"{name}" at column indices {names.index(name)} and {index}'
            )
    kinds = [_KINDS.get(result.ftype(index), "string") for index in range(result.nfields)]
    rows = list(_rows(result, kinds))
    while cursor.nextset() and cursor.pgresult is not None and cursor.pgresult.nfields == len(kinds):
        rows += _rows(cursor.pgresult, kinds)
    return Frame(tuple(map(Field, names, kinds, columns(rows, len(names)))))


def _rows(result: PGresult, kinds: list[Kind]) -> Iterator[tuple[Cell, ...]]:
    for row in range(result.ntuples):
        cells = (result.get_value(row, index) for index in range(len(kinds)))
        yield tuple(
            None if cell is None else _READ[kind](cell) for cell, kind in zip(cells, kinds, strict=True)
        )


def _time(cell: bytes) -> datetime:
    try:
        moment = datetime.fromisoformat(cell.decode())
    except ValueError:
        raise StepError(f"convert frame from rows error: {cell.decode()} is no moment") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


_READ: Mapping[Kind, Callable[[bytes], Cell]] = {
    "number": float,
    "bool": lambda cell: cell == b"t",
    "time": _time,
    "string": lambda cell: cell.decode(),
}

_KINDS: Mapping[int, Kind] = {
    **dict.fromkeys((20, 21, 23, 700, 701, 1700), "number"),  # int8, int2, int4, float4, float8, numeric
    **dict.fromkeys((1082, 1114, 1184), "time"),  # date, timestamp, timestamptz
    16: "bool",
}
"""Kinds of columns by PostgreSQL's number of a type; these numbers never change."""
