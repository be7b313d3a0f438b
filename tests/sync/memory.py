"""A kind of resource that is kept in memory, for what push itself decides: order, repetition, an end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import attrs

from generator.errors import ServerError
from generator.sync.changes import Options, intend
from generator.sync.client.grafana import Grafana
from generator.sync.kind import Kind, Source
from generator.sync.model import Change, Comparison, Desired, Key, Live, Status, digest
from generator.sync.plan import Plan
from generator.sync.push import Outcome, push
from generator.sync.write import Writer

Fault = Callable[[Change, Callable[[], None]], None]
"""Is called in place of a write, which it may let happen, and raises what Grafana would."""


@attrs.define(eq=False)
class Memory:
    """See the module. `log` is what was written; each of `faults` stands for one write, in their order."""

    name: str = "thing"
    order: int = 1
    writers: int = 1
    there: dict[Key, Live] = attrs.field(factory=dict)
    log: list[str] = attrs.field(factory=list)
    faults: list[Fault | None] = attrs.field(factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def desired(self, source: Source) -> Iterable[Desired]:
        return ()

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        return list(self.there.values())

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        return self.there.get(key)

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            fault = self.faults.pop(0) if self.faults else None
        try:
            for change in changes:
                if fault is None:
                    self.put(change)
                else:
                    fault(change, partial(self.put, change))
        finally:
            with self.lock:
                self.at_once -= 1

    def put(self, change: Change) -> None:
        with self.lock:
            self.log.append(f"{change.action} {change.key}")
            if change.desired is None:
                self.there.pop(change.key, None)
            else:
                self.there[change.key] = live(change.key, change.desired.body)

    def edit(self, key: Key, body: dict[str, Any]) -> None:
        """What somebody else does meanwhile."""
        self.there[key] = live(key, body, pushed=self.there[key].body if key in self.there else None)


def live(key: Key, body: dict[str, Any], pushed: dict[str, Any] | None = None) -> Live:
    """One that carries our mark; its base is `pushed`, by default what it holds."""
    return Live(key, key.id, body, body, owned=True, base_digests=frozenset({digest(pushed or body)}))


def plan_of(kinds: Sequence[Memory], wanted: Mapping[str, dict[str, Any] | None]) -> Plan:
    """A plan that brings `kind id` to a body, or takes it away for None."""
    comparisons = []
    for name, body in wanted.items():
        kind_name, _, id_ = name.partition(" ")
        kind = next(each for each in kinds if each.name == kind_name)
        key = Key(kind_name, id_)
        there = kind.there.get(key)
        want = None if body is None else Desired(key, id_, body)
        status = Status.ORPHAN if want is None else Status.UPDATE if there else Status.CREATE
        comparisons.append(Comparison(key, status, want, there))
    return Plan("http://grafana", 1, "postgres", tuple(comparisons))


def writer(pauses: Sequence[float] = (0, 0, 0)) -> Writer:
    """Writes to nowhere but a Memory. There is no Grafana, so nobody answers for it."""
    return Writer(cast(Grafana, _Nobody()), cast(Source, None), pauses)


class _Nobody:
    def get(self, path: str) -> None:
        raise ServerError("nobody answers")


def pushed(
    kinds: Sequence[Memory], wanted: Mapping[str, dict[str, Any] | None], folder: Path, **more: Any
) -> Outcome:
    """A push to these kinds, deletions included."""
    plan = plan_of(kinds, wanted)
    return push(
        writer(),
        plan,
        intend(plan, Options(prune=True)),
        backups=folder,
        every=cast(Sequence[Kind], kinds),
        **more,
    )
