"""Put back what a push has overwritten or deleted, from the copies that it made, with the care of a push."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from generator.errors import Location, LogloomError
from generator.sync.backup import REDACTED, Backup, Copy
from generator.sync.client.grafana import Grafana
from generator.sync.kind import Source, kinds
from generator.sync.model import Action, Comparison, Desired, Live, Status
from generator.sync.plan import Plan, desired


def restore_plan(grafana: Grafana, source: Source, backup: Backup) -> Plan:
    """What putting the copies back would do: a plan that is pushed like any other.

    What the push has left is replaced; what was changed since then is edited, and stops the restoring. Raises
    LogloomError for a backup of another Grafana, ServerError where Grafana cannot be asked.
    """
    by_name = {kind.name: kind for kind in kinds()}
    _check(grafana, backup, by_name)
    copies = sorted(_ordered(backup.copies), key=lambda copy: by_name[copy.key.kind].order)
    now = grafana.map(lambda copy: by_name[copy.key.kind].read_one(grafana, source, copy.key), copies)
    ours = desired(source)
    comparisons = [
        _compare(copy, live, ours[copy.key.kind].get(copy.key))
        for copy, live in zip(copies, now, strict=True)
    ]
    notes = chain.from_iterable(map(_notes, copies, comparisons))
    return Plan(grafana.connection.url, grafana.org, source.store, tuple(comparisons), tuple(notes))


def _check(grafana: Grafana, backup: Backup, known: Mapping[str, object]) -> None:
    place = Location(backup.folder)
    for name, was, is_ in (
        ("Grafana", backup.url, grafana.connection.url),
        ("organisation", backup.org, grafana.org),
    ):
        if was != is_:
            raise LogloomError(f"this backup is of {name} {was}, not {is_}", place)
    for copy in backup.copies:
        if copy.key.kind not in known:
            raise LogloomError(f"{copy.key} is of no kind that this logloom knows", place)


def _ordered(copies: tuple[Copy, ...]) -> Iterator[Copy]:
    """What was overwritten in its order, what was deleted the other way round: folders from the top."""
    yield from (copy for copy in copies if copy.action is not Action.DELETE)
    yield from reversed([copy for copy in copies if copy.action is Action.DELETE])


def _compare(copy: Copy, live: Live | None, ours: Desired | None) -> Comparison:
    """A copy beside what is there now. Its secrets are the project's, where that has it still."""
    want = Desired(copy.key, copy.title, copy.body, secrets=ours.secrets if ours else {}, raw=copy.raw)
    if live is None:
        status = Status.CREATE
    elif live.blocked:
        status = Status.BLOCKED
    elif live.digest == want.digest:
        status = Status.UNCHANGED
    elif live.digest == copy.pushed:
        status = Status.UPDATE
    else:
        status = Status.EDITED
    return Comparison(copy.key, status, want, live)


def _notes(copy: Copy, comparison: Comparison) -> Iterator[str]:
    """What does not come back: Grafana shows no secret, so there is none in a copy."""
    lost = sorted(set(_hidden(copy.raw)) - set(comparison.desired.secrets if comparison.desired else ()))
    if lost and comparison.status is Status.CREATE:
        yield (
            f"{copy.key} had a secret ({', '.join(lost)}), which Grafana never shows and no copy holds: "
            "enter it in Grafana, or push it from the project that has it"
        )


def _hidden(raw: Any, path: str = "") -> Iterator[str]:
    """Where a resource had a secret, as Grafana shows it: redacted, or by its name among secureJsonFields."""
    if isinstance(raw, Mapping):
        for name in raw.get("secureJsonFields") or ():
            yield f"secureJsonData.{name}"
        for key, value in raw.items():
            yield from _hidden(value, f"{path}.{key}" if path else str(key))
    elif isinstance(raw, list):
        for value in raw:
            yield from _hidden(value, path)
    elif raw == REDACTED:
        yield path
