"""The shape of a kind of resource, and how the kinds are found.

A kind is one module in `generator/sync/kinds` that ends with `KIND = ...`. Whoever adds one adds that
file; no list is edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

import attrs

from generator.project import Project
from generator.sync.client.grafana import Grafana
from generator.sync.model import Change, Desired, Key, Live


@attrs.frozen
class Source:
    """What desired resources are made from: the project as one store sees it, and the secrets' values.

    `environment` is where the values of secrets are looked up. `message` is what whoever pushes has to say
    about it; it goes where Grafana keeps such words, the history of a dashboard.
    """

    project: Project
    store: str
    environment: Mapping[str, str] = attrs.field(repr=False)
    message: str = ""

    @property
    def app(self) -> str:
        """The name that stands in our marks: two projects may push to one Grafana."""
        return "_".join(self.project.contract.app.name.split())


class Kind(Protocol):
    """A kind of resource. Nothing in it decides: it reads, it brings into canonical form, it writes.

    `order` is its place in a push; deletions go the other way round. `writers` is how many writes may be
    under way at once.
    """

    name: str
    order: int
    writers: int

    def desired(self, source: Source) -> Iterable[Desired]:
        """What the project says. Pure."""

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        """All that is wanted and there, and all that carries our mark.

        Bodies are read only where a listing does not show that they are as wanted. Raises ServerError.
        """

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        """One resource as it is now, in full; None if there is none. Raises ServerError."""

    def batch(self, change: Change) -> Hashable:
        """Changes with one batch are one write; most kinds answer the change's key."""

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        """Write one batch, with Grafana's own check of a lost update where it has one.

        Raises Refused where Grafana says no, Unanswered where it is not known whether it was done, and
        LostUpdate where an edit came in between.
        """


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of a push."""
    package = importlib.import_module("generator.sync.kinds")
    found: list[Kind] = [
        importlib.import_module(module.name).KIND
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        if not module.name.rpartition(".")[2].startswith("_")
    ]
    return tuple(sorted(found, key=lambda kind: kind.order))
