"""Pushes without the command line, and without waiting: for the tests that do many of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.errors import ServerError
from generator.sync.changes import Intent, Options, intend
from generator.sync.client.connection import Connection
from generator.sync.client.grafana import Grafana
from generator.sync.client.retry import Retry
from generator.sync.kind import Source
from generator.sync.plan import Plan, make_plan
from generator.sync.push import Outcome, push
from generator.sync.write import Writer
from tests.grafana.server import GrafanaStandIn
from tests.sync.in_process import in_process

PRUNE = Options(prune=True, max_deletes=100)


def client(stand_in: GrafanaStandIn, *, attempts: int = 3) -> Grafana:
    """The tool's own client, which does not wait before it repeats, and has no wire."""
    return in_process(stand_in, attempts=attempts)


def wired(stand_in: GrafanaStandIn, *, timeout: float = 10.0) -> Grafana:
    """The same over a socket."""
    connection = Connection(stand_in.url, token=stand_in.token, timeout=timeout)
    return Grafana(connection, retry=Retry(attempts=3), sleep=lambda seconds: None)


def push_once(
    grafana: Grafana,
    source: Source,
    folder: Path,
    options: Options = PRUNE,
    then: Callable[[Plan, Intent], None] | None = None,
    attempts: int = 4,
) -> Outcome:
    """Plan and push; `then` happens in between. With a stop nothing is done, and the test fails."""
    plan = make_plan(grafana, source)
    intent = intend(plan, options)
    assert not intent.stops, [stop.message for stop in intent.stops]
    if then is not None:
        then(plan, intent)
    return push(Writer(grafana, source, pauses=(0,) * (attempts - 1)), plan, intent, backups=folder)


def try_to_push(grafana: Grafana, source: Source, folder: Path) -> Outcome | None:
    """A push that may be cut anywhere; None where it did not come to writing."""
    try:
        return push_once(grafana, source, folder)
    except ServerError:
        return None
