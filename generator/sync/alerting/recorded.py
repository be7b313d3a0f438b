"""The kinds that have no place for a mark: what was pushed of them stands in the record.

The record is written before the thing, with both digests, and after it, with the one that is left: wherever
a push is cut the next one knows what it finds. A push that is over leaves one digest, so that somebody who
goes back to an older state in Grafana has edited it. Fingerprints of secrets are written after only, so that
a secret that may not have arrived is sent again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from generator.errors import ServerError
from generator.sync.alerting import provenance, record
from generator.sync.alerting.record import Entry
from generator.sync.client.errors import Refused, meanwhile
from generator.sync.client.grafana import Grafana
from generator.sync.forms.notifications import OTHER, with_settings
from generator.sync.kind import Source
from generator.sync.model import Action, Change, Desired, Json, Key, Live, digest
from generator.sync.notes import as_kept
from generator.sync.secrets import fingerprint, matches


@attrs.frozen
class Thing:
    """A thing as Grafana lists it. `body` is its canonical form, with REDACTED for a secret.

    `clear` are the secrets that Grafana shows all the same, by their path: the address of a webhook.
    """

    key: Key
    title: str
    body: Json
    raw: Any = attrs.field(repr=False)
    provenance: str
    version: str | None = None
    clear: Mapping[str, str] = attrs.field(factory=dict, repr=False)


@attrs.frozen
class RecordedKind(ABC):
    """What these kinds have in common. Grafana has all of them in one row: two writes at once fail."""

    name: str
    order: int
    writers: int = 1

    @abstractmethod
    def desired(self, source: Source) -> Iterable[Desired]:
        """See Kind."""

    @abstractmethod
    def list(self, grafana: Grafana, secrets: Callable[[Key], Iterable[str]]) -> Iterable[Thing]:
        """All that Grafana has; `secrets` says the paths of a thing's secrets."""

    @abstractmethod
    def put(self, grafana: Grafana, want: Desired, now: Thing | None) -> Json | None:
        """Create or update one. Answers the canonical form that Grafana says it keeps, if it does."""

    @abstractmethod
    def remove(self, grafana: Grafana, now: Thing) -> None:
        """Delete one."""

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        entries = record.read(grafana, source.app).entries
        things = list(self.list(grafana, partial(_secret_paths, wanted, entries)))
        there = {thing.key for thing in things}
        missing = [want for key, want in wanted.items() if key not in there]
        others = [thing for thing in things if thing.key not in wanted and thing.key not in entries]
        lives = [
            live_of(thing, entries.get(thing.key), wanted.get(thing.key))
            for thing in things
            if thing.key in wanted or thing.key in entries
        ]
        return [*lives, *self.in_the_way(missing, others)]

    def in_the_way(self, missing: Iterable[Desired], others: Iterable[Thing]) -> Iterable[Live]:
        """What of the others' things keeps that from being made which is wanted and not there."""
        return ()

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        found = self._one(grafana, source, key)
        return found[1] if found else None

    def _one(self, grafana: Grafana, source: Source, key: Key) -> tuple[Thing, Live] | None:
        wanted = {each.key: each for each in self.desired(source)}
        kept = record.read(grafana, source.app)
        for thing in self.list(grafana, partial(_secret_paths, wanted, kept.entries)):
            if thing.key == key:
                return thing, live_of(thing, kept.entries.get(key), wanted.get(key))
        return None

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            found = self._one(grafana, source, change.key)
            thing, now = found or (None, None)
            if change.desired is None or change.action is Action.DELETE:
                self._delete(grafana, source, change, thing, now)
            else:
                want = change.desired
                put = partial(self.put, grafana, want, thing)
                write(grafana, source, change, want, change.key, now, put)

    def _delete(
        self, grafana: Grafana, source: Source, change: Change, thing: Thing | None, now: Live | None
    ) -> None:
        if thing is not None and now is not None:
            check_untouched(change, now, digest)
            try:
                self.remove(grafana, thing)
            except Refused as error:
                raise _in_use(error, change) from None
        record.put(grafana, source.app, {change.key: None})


def live_of(thing: Thing, entry: Entry | None, want: Desired | None) -> Live:
    """A thing beside what the record says of it."""
    blocked, advice = provenance.other_owner(thing.provenance), ""
    if not blocked and want is not None and _cannot_be_opened(thing, want):
        blocked = "the API for good: Grafana does not open it to the UI again"
        advice = "take allow_ui_edits out of the contract, or delete it in Grafana"
    live = Live(
        thing.key,
        thing.title,
        _with_edited_secrets(thing, entry, want),
        thing.raw,
        owned=entry is not None,
        base_digests=entry.base_digests if entry else frozenset(),
        version=thing.version,
        blocked=blocked,
        advice=advice,
        secrets_changed=want is not None and _secrets_changed(thing, entry, want),
    )
    if (
        want is not None
        and entry is not None
        and entry.digests == (want.digest,)
        and entry.kept == live.digest
    ):
        return as_kept(live, want)
    return live


def write(
    grafana: Grafana,
    source: Source,
    change: Change,
    want: Desired,
    record_key: Key,
    now: Live | None,
    put: Callable[[], Json | None],
    fence: Callable[[Json], Any] = digest,
) -> None:
    """Create or update one thing between the two writes of the record. Raises ServerError.

    `fence` says what of a canonical form must not have changed since the plan.
    """
    entry = record.read(grafana, source.app).entries.get(record_key)
    kept = entry.kept if entry else ""
    if now is None or now.digest != want.digest or now.secrets_changed:
        check_untouched(change, now, fence)
        stood = [now.digest] if now is not None and now.digest != want.digest else []
        before = Entry((*stood, want.digest), entry.secrets if entry else {})
        record.put(grafana, source.app, {record_key: before})
        answer = put()
        kept = digest(answer) if answer is not None and digest(answer) != want.digest else ""
    after = Entry((want.digest,), _fingerprints(want, entry), kept)
    record.put(grafana, source.app, {record_key: after})


def check_untouched(change: Change, now: Live | None, fence: Callable[[Json], Any]) -> None:
    """Raises LostUpdate where a thing is not what it was when the plan was made."""
    live = change.live
    if (now is None) != (live is None) or (now and live and fence(now.body) != fence(live.body)):
        raise meanwhile(change.key, f"{'changed' if now else 'deleted'} in Grafana")


def _cannot_be_opened(thing: Thing, want: Desired) -> bool:
    return "provenance" in want.body and provenance.locked_in(thing.provenance, want.body["provenance"])


def _secret_paths(wanted: Mapping[Key, Desired], entries: Mapping[Key, Entry], key: Key) -> set[str]:
    want, entry = wanted.get(key), entries.get(key)
    return {*(want.secrets if want else ()), *(entry.secrets if entry else ())}


def _with_edited_secrets(thing: Thing, entry: Entry | None, want: Desired | None) -> Json:
    """The body, which says of a secret that Grafana shows whether somebody has changed it there."""
    known = entry.secrets if entry else {}
    secrets = want.secrets if want else {}
    edited = {
        path
        for path, value in thing.clear.items()
        if not (path in secrets and secrets[path].value == value) and not matches(known.get(path, ""), value)
    }
    if not edited:
        return thing.body
    settings = with_settings(
        thing.body["settings"], lambda path, value: OTHER if f"settings.{path}" in edited else value
    )
    return thing.body | {"settings": settings}


def _secrets_changed(thing: Thing, entry: Entry | None, want: Desired) -> bool:
    """Whether a secret whose value is known is not the one that Grafana has."""
    known = entry.secrets if entry else {}
    for path, secret in want.secrets.items():
        if secret.value is None:
            continue
        if path in thing.clear:
            if thing.clear[path] != secret.value:
                return True
        elif not matches(known.get(path, ""), secret.value):
            return True
    return False


def _fingerprints(want: Desired, entry: Entry | None) -> Mapping[str, str]:
    """Those that still hold are kept, so that the record does not change with every push."""
    known = entry.secrets if entry else {}
    found = {}
    for path, secret in want.secrets.items():
        old = known.get(path, "")
        if secret.value is None or matches(old, secret.value):
            found[path] = old
        else:
            found[path] = fingerprint(secret.value)
    return found


def _in_use(error: Refused, change: Change) -> ServerError:
    """A refusal to delete what a policy or a rule still names: trying again would not help."""
    code = str(error.body.get("messageId", "")) if isinstance(error.body, dict) else ""
    if not code.endswith((".referenced", ".used-by-rule", ".used")):
        return error
    user = (
        "an alert rule"
        if "rule" in code.lower() or "UsedByRules" in str(error.body)
        else "a notification policy"
    )
    return ServerError(
        f"{change.key} cannot be deleted: {user} still uses it", hint="take it out there, and push again"
    )
