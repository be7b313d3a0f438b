"""Bring Grafana to what the project says: exactly what was planned, each thing before what needs it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from http import HTTPStatus
from itertools import groupby
from pathlib import Path

import attrs

from generator.errors import LogloomError, ServerError
from generator.sync.backup import back_up
from generator.sync.changes import Intent
from generator.sync.client.errors import LostUpdate, Refused
from generator.sync.kind import Kind, kinds
from generator.sync.model import Change
from generator.sync.plan import Plan, Progress
from generator.sync.write import Writer

INTERRUPTED = 130


@attrs.frozen
class Failure:
    """A change that Grafana did not take, and why."""

    change: Change
    error: ServerError

    def __str__(self) -> str:
        name, why = str(self.change.key), str(self.error)
        return why if name in why else f"{name}: {why}"


@attrs.frozen
class Outcome:
    """What became of each change of a push: done, failed, or not begun. `backup` holds what was there before.

    `interrupted` says that somebody pressed Ctrl-C.
    """

    done: tuple[Change, ...]
    failed: tuple[Failure, ...]
    left: tuple[Change, ...]
    backup: Path | None = None
    interrupted: bool = False

    @property
    def exit_code(self) -> int:
        if self.interrupted:
            return INTERRUPTED
        codes = {1 if isinstance(each.error, LostUpdate) else each.error.exit_code for each in self.failed}
        return max(codes, default=0)


def push(
    writer: Writer,
    plan: Plan,
    intent: Intent,
    *,
    backups: Path,
    progress: Progress | None = None,
    every: Sequence[Kind] | None = None,
) -> Outcome:
    """Do what was planned. What Grafana refuses of one resource does not keep the others from it.

    A refused token or a server that is gone ends the push where it is; nothing is deleted once a write has
    failed. `every` are the kinds, all that there are by default. Raises LogloomError, before the first
    write, for a stop and for a backup that cannot be written.
    """
    if intent.stops:
        raise LogloomError(intent.stops[0].message)
    backup = back_up(
        backups,
        intent.changes,
        url=plan.url,
        org=plan.org,
        store=plan.store,
        secrets=_secrets(plan),
    )
    run = _Run(writer, len(intent.changes), progress)
    by_name = {kind.name: kind for kind in every or kinds()}
    interrupted = False
    try:
        for changes in (intent.writes, intent.deletes):
            if not run.failed:
                for name, group in groupby(changes, lambda change: change.key.kind):
                    run.kind(by_name[name], list(group))
    except KeyboardInterrupt:
        interrupted = True
    # In the plan's order, whichever write of several at once was answered first.
    done, failed = set(map(id, run.done)), {id(failure.change) for failure in run.failed}
    return Outcome(
        done=tuple(change for change in intent.changes if id(change) in done),
        failed=tuple(run.failed),
        left=tuple(change for change in intent.changes if id(change) not in done | failed),
        backup=backup,
        interrupted=interrupted,
    )


@attrs.define
class _Run:
    """A push under way."""

    writer: Writer
    total: int
    progress: Progress | None
    done: list[Change] = attrs.field(factory=list)
    failed: list[Failure] = attrs.field(factory=list)
    over: bool = False

    def kind(self, kind: Kind, changes: Sequence[Change]) -> None:
        """The changes of one kind, as many batches at once as it bears.

        The writes run in threads of their own, so that Ctrl-C does not cut the one that is under way.
        """
        waiting = iter(_batches(kind, changes))
        running: dict[Future[None], list[Change]] = {}
        with ThreadPoolExecutor(max_workers=kind.writers) as pool:
            try:
                while True:
                    while len(running) < kind.writers and not self.over and (batch := next(waiting, None)):
                        running[pool.submit(self.writer.write, kind, batch)] = batch
                    if not running:
                        return
                    self._collect(running, wait(running, return_when=FIRST_COMPLETED).done)
            except KeyboardInterrupt:
                self.over = True
                self.writer.stop.set()
                raise
            finally:
                self._collect(running, wait(running).done)

    def _collect(self, running: dict[Future[None], list[Change]], finished: Iterable[Future[None]]) -> None:
        for future in finished:
            changes = running.pop(future)
            error = future.exception()
            if error is None:
                self.done += changes
            elif isinstance(error, ServerError):
                self.failed += [Failure(change, error) for change in changes]
                self.over = self.over or self._ends_all(error)
            else:
                raise error
            if self.progress:
                self.progress("pushing", len(self.done) + len(self.failed), self.total)

    def _ends_all(self, error: ServerError) -> bool:
        """Whether what is still to be written would fare no better: we may not, or nobody answers."""
        if isinstance(error, Refused):
            return error.status == HTTPStatus.UNAUTHORIZED or _is_denied(error)
        return not isinstance(error, LostUpdate) and not self.writer.is_answered()


def _batches(kind: Kind, changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes as the kind writes them, in their order; those of one batch stand with its first."""
    found: dict[Hashable, list[Change]] = {}
    for change in changes:
        found.setdefault(kind.batch(change), []).append(change)
    yield from found.values()


def _is_denied(error: Refused) -> bool:
    """Whether a 403 is about our rights; of a library panel in use Grafana says 403 as well."""
    body = error.body if isinstance(error.body, Mapping) else {}
    return error.status == HTTPStatus.FORBIDDEN and (
        "accessErrorId" in body or body.get("reason") == "Forbidden"
    )


def _secrets(plan: Plan) -> list[str]:
    return [
        secret.value
        for comparison in plan.comparisons
        if comparison.desired
        for secret in comparison.desired.secrets.values()
        if secret.value
    ]
