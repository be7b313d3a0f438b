"""Library panels: ours by a mark in the model, or by who made it where Grafana's editor dropped the mark."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from generator.sync.errors import LostUpdate, NotFound, Refused
from generator.sync.forms.library_panel import canonical
from generator.sync.grafana import Grafana, segment
from generator.sync.kind import Source
from generator.sync.listing import whole_list
from generator.sync.marks import KEY, Mark, our_digests
from generator.sync.model import Change, Desired, Edit, Json, Key, Live

NAME = "library panel"

PAGE = 200

_PANEL = 1
"""Grafana's number for a library element that is a panel."""

_ELEMENTS = "/api/library-elements"


@attrs.frozen
class LibraryPanels:
    """See the module."""

    name: str = NAME
    order: int = 30
    writers: int = 1

    def desired(self, source: Source) -> Iterable[Desired]:
        for panel in source.project.library_panels.get(source.store, ()):
            yield Desired(
                Key(NAME, panel.uid),
                panel.name,
                canonical(panel.name, panel.folder_uid, panel.model),
                panel.location,
                raw={"model": panel.model},
            )

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        def page(number: int) -> Sequence[Json]:
            answer = grafana.get(_ELEMENTS, {"kind": _PANEL, "perPage": PAGE, "page": number})
            found: Sequence[Json] = answer["result"].get("elements") or ()
            return found

        elements = whole_list(page, PAGE, lambda element: str(element["uid"])).values()
        lives = [_live(grafana, source, element) for element in elements]
        # Of what is not wanted only our mark counts: who made a panel may make others by hand.
        return [live for live in lives if live.key in wanted or live.base_digests]

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        try:
            answer = grafana.get(f"{_ELEMENTS}/{segment(key.id)}")
        except NotFound:
            return None
        return _live(grafana, source, answer["result"])

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.desired is None:
                _delete(grafana, change.key)
            else:
                _write(grafana, source, change.desired, change.live)


def _live(grafana: Grafana, source: Source, element: Json) -> Live:
    model, meta = element.get("model") or {}, element.get("meta") or {}
    name = str(element.get("name") or "")
    digests = our_digests(model.get(KEY), source.app)
    owned = digests is not None or _person(meta, "createdBy") in grafana.names
    body = canonical(name, str(element.get("folderUid") or meta.get("folderUid") or ""), model)
    edit = Edit(_person(meta, "updatedBy"), str(meta.get("updated") or ""))
    return Live(
        Key(NAME, str(element["uid"])),
        name,
        body,
        element,
        owned=owned,
        base_digests=digests or frozenset(),
        version=element.get("version"),
        edit=edit,
    )


def _person(meta: Json, role: str) -> str:
    return str((meta.get(role) or {}).get("name") or "")


def _write(grafana: Grafana, source: Source, want: Desired, live: Live | None) -> None:
    model = (want.raw or want.body)["model"]
    body: dict[str, Any] = {
        "name": want.body["name"],
        "kind": _PANEL,
        "folderUid": want.body["folderUid"],  # without it Grafana moves it to General (recorded: 806)
        "model": {**model, KEY: str(Mark(source.app, (want.digest,)))},
    }
    try:
        if live is None:
            grafana.post(_ELEMENTS, {"uid": want.key.id, **body})
        else:
            grafana.patch(f"{_ELEMENTS}/{segment(want.key.id)}", {**body, "version": live.version})
    except Refused as error:
        if error.status == 412:
            raise LostUpdate(
                f"{want.key} was changed by somebody else while it was being pushed", hint="plan again"
            ) from error
        raise


def _delete(grafana: Grafana, key: Key) -> None:
    path = f"{_ELEMENTS}/{segment(key.id)}"
    try:
        grafana.delete(path)
    except NotFound:
        return
    except Refused as error:
        if error.status == 403 and "connections" in str(error):
            shown_by = grafana.get(f"{path}/connections")["result"]
            uids = ", ".join(sorted(str(each.get("connectionUid") or "") for each in shown_by))
            raise Refused(
                f"{key} is still shown by dashboards and stays: {uids}",
                400,
                error.body,
                "take it out of them first",
            ) from error
        raise


KIND = LibraryPanels()
