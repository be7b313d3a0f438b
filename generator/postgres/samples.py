"""Believable records of the contract's application, and the way into a table for them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs
from logloom.schema import TABLE, columns, partition_statements

from generator.errors import LogloomError
from generator.postgres.application.behaviour import Behaviour
from generator.postgres.application.chance import Chance
from generator.postgres.application.rhythm import moments
from generator.postgres.application.state import SECOND, Application

if TYPE_CHECKING:
    import psycopg
    from logloom import Contract
    from logloom.contract import Level

BACKGROUND = 0.25
"""How often something short begins although something else is due: it is what a quiet log consists of."""

BACKLOG = 30 * SECOND
"""How far what is due may lag behind, in milliseconds, before nothing is added to it."""

REPORT_EVERY = 1000


@attrs.frozen
class Record:
    """A row of the table, but for its id, which the table gives. Times are in UTC."""

    timestamp: datetime
    level: Level
    category: str
    logger: str
    message: str
    user_id: int | None
    trace_id: str | None
    extra: Mapping[str, Any] | None
    created_at: datetime


def records(contract: Contract, *, seed: int = 1, rows: int, days: float, end: datetime) -> Iterator[Record]:
    """Exactly `rows` records of the `days` before `end`, by ascending timestamp.

    They are the same for the same arguments, whatever the version of Python. The memory needed goes by
    how much happens at a time, not by how many rows there are.
    Raises ValueError for an `end` without a time zone.
    """
    if end.tzinfo is None:
        raise ValueError("end needs a time zone")
    begin = end - timedelta(days=days)
    chance = Chance(seed)
    app = Application(contract, chance, begin, end)
    behaviour, due = Behaviour(app, rows / (days * 24 * 60)), app.due
    for moment in moments(chance, rows, begin, end):
        # One record a moment: the next that is due by now. If none is, something begins, and its
        # first record is due at once.
        if not due or due[0].at > moment:
            behaviour.begin(moment)
        elif chance.random() < BACKGROUND and due[0].at > moment - BACKLOG:
            behaviour.begin_small(moment)
        at, _, logger, level, message, user_id, trace_id, extra = heapq.heappop(due)
        yield Record(
            timestamp=_time(at),
            level=level,
            category=logger.category,
            logger=logger.name,
            message=message,
            user_id=user_id,
            trace_id=trace_id,
            extra=extra,
            created_at=_time(app.stored_at(at)),
        )


def copy_records(
    connection: psycopg.Connection,
    contract: Contract,
    records: Iterable[Record],
    progress: Callable[[int], object] | None = None,
) -> int:
    """Copy records into the table, in the transaction that is open; gives how many there were.

    The partitions that they need are made. `progress` is told now and then how many are copied.
    Raises LogloomError if the contract has a required field that the samples have no value for.
    """
    names, types = _columns(contract)
    statement = f"COPY {TABLE} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
    values = attrgetter(*names)
    days: set[date] = set()
    count = 0
    for day, of_day in itertools.groupby(records, key=lambda record: record.timestamp.date()):
        if day not in days:
            days.add(day)
            for each in partition_statements(contract, day, day):
                connection.execute(each)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for record in of_day:
                copy.write_row(values(record))
                count += 1
                if progress and count % REPORT_EVERY == 0:
                    progress(count)
    if progress:
        progress(count)
    return count


def _columns(contract: Contract) -> tuple[list[str], list[str]]:
    """The names and types of the table's columns that a record fills."""
    known = attrs.fields_dict(Record)
    table = columns(contract)
    for field in contract.fields:
        if field.required and field.name not in known:
            raise LogloomError(f"samples have no value for the required field {field.name} of the contract")
    filled = [column for column in table if column.name in known]
    return [column.name for column in filled], [column.type for column in filled]


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
