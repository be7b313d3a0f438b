"""Folders: ours by a line in the description, or by who made it where a server shows no description."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from generator.project import TAG
from generator.sync.apis import FOLDERS, annotation, manager, objects_by_name, one_object
from generator.sync.client.errors import NotFound, Refused, meanwhile
from generator.sync.client.grafana import Grafana, segment
from generator.sync.kind import Source
from generator.sync.marks import Mark, our_digests, without_mark
from generator.sync.model import Change, Desired, Edit, Json, Key, Live, digest

NAME = "folder"

_CHANGED = 412
"""Also what a second folder of one uid is answered (recorded: 204)."""


@attrs.frozen
class Folders:
    """See the module. One at a time: Grafana on SQLite does not bear more (recorded: 902)."""

    name: str = NAME
    order: int = 10
    writers: int = 1

    def desired(self, source: Source) -> Iterable[Desired]:
        for folder in source.project.folders:
            yield Desired(
                Key(NAME, folder.uid), folder.title, _body(folder.title, folder.parent_uid), folder.location
            )

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        listed = objects_by_name(grafana, FOLDERS)
        if listed is None:
            found = grafana.map(lambda key: self.read_one(grafana, source, key), wanted)
        else:
            keys = [key for key in wanted if key.id in listed]
            left = [
                name
                for name, thing in listed.items()
                if Key(NAME, name) not in wanted and _mark(thing, source) is not None
            ]
            # Deletions go the other way round: what stands in a folder must go before it.
            keys += [Key(NAME, name) for name in sorted(left, key=lambda name: _depth(name, listed))]
            found = grafana.map(lambda key: _listed(grafana, source, key, listed, wanted.get(key)), keys)
        return [live for live in found if live is not None]

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        return _in_full(grafana, source, key, one_object(grafana, FOLDERS, key.id))

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.desired is None:
                _delete(grafana, change.key)
            elif change.live is None:
                _create(grafana, source, change.desired)
            else:
                _update(grafana, source, change.desired, change.live)


def _body(title: str, parent_uid: str) -> Json:
    return {"title": title, **({"parentUid": parent_uid} if parent_uid else {})}


def _depth(name: str, listed: Mapping[str, Json]) -> int:
    """How many folders a folder stands in."""
    above: list[str] = []
    while name in listed and name not in above:
        above.append(name)
        name = annotation(listed[name]["metadata"], "folder")
    return len(above)


def _listed(
    grafana: Grafana, source: Source, key: Key, listed: Mapping[str, Json], want: Desired | None
) -> Live | None:
    """A folder of the list under /apis, which shows all but the version and the names of people."""
    thing = listed[key.id]
    body = _body(str(thing["spec"].get("title") or ""), annotation(thing["metadata"], "folder"))
    if want is not None and digest(body) == want.digest:
        return Live(key, want.title, want.body, None, owned=True, as_wanted=True)
    live = _in_full(grafana, source, key, thing)
    if live is None or want is not None:
        return live
    inside = [
        name
        for name, other in listed.items()
        if annotation(other["metadata"], "folder") == key.id and _mark(other, source) is None
    ]
    return attrs.evolve(live, children=len(inside) + _others_dashboards(grafana, key.id))


def _others_dashboards(grafana: Grafana, uid: str) -> int:
    """How many dashboards in a folder do not carry our tag. What stands there at last is counted again."""
    hits = grafana.get("/api/search", {"type": "dash-db", "folderUIDs": uid, "limit": 5000})
    tagged = grafana.get("/api/search", {"type": "dash-db", "folderUIDs": uid, "limit": 5000, "tag": TAG})
    return len({hit["uid"] for hit in hits} - {hit["uid"] for hit in tagged})


def _in_full(grafana: Grafana, source: Source, key: Key, thing: Json | None) -> Live | None:
    try:
        answer: Json = grafana.get(f"/api/folders/{segment(key.id)}")
    except NotFound:
        return None
    body = _body(str(answer.get("title") or ""), str(answer.get("parentUid") or ""))
    owned, digests = _ownership(grafana, source, answer, thing, body)
    edited = digest(body) not in digests
    return Live(
        key,
        body["title"],
        body,
        {"folder": answer, "description": _description(thing)},
        owned=owned,
        base_digests=digests,
        version=answer.get("version"),
        edit=Edit(str(answer.get("updatedBy") or ""), str(answer.get("updated") or "")) if edited else Edit(),
        blocked=manager(thing["metadata"]) if thing else "",
    )


def _ownership(
    grafana: Grafana, source: Source, answer: Json, thing: Json | None, body: Json
) -> tuple[bool, frozenset[str]]:
    """Whether it is ours, and the digests of what we last wrote."""
    if thing is not None:
        digests = _mark(thing, source)
        return digests is not None, digests or frozenset()
    # An older server hides the description; there the names have to do.
    last_written = answer.get("updatedBy") in grafana.names
    made = answer.get("createdBy") in grafana.names
    return made or last_written, frozenset({digest(body)}) if last_written else frozenset()


def _mark(thing: Json, source: Source) -> frozenset[str] | None:
    return our_digests(_description(thing), source.app)


def _description(thing: Json | None) -> str:
    return str((thing or {}).get("spec", {}).get("description") or "")


def _create(grafana: Grafana, source: Source, want: Desired) -> None:
    body: dict[str, Any] = {
        "uid": want.key.id,
        **want.body,
        "description": str(Mark(source.app, (want.digest,))),
    }
    try:
        made = grafana.post("/api/folders", body)
    except Refused as error:
        if error.status in (_CHANGED, 409):
            raise meanwhile(want.key, "made by somebody else") from error
        raise
    if want.body.get("parentUid") and not (made or {}).get("parentUid"):
        raise _at_the_top(want)


def _at_the_top(want: Desired) -> Refused:
    return Refused(
        f"{want.key} stands at the top: this Grafana does not nest folders",
        200,
        hint="switch on nested folders, or take the parent away",
    )


def _update(grafana: Grafana, source: Source, want: Desired, live: Live) -> None:
    """Title first, then the move. Between two writes the mark names both states, so that each is ours."""
    renamed = _body(want.body["title"], live.body.get("parentUid", ""))
    moves = renamed != want.body
    _write(grafana, source, want, live, (want.digest, digest(renamed)) if moves else (want.digest,))
    if not moves:
        return
    path = f"/api/folders/{segment(want.key.id)}"
    try:
        moved = grafana.post(f"{path}/move", {"parentUid": want.body.get("parentUid", "")})
    except NotFound as error:
        raise _at_the_top(want) from error
    version = moved.get("version") or grafana.get(path).get("version")
    _write(grafana, source, want, attrs.evolve(live, version=version), (want.digest,))


def _write(grafana: Grafana, source: Source, want: Desired, live: Live, digests: tuple[str, ...]) -> None:
    said = without_mark((live.raw or {}).get("description") or "")
    body = {
        "title": want.body["title"],
        "description": "\n".join(filter(None, (said, str(Mark(source.app, digests))))),
        "version": live.version,
    }
    try:
        grafana.put(f"/api/folders/{segment(want.key.id)}", body)
    except Refused as error:
        if error.status == _CHANGED:
            raise meanwhile(want.key) from error
        raise


def _delete(grafana: Grafana, key: Key) -> None:
    """Grafana deletes all that is below a folder with it, so nothing may be left there."""
    path = f"/api/folders/{segment(key.id)}"
    try:
        counts: Mapping[str, Any] = grafana.get(f"{path}/counts")
        left = {kind: number for kind, number in counts.items() if number}
        if left:
            inside = ", ".join(f"{number} {kind}" for kind, number in sorted(left.items()))
            raise Refused(
                f"{key} is not empty and stays: {inside}", 400, counts, "move what is in it elsewhere"
            )
        grafana.delete(path)
    except NotFound:
        return


KIND = Folders()
