"""Library panels: ours by a mark in the model, or by who made it where Grafana's editor dropped the mark."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from generator.sync.client.errors import NotFound, Refused, meanwhile
from generator.sync.client.grafana import Grafana, segment
from generator.sync.client.listing import whole_list
from generator.sync.forms.library_panel import canonical
from generator.sync.kind import Source
from generator.sync.marks import KEY, Mark, our_digests
from generator.sync.model import Change, Desired, Edit, Json, Key, Live

NAME = "library panel"

PAGE = 200

_PANEL = 1
"""Grafana's number for a library element that is a panel."""

_ELEMENTS = "/api/library-elements"

_PLACE = ("name", "folderUid")
"""What no two library panels have in common."""


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
        """Each in full: the list of Grafana 11.6 to 13.0 names the folder that a panel was made in.

        Wherever it has been moved since (issue 123242 of grafana/grafana).
        """

        def page(number: int) -> Sequence[Json]:
            answer = grafana.get(_ELEMENTS, {"kind": _PANEL, "perPage": PAGE, "page": number})
            found: Sequence[Json] = answer["result"].get("elements") or ()
            return found

        listed = whole_list(page, PAGE, lambda element: str(element["uid"]))
        # Of what is not wanted only our mark counts: who made a panel may make others by hand.
        keys = [
            key
            for uid, element in listed.items()
            if (key := Key(NAME, uid)) in wanted or _digests(element, source) is not None
        ]
        read = grafana.map(lambda key: self.read_one(grafana, source, key), keys)
        return [*(live for live in read if live is not None), *_name_taken(listed, wanted)]

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


def _digests(element: Json, source: Source) -> frozenset[str] | None:
    return our_digests((element.get("model") or {}).get(KEY), source.app)


def _name_taken(listed: Mapping[str, Json], wanted: Mapping[Key, Desired]) -> Iterable[Live]:
    """Stands in the way of a library panel that is not there: another of its name in its folder."""
    for key, want in wanted.items():
        if key.id in listed:
            continue
        for uid, element in listed.items():
            body = _body(element)
            if Key(NAME, uid) not in wanted and all(body[part] == want.body[part] for part in _PLACE):
                yield Live(
                    key,
                    want.title,
                    body,
                    element,
                    blocked=f"a library panel of the same name in this folder, with the uid {uid}",
                    advice=f"keep the uid {uid}, or give it another name",
                )


def _body(element: Json) -> Json:
    folder = element.get("folderUid") or (element.get("meta") or {}).get("folderUid")
    return canonical(str(element.get("name") or ""), str(folder or ""), element.get("model") or {})


def _live(grafana: Grafana, source: Source, element: Json) -> Live:
    meta = element.get("meta") or {}
    digests, body = _digests(element, source), _body(element)
    owned = digests is not None or _person(meta, "createdBy") in grafana.names
    edit = Edit(_person(meta, "updatedBy"), str(meta.get("updated") or ""))
    return Live(
        Key(NAME, str(element["uid"])),
        body["name"],
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
            raise meanwhile(want.key) from error
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
