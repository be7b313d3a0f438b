"""One dashboard as Grafana holds it: with its history, and with whoever else looks after it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.errors import ServerError
from generator.project import TAG
from generator.sync.apis import DASHBOARDS, annotation, manager, one_object
from generator.sync.client.errors import Refused
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms import without_keys
from generator.sync.forms.dashboard import IDENTITY, canonical
from generator.sync.history import Entry, in_full, last_push
from generator.sync.kind import Source
from generator.sync.marks import our_digests
from generator.sync.model import Desired, Edit, Json, Key, Live, digest

_V2 = "Grafana's new editor, which stores it in the v2 form"


def get(grafana: Grafana, uid: str) -> Json | None:
    """The dashboard as Grafana answers, None where it is stored in a form that we do not write.

    Raises NotFound, ServerError.
    """
    try:
        answer: Json = grafana.get(f"/api/dashboards/uid/{segment(uid)}")
    except Refused as error:
        if error.status == 406:  # recorded: 490
            return None
        raise
    if not isinstance(answer, dict) or not {"dashboard", "meta"} <= answer.keys():
        raise ServerError(f"the answer for dashboard {uid} is none", hint="is this a Grafana?")
    stored = str(answer["meta"].get("apiVersion") or "").rpartition("/")[2]
    return None if stored.startswith("v2") or "elements" in answer["dashboard"] else answer


def body_of(answer: Json) -> Json:
    return canonical(answer["dashboard"], str(answer["meta"].get("folderUid") or ""))


def is_as_wanted(answer: Json, want: Desired) -> bool:
    """Whether a dashboard needs no write. Mostly Grafana holds just what we sent, which is soon seen."""
    if want.raw is not None and (answer["meta"].get("folderUid") or "") == want.raw["folderUid"]:
        shown, sent = (without_keys(each["dashboard"], *IDENTITY) for each in (answer, want.raw))
        if shown == sent:
            return True
    return digest(body_of(answer)) == want.digest


def read_in_full(
    grafana: Grafana, source: Source, key: Key, answer: Json | None, want: Desired | None
) -> Live:
    """What `get` has answered of a dashboard, and all that is known beside it."""
    uid = key.id
    thing = one_object(grafana, DASHBOARDS, uid) or {}
    metadata = thing.get("metadata") or {}
    if answer is None or _stored_as_v2(thing):
        title = str((thing.get("spec") or {}).get("title") or (want.title if want else uid))
        body = canonical({"title": title}, annotation(metadata, "folder"))
        return Live(key, title, body, thing or None, blocked=_V2, advice="save it in the classic form first")
    dashboard, meta = answer["dashboard"], answer["meta"]
    body = body_of(answer)
    read: list[Entry] = []
    pushed = last_push(grafana, uid, source.app, read)
    # Grafana keeps the newest versions only (20, unless it is told otherwise).
    forgotten = bool(read) and read[-1].version > 1
    tagged = TAG in (dashboard.get("tags") or ())
    owned = pushed is not None or (want is not None and tagged and forgotten)
    base: Json | None = None
    digests: frozenset[str] = frozenset()
    if pushed is not None:
        digests = our_digests(pushed.message, source.app) or frozenset()
        base = _base(grafana, uid, pushed, digests, body, want)
        if base is not None and pushed is read[0]:
            # Nobody has saved since, so it stands where we put it: this is what we pushed, although our mark
            # may be of an older canonical form.
            digests |= {digest(base)}
    return Live(
        key,
        str(dashboard.get("title") or ""),
        body,
        answer,
        owned=owned,
        base=base,
        base_digests=digests,
        version=dashboard.get("version") or meta.get("version"),
        edit=_edit(read, pushed, meta),
        blocked=_file(meta) or manager(metadata),
    )


def _stored_as_v2(thing: Json) -> bool:
    conversion = (thing.get("status") or {}).get("conversion") or {}
    return str(conversion.get("storedVersion") or "").startswith("v2")


def _file(meta: Json) -> str:
    if not meta.get("provisioned"):
        return ""
    path = meta.get("provisionedExternalId") or ""
    return f"the file {path}" if path else "a file"


def _edit(read: Sequence[Entry], pushed: Entry | None, meta: Json) -> Edit:
    """Who saved it last, if that was not us: a move to another folder may leave no version of its own."""
    newest = next(iter(read), None)
    if newest is None or newest is pushed:
        return Edit("", str(meta.get("updated") or ""))
    return newest.edit


def _base(
    grafana: Grafana, uid: str, pushed: Entry, digests: frozenset[str], body: Json, want: Desired | None
) -> Json | None:
    """What was last pushed, None where Grafana does not say. `digests` are those of our mark.

    A version does not say in which folder it was: where our mark is of one of the two that are likely, that
    is the one.
    """
    if digest(body) in digests:
        return body
    if want is not None and want.digest in digests:
        return want.body
    data = pushed.data or in_full(grafana, uid, pushed).data
    if data is None:
        return None
    folders = [body["folderUid"], *([want.body["folderUid"]] if want else [])]
    likely = [canonical(data, folder) for folder in folders]
    return next((each for each in likely if digest(each) in digests), likely[0])
