"""What a push would do: both sides of every resource, read and compared. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs

from generator.errors import LogloomError
from generator.sync.decide import decide
from generator.sync.diff import PROVENANCE
from generator.sync.grafana import Grafana
from generator.sync.kind import Kind, Source, kinds
from generator.sync.model import Comparison, Desired, Key, Live, Status

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""

NAMED = 5
"""More resources than this are counted, not named."""


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
    notes = dict.fromkeys(note for live in lives for each in live for note in each.notes)
    notes |= dict.fromkeys(locking(comparisons))
    return Plan(grafana.connection.url, org, source.store, tuple(comparisons), tuple(notes))


def locking(comparisons: Iterable[Comparison]) -> Iterator[str]:
    """What a push would lock: Grafana makes read-only in its UI what the API writes for alerting."""
    locked = [
        str(each.key)
        for each in comparisons
        if each.status is not Status.UNCHANGED
        and each.desired is not None
        and each.desired.body.get(PROVENANCE)
        and not (each.live and each.live.body.get(PROVENANCE))
    ]
    if locked:
        some = ", ".join(locked[:NAMED])
        more = f" and {len(locked) - NAMED} more" if len(locked) > NAMED else ""
        yield (
            f"a push makes read-only in Grafana's UI: {some}{more} "
            "(allow_ui_edits = true under [grafana] in contract.toml leaves them open)"
        )


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
