"""Running one query on CloudWatch from its start to its last row, and never leaving it behind."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import attrs

from generator.aws.logs import Logs, Question
from generator.errors import ServerError

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.2, 5.0, 1.5
"""Seconds between two looks at a query that runs, and by how much they grow."""

POINTER = "@ptr"
"""A field of every row that is not the query's: it leads to the whole record."""

Row = Mapping[str, str]


@attrs.frozen
class Scanned:
    """What a query has read and what of that it was about; bytes are what AWS asks money for."""

    records: int = 0
    matched: int = 0
    bytes: int = 0


@attrs.frozen
class Outcome:
    """The rows, each with the fields that it has, and whether there were more than asked for."""

    rows: tuple[Row, ...]
    scanned: Scanned
    cut: bool = False


Told = Callable[[Scanned], None]
"""Told again and again what has been read so far."""


def run(
    logs: Logs,
    question: Question,
    *,
    limit: int | None = None,
    timeout: float,
    told: Told | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Run it and wait for it, at most `timeout` seconds; fetch `limit` rows, or all.

    Whatever goes wrong once it is started, Ctrl-C included, stops it. Raises LogloomError for a mistake in
    the query and ServerError where CloudWatch gave up.
    """
    give_up = time.monotonic() + timeout
    pause = FIRST_PAUSE
    with started(logs, question) as query_id:
        while True:
            page = logs.results(query_id)
            scanned = _scanned(page)
            if told is not None:
                told(scanned)
            status = page.get("status")
            if status == "Complete":
                return _fetched(logs, query_id, page, limit)
            if status in _ENDED:
                raise ServerError(f"CloudWatch: {_ENDED[status]}")
            left = give_up - time.monotonic()
            if left <= 0:
                raise ServerError(
                    f"CloudWatch has not answered within {timeout:g} s, and the query is stopped",
                    hint="take a shorter time range, or wait longer: --timeout",
                )
            sleep(min(pause, left))
            pause = min(pause * GROWTH, LONGEST_PAUSE)


_ENDED = {
    "Failed": "the query has failed",
    "Cancelled": "somebody else has stopped the query",
    "Timeout": "the query was stopped after an hour, which is as long as one may run",
}


@contextmanager
def started(logs: Logs, question: Question) -> Iterator[str]:
    """The id of a query that runs inside the block, and is stopped where the block is left by an error."""
    query_id = ""
    try:
        with _interrupts_held():
            query_id = logs.start(question)
        yield query_id
    except BaseException:
        if query_id:
            logs.stop(query_id)
        raise


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits for the end of the block, so that what that has started can be stopped; a second does not.

    Signals are the main thread's alone: elsewhere nothing can interrupt the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = False

    def hold(_number: int, _frame: FrameType | None) -> None:
        nonlocal held
        if held:
            raise KeyboardInterrupt
        held = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def _fetched(logs: Logs, query_id: str, page: Mapping[str, Any], limit: int | None) -> Outcome:
    """The rows of the first page and of those that follow, 10,000 at most in each."""
    scanned = _scanned(page)
    rows: list[Row] = []
    while True:
        rows += (_row(fields) for fields in page.get("results") or ())
        if limit is not None and len(rows) > limit:
            return Outcome(tuple(rows[:limit]), scanned, cut=True)
        token = page.get("nextToken")
        if not token:
            return Outcome(tuple(rows), scanned)
        page = logs.results(query_id, token)


def _row(fields: Sequence[Mapping[str, str]]) -> Row:
    """A row on the wire is a list of fields with their values; what it has no value for is left out."""
    return {
        field["field"]: field["value"]
        for field in fields
        if field.get("field") != POINTER and field.get("value") is not None
    }


def _scanned(page: Mapping[str, Any]) -> Scanned:
    """The numbers come as floats."""
    found = page.get("statistics") or {}
    names = ("recordsScanned", "recordsMatched", "bytesScanned")
    return Scanned(*(int(found.get(name) or 0) for name in names))
