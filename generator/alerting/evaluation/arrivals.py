"""The given rows of an alert example: one after the other, or many in a regular stream.

`{level: ERROR, category: auth, every: 10s, from: +0m, to: +5m}` is a row each ten seconds, both ends
included; `times: 3` makes three of each. `lag: 4m` lets a row arrive (`created_at`) that long after its
timestamp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import attrs
from logloom import Contract

from generator.alerting.durations import parse_duration
from generator.queries.given import CREATED_AT, Row, read_row
from generator.queries.moments import parse_moment
from generator.queries.positioned_yaml import Node

TIMESTAMP = "timestamp"
_STREAM = ("every", "from", "to", "times", "lag")
MOST_ROWS = 100_000
"""A mistyped stream should be told, not be waited for."""


@attrs.frozen
class Arrival:
    """A row, and when it is in the table."""

    moment: datetime
    row: Row


def read_arrivals(
    node: Node, columns: Mapping[str, str], contract: Contract, start: datetime
) -> Iterator[Arrival]:
    """The rows of one entry of `given`. Raises LogloomError at the place of a fault."""
    cells = node.fields("a given row", {**columns, **dict.fromkeys(_STREAM)})
    row = dict(read_row(node, {**columns, **dict.fromkeys(_STREAM, "text")}, contract, start))
    for key in _STREAM:
        row.pop(key, None)
    for key, others in ((TIMESTAMP, ("every", "from", "to")), (CREATED_AT, ("every", "lag"))):
        clash = next((other for other in others if key in cells and other in cells), None)
        if clash is not None:
            raise cells[clash].error(f"{key} and {clash} do not go together")
    lag = _length(cells["lag"]) if "lag" in cells else None
    for moment in _moments(node, cells, parse_moment(row[TIMESTAMP] or ""), start):
        timestamp = moment.isoformat()
        if CREATED_AT in cells:
            arrival = parse_moment(row[CREATED_AT] or "")
        else:
            arrival = moment + (lag or timedelta())
        made = Arrival(arrival, {**row, TIMESTAMP: timestamp, CREATED_AT: arrival.isoformat()})
        for _ in range(_times(cells)):
            yield made


def _moments(
    node: Node, cells: Mapping[str, Node], timestamp: datetime, start: datetime
) -> Iterator[datetime]:
    if "every" not in cells:
        stray = next((key for key in ("from", "to") if key in cells), None)
        if stray is not None:
            raise cells[stray].error(f"{stray} needs every: how often a row comes")
        yield timestamp
        return
    if "to" not in cells:
        raise node.error("every needs to: when the last row comes")
    every = _length(cells["every"])
    moment = _moment(cells["from"], start) if "from" in cells else start
    last = _moment(cells["to"], start)
    if last < moment:
        raise cells["to"].error("the rows end before they begin")
    if (last - moment) / every * _times(cells) > MOST_ROWS:
        raise node.error(f"these are more than {MOST_ROWS} rows")
    while moment <= last:
        yield moment
        moment += every


def _times(cells: Mapping[str, Node]) -> int:
    if "times" not in cells:
        return 1
    times = cells["times"].value()
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MOST_ROWS:
        raise cells["times"].error(f"times is a whole number from 1 to {MOST_ROWS}")
    return times


def _length(node: Node) -> timedelta:
    length = parse_duration(node.text or "")
    if not length:
        raise node.error(f"{node.kind} is no length of time", "write it as 10s, 5m or 1h30m")
    return length


def _moment(node: Node, start: datetime) -> datetime:
    try:
        return parse_moment(node.text or "", start)
    except ValueError as error:
        raise node.error(str(error)) from None
