"""What CloudWatch itself says of each Logs Insights query: it reads them when they are started.

There is no way to have a query read and not run. So each is started over the current second, in which there
is next to nothing to scan, and stopped at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import attrs
from logloom import Contract

from generator.aws.ask import log_groups, placed
from generator.aws.logs import Logs, Question
from generator.aws.refusals import CompileError
from generator.checks.catalogue import AWS_ERROR
from generator.checks.merge import NEAR
from generator.finding import Finding, Severity
from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.effective import EFFECTIVE_PREFIX
from generator.languages.insights.expand import expand, references
from generator.queries.model import Query

STARTS_PER_SECOND = 5
"""CloudWatch takes 10 a second from all that ask in an account and region, dashboards included."""

AT_ONCE = 4

Step = Callable[[int, int], None]
"""Told how many queries are done, and of how many."""


def aws_findings(
    queries: Sequence[Query],
    contract: Contract,
    logs: Logs,
    step: Step | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Finding]:
    """What CloudWatch refuses, at its place in the author's file, each query as Grafana would send it.

    Raises LogloomError and ServerError where it cannot be asked at all.
    """
    groups = log_groups(contract)
    pace = _Pace(1 / STARTS_PER_SECOND, sleep)
    found: list[Finding] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(_ask, query, groups, logs, pace) for query in queries]
        try:
            for done, future in enumerate(asked, start=1):
                finding = future.result()
                if finding is not None:
                    found.append(finding)
                if step is not None:
                    step(done, len(queries))
        except BaseException:
            # What has been started is still stopped by its own thread.
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return found


def unless_said(aws: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """CloudWatch's findings but for those about mistakes that others have found, and say more of."""
    return [finding for finding in aws if not any(_is_same(finding, other) for other in others)]


def _is_same(aws: Finding, other: Finding) -> bool:
    return (
        (aws.path, aws.line) == (other.path, other.line)
        and other.severity is Severity.ERROR
        and abs(aws.column - other.column) <= NEAR
    )


@attrs.define
class _Pace:
    """Lets threads through one after the other, `interval` seconds apart."""

    interval: float
    sleep: Callable[[float], None]
    _next: float = 0.0
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            mine = max(self._next, now)
            self._next = mine + self.interval
        if mine > now:
            self.sleep(mine - now)


def _ask(query: Query, groups: tuple[str, ...], logs: Logs, pace: _Pace) -> Finding | None:
    params = query.header.params
    expansion = expand(query.text, params, usual_scenario(used_variables(references(query.text), params)))
    pace.wait()
    now = datetime.now(UTC)
    try:
        query_id = logs.start(Question(EFFECTIVE_PREFIX + expansion.text, groups, now, now))
    except CompileError as error:
        told = placed(error, query, expansion, len(EFFECTIVE_PREFIX))
        place = told.location
        path, line, column = (place.path, place.line, place.column) if place else (Path(), 0, 0)
        return Finding(path, line, column, AWS_ERROR, Severity.ERROR, told.message, told.hint)
    logs.stop(query_id)
    return None
