"""What a sync compares: what the project says, what Grafana holds, and what was last pushed.

There is no state file. What was last pushed is what Grafana itself remembers of it: a version with our
message, or a digest in a mark that travels with the resource.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from generator.errors import Location

Json = dict[str, Any]

Body = Json | Callable[[], Json]

MESSAGE = "logloom"
"""What the message of each dashboard version that we save begins with."""


@attrs.frozen(order=True)
class Key:
    """A resource: its kind, and its uid, or its name where Grafana knows no uid."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" if self.id else self.kind


@attrs.frozen
class Secret:
    """A value that Grafana stores and never shows.

    `variable` is the environment variable that holds it. `value` is None where that is not set.
    """

    variable: str
    value: str | None = attrs.field(default=None, repr=False)


def _made(body: Body) -> Json:
    return body() if callable(body) else body


@attrs.frozen
class Desired:
    """A resource as the project says it must be.

    `body` is its canonical form, under the keys of Grafana's API, without secrets and without what Grafana
    adds; it is what is compared and what differences are made of. `secrets` are by the path that they have
    in the body (`settings.url`, `secureJsonData.password`). `raw` is what is written where that says more
    than the body: the author's own words for what the canonical form takes for granted, under the same keys.

    A body that takes time may be given as a function, which is called when it is first looked at.
    """

    key: Key
    title: str
    _body: Body = attrs.field(alias="body", eq=_made)
    location: Location | None = None
    secrets: Mapping[str, Secret] = attrs.field(factory=dict)
    raw: Any = attrs.field(default=None, repr=False, eq=False)

    @cached_property
    def body(self) -> Json:
        return _made(self._body)

    @cached_property
    def digest(self) -> str:
        return digest(self.body)


@attrs.frozen
class Edit:
    """Who changed a resource in Grafana, and when (ISO 8601); empty where Grafana does not say."""

    by: str = ""
    at: str = ""


@attrs.frozen
class Live:
    """A resource as Grafana holds it.

    `body` is its canonical form, `raw` what Grafana answered, for a backup. `owned` says that it carries our
    mark. `base` is the canonical form as it was last pushed, where Grafana keeps it, and `base_digests` the
    digests of what was last pushed (several where a push was cut between writing the mark and the resource).
    `version` is what Grafana wants back for its own check of a lost update. `blocked` says in a few words
    who else owns it, if somebody does, so that it cannot be written, and `advice` what to do about that where
    there is something better to say than what holds for all. `secrets_changed` says that a secret of
    the project is not the one that was last sent. `children` counts what would go with it if it were deleted
    and is not ours. `notes` are what somebody should know who pushes, one line each; they may stand on a
    resource that is neither wanted nor ours.

    Of a resource that is `as_wanted`, as a listing or a first look has shown, `body` is the wanted one and
    `raw` is None: it has not been read in full.
    """

    key: Key
    title: str
    _body: Body = attrs.field(alias="body", eq=_made)
    raw: Any = attrs.field(repr=False)
    owned: bool = False
    base: Json | None = None
    base_digests: frozenset[str] = frozenset()
    version: str | int | None = None
    edit: Edit = Edit()
    blocked: str = ""
    secrets_changed: bool = False
    children: int = 0
    advice: str = ""
    notes: tuple[str, ...] = ()
    as_wanted: bool = False

    @cached_property
    def body(self) -> Json:
        return _made(self._body)

    @cached_property
    def digest(self) -> str:
        return digest(self.body)


class Status(StrEnum):
    """What plan says of a resource."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    EDITED = "edited"
    """Edited in Grafana since the last push; the project has not changed it."""
    CONFLICT = "conflict"
    """Edited in Grafana since the last push, and changed in the project too."""
    TAKEN = "taken"
    """Grafana has one with this uid that does not carry our mark."""
    ORPHAN = "orphan"
    """It carries our mark and the project does not have it any more."""
    BLOCKED = "blocked"
    """Somebody else owns it: files, Terraform, a repository, a plugin."""


@attrs.frozen
class Comparison:
    """One resource of a plan: both sides, and what follows from them."""

    key: Key
    status: Status
    desired: Desired | None = None
    live: Live | None = None

    @property
    def title(self) -> str:
        side = self.desired or self.live
        return side.title if side else ""


class Action(StrEnum):
    """What push does to a resource."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@attrs.frozen
class Change:
    """One resource that a push writes. `live` is None to create, `desired` is None to delete."""

    action: Action
    key: Key
    desired: Desired | None = None
    live: Live | None = None


def digest(body: Any) -> str:
    """A short name of a canonical form: equal exactly for equal forms. 20 hex digits."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
