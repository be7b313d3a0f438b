"""All that the stand-in remembers: in memory, behind one lock.

Bodies that are stored are replaced, never changed in place: they are sent after the lock is given back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import attrs

from tests.grafana.alerting import Alerting
from tests.grafana.identifiers import Counter
from tests.grafana.insights import Insights
from tests.grafana.people import Identity, People
from tests.grafana.queries import AnswerQuery, no_rows
from tests.grafana.releases import Feature
from tests.grafana.wire import Json

__all__ = ["Dashboard", "Folder", "FromFile", "Json", "LibraryElement", "State", "Version", "timestamp"]


def timestamp() -> str:
    """Now, to the second, as most of the API writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@attrs.define
class Folder:
    id: int
    uid: str
    title: str
    parent_uid: str
    description: str
    created: str
    updated: str
    created_by: Identity
    updated_by: Identity
    version: int = 1


@attrs.frozen
class Version:
    """One entry of a dashboard's history; `spec` is without id, uid and version."""

    number: int
    parent: int
    created: str
    message: str
    by: Identity
    spec: Json = attrs.field(repr=False)
    restored_from: int = 0
    moment: int = 0
    """Microseconds, never the same twice: the version of the object in unified storage."""
    annotations: Json = attrs.field(factory=dict)
    labels: Json = attrs.field(factory=dict)
    """What unified storage keeps of what was sent in the metadata."""


@attrs.frozen
class FromFile:
    """What Grafana remembers of the file that a dashboard came from."""

    path: str
    provisioner: str = "default"
    checksum: str = ""
    timestamp: str = ""
    allow_ui_updates: bool = False
    edited: bool = False
    """Changed through /apis since the file was read: /api then forgets the path."""


@attrs.define
class Dashboard:
    """`stored_as` is the version of the API under /apis that it was last written in; v0alpha1 is /api."""

    id: int
    uid: str
    folder_uid: str
    created: str
    created_by: Identity
    history: list[Version]
    stored_as: str = "v0alpha1"
    file: FromFile | None = None

    @property
    def newest(self) -> Version:
        return self.history[-1]

    @property
    def spec(self) -> Json:
        return self.newest.spec

    @property
    def title(self) -> str:
        return str(self.spec.get("title", ""))

    @property
    def tags(self) -> list[str]:
        return list(self.spec.get("tags") or ())

    @property
    def is_v2(self) -> bool:
        return self.stored_as.startswith("v2")


@attrs.define
class LibraryElement:
    id: int
    uid: str
    folder_uid: str
    name: str
    kind: int
    model: Json = attrs.field(repr=False)
    created: str
    updated: str
    created_by: Identity
    updated_by: Identity
    made_in: str
    """The uid of the folder that it was made in."""
    version: int = 1


class State:
    """See the module."""

    def __init__(self, version: str, unified: bool | None = None) -> None:
        self.lock = threading.RLock()
        self.version = version
        self.release = tuple(int(part) for part in version.split("."))
        self.unified = self.has(Feature.UNIFIED_STORAGE) if unified is None else unified
        self._moment = 0
        self.people = People(timestamp())
        self.dashboard_ids = Counter()
        """Folders and dashboards stand in one table."""
        self.folders: dict[str, Folder] = {}
        self.dashboards: dict[str, Dashboard] = {}
        self.datasource_ids = Counter()
        self.datasources: dict[str, Json] = {}
        self.secrets: dict[str, dict[str, str]] = {}
        """The secrets of datasources, by their uid."""
        self.health: dict[str, tuple[int, Json]] = {}
        """What the health check of a datasource answers, by its uid; OK where nothing is said."""
        self.answer_query: AnswerQuery = no_rows
        self.insights = Insights()
        self.library: dict[str, LibraryElement] = {}
        self.library_ids = Counter()
        self.annotations: list[Json] = []
        self.annotation_ids = Counter()
        self.alerting = Alerting()
        self.lists_metadata_alone = True
        """Whether the list under /apis takes `as=PartialObjectMetadataList`."""

    def has(self, feature: Feature) -> bool:
        return self.release >= feature.value

    def moment(self) -> int:
        """Now in microseconds, but never twice the same."""
        self._moment = max(self._moment + 1, time.time_ns() // 1000)
        return self._moment

    def writer(self, who: Identity) -> str:
        """Who wrote a dashboard, as the API under /api says."""
        return who.shown if self.has(Feature.AUTHORS_FORGOTTEN) else who.login

    def by_title(self, item: Folder | Dashboard) -> tuple[str, int]:
        """How lists are ordered: as the database compares texts, or as a search index does."""
        return (item.title.lower() if self.unified else item.title, item.id)

    def dashboard_by_id(self, number: int) -> Dashboard | None:
        return next((board for board in self.dashboards.values() if board.id == number), None)

    def ancestors(self, folder: Folder) -> Iterator[Folder]:
        """The folders above, the nearest first."""
        while folder.parent_uid in self.folders:
            folder = self.folders[folder.parent_uid]
            yield folder

    def below(self, uid: str) -> set[str]:
        """The uids of this folder and of all folders in it, however deep."""
        found = {uid}
        while True:
            more = {folder.uid for folder in self.folders.values() if folder.parent_uid in found} - found
            if not more:
                return found
            found |= more
