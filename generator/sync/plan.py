"""What a push would do: both sides of every resource, read and compared. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs

from generator.errors import LogloomError
from generator.sync.client.grafana import Grafana
from generator.sync.decide import decide
from generator.sync.kind import Kind, Source, kinds
from generator.sync.kinds.datasources import NAME as DATASOURCE
from generator.sync.model import Comparison, Desired, Key, Live, Status
from generator.sync.notes import notes
from generator.sync.usage import usage

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


@attrs.frozen
class Plan:
    """What is compared, in the order of a push, and where: `url` and `org` name the Grafana.

    `notes` are what somebody should know who pushes it, one line each.
    """

    url: str
    org: int
    store: str
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...] = ()

    def with_status(self, *statuses: Status) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.status in statuses]

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many there are of each status that there are any of, in the order of Status."""
        counted = Counter(comparison.status for comparison in self.comparisons)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def pending(self) -> bool:
        """Whether anything is not as the project has it; what is only left over is not counted."""
        return any(status not in (Status.UNCHANGED, Status.ORPHAN) for status in self.counts)


def make_plan(grafana: Grafana, source: Source, progress: Progress | None = None) -> Plan:
    """Read all kinds at once and compare. Raises LogloomError for two of one uid, before any request.

    Raises ServerError where Grafana cannot be reached or refuses.
    """
    wanted = desired(source)
    every = kinds()
    # The organisation is one more thing to read, beside the kinds.
    reads: list[Callable[[], Any]] = [lambda: grafana.org]
    reads += [partial(_read, kind, grafana, source, wanted[kind.name]) for kind in every]
    done: list[None] = []

    def one(read: Callable[[], Any]) -> Any:
        answer = read()
        done.append(None)
        if progress:
            progress("reading Grafana", len(done), len(reads))
        return answer

    org, *lives = grafana.map(one, reads)
    comparisons = [
        comparison
        for kind, live in zip(every, lives, strict=True)
        for comparison in compare(wanted[kind.name], live)
    ]
    noted = (note for live in lives for each in live for note in each.notes)
    told = tuple(dict.fromkeys((*noted, *notes(comparisons), *_still_used(grafana, comparisons))))
    return Plan(grafana.connection.url, org, source.store, tuple(comparisons), told)


def _still_used(grafana: Grafana, comparisons: Iterable[Comparison]) -> Iterator[str]:
    """A datasource that is gone from the project, or has another uid there, may be one that others ask."""
    for each in comparisons:
        if each.status is Status.ORPHAN and each.key.kind == DATASOURCE:
            users = usage(grafana, each.key.id, each.title)
            if users:
                yield f"{each.key} is no longer in the project, and as of now {users} ask it"


def _read(kind: Kind, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> list[Live]:
    """All of one kind; a kind may answer with an iterator, which must be read here, beside the others."""
    return list(kind.read(grafana, source, wanted))


def desired(source: Source) -> Mapping[str, Mapping[Key, Desired]]:
    """What the project says, by kind. Raises LogloomError for two resources of one kind and uid."""
    found: dict[str, dict[Key, Desired]] = {}
    for kind in kinds():
        of_kind = found.setdefault(kind.name, {})
        for each in kind.desired(source):
            other = of_kind.setdefault(each.key, each)
            if other is not each:
                place = f"; the other: {other.location}" if other.location else ""
                raise LogloomError(
                    f"two resources are {each.key}{place}", each.location, "each needs a uid of its own"
                )
    return found


def compare(wanted: Mapping[Key, Desired], live: Iterable[Live]) -> list[Comparison]:
    """Both sides of one kind: what is wanted in the project's order, then what is left over in Grafana's."""
    there = {each.key: each for each in live}
    both = [decide(each, there.get(key)) for key, each in wanted.items()]
    rest = [decide(None, each) for key, each in there.items() if key not in wanted]
    return [comparison for comparison in (*both, *rest) if comparison is not None]
