"""Dashboards: ours by the tag, the uid, and a version in their history that carries our message."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from generator.project import TAG
from generator.sync.apis import DASHBOARDS, metadata_by_name
from generator.sync.cache import Cache
from generator.sync.client.errors import NotFound
from generator.sync.client.grafana import Grafana
from generator.sync.client.listing import whole_list
from generator.sync.forms.dashboard import canonical
from generator.sync.kind import Source
from generator.sync.kinds._dashboard_reading import get, is_as_wanted, read_in_full
from generator.sync.kinds._dashboard_saving import delete, save
from generator.sync.model import Change, Desired, Json, Key, Live, digest

NAME = "dashboard"

SEARCH_PAGE = 5000
"""The most that one search answers (recorded: 459)."""


@attrs.frozen
class Dashboards:
    """See the module."""

    name: str = NAME
    order: int = 40
    writers: int = 4

    def desired(self, source: Source) -> Iterable[Desired]:
        for built in source.project.dashboards.get(source.store, ()):
            written = built.api_json
            yield Desired(
                Key(NAME, built.uid),
                built.title,
                partial(canonical, written, built.folder_uid),
                built.location,
                raw={"dashboard": written, "folderUid": built.folder_uid},
            )

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        lists: list[Callable[[], Any]] = [
            partial(metadata_by_name, grafana, DASHBOARDS),
            partial(_tagged, grafana),
        ]
        listing, tagged = grafana.map(lambda read: read(), lists)
        cache = Cache.open(source.project.root, grafana.connection.url, grafana.org, source.app)
        reader = _Reader(grafana, source, cache, listing or {})
        uids = [*(key.id for key in wanted), *(uid for uid in tagged if Key(NAME, uid) not in wanted)]
        found = grafana.map(lambda uid: reader.read(uid, wanted.get(Key(NAME, uid))), uids)
        cache.save()
        return [live for live in found if live is not None]

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        try:
            answer = get(grafana, key.id)
        except NotFound:
            return None
        want = next((each for each in self.desired(source) if each.key == key), None)
        return read_in_full(grafana, source, key, answer, want)

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.desired is None:
                delete(grafana, change.key, change.live)
            else:
                save(grafana, source, change.desired, change.live)


@attrs.frozen
class _Reader:
    """One reading of many dashboards: `metadata` is what the listing says of each."""

    grafana: Grafana
    source: Source
    cache: Cache
    metadata: Mapping[str, Json]

    def read(self, uid: str, want: Desired | None) -> Live | None:
        """A dashboard that is wanted or may be ours: in full only where it differs or is not wanted."""
        metadata = self.metadata.get(uid)
        known = self.cache.look_up(uid, metadata)
        if known is not None:
            if want is not None and known.wanted == digest(want.raw):
                return _as_wanted(want)
            if want is None and not known.ours:
                return None
        try:
            answer = get(self.grafana, uid)
        except NotFound:
            return None
        if want is not None and answer is not None and is_as_wanted(answer, want):
            self.cache.remember(uid, metadata, digest(want.raw), ours=True)
            return _as_wanted(want)
        live = read_in_full(self.grafana, self.source, Key(NAME, uid), answer, want)
        self.cache.remember(uid, metadata, "", ours=live.owned or want is not None)
        return live if want is not None or live.owned else None


def _tagged(grafana: Grafana) -> Mapping[str, Json]:
    """The dashboards with our tag: ours, another project's, and copies.

    What tags the answer shows is not looked at: one row with one tag comes without it (recorded: 462).
    """

    def page(number: int) -> Sequence[Json]:
        params = {"type": "dash-db", "tag": TAG, "limit": SEARCH_PAGE, "page": number}
        found: Sequence[Json] = grafana.get("/api/search", params)
        return found

    return whole_list(page, SEARCH_PAGE, lambda hit: str(hit["uid"]))


def _as_wanted(want: Desired) -> Live:
    return Live(want.key, want.title, lambda: want.body, None, owned=True, as_wanted=True)


KIND = Dashboards()
