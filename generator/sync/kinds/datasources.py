"""Datasources: ours by a mark in jsonData, which also tells whether a secret is still the one last sent."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from generator.sync.client.errors import LostUpdate, NotFound, Refused, meanwhile
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms.datasource import canonical
from generator.sync.kind import Source
from generator.sync.marks import KEY, Mark, our_digests
from generator.sync.model import Change, Desired, Json, Key, Live, Secret, digest
from generator.sync.secrets import fingerprint, matches
from generator.sync.usage import usage

NAME = "datasource"

_ALL = "/api/datasources"

_SECURE = "secureJsonData."


@attrs.frozen
class Datasources:
    """See the module."""

    name: str = NAME
    order: int = 20
    writers: int = 1

    def desired(self, source: Source) -> Iterable[Desired]:
        for datasource in source.project.datasources.get(source.store, ()):
            yield Desired(
                Key(NAME, datasource.uid),
                datasource.name,
                canonical(datasource.to_json_data(), default=datasource.is_default),
                secrets={
                    f"{_SECURE}{name}": Secret(variable.name, source.environment.get(variable.name))
                    for name, variable in datasource.secure_json_data.items()
                },
            )

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        listed: Sequence[Json] = grafana.get(_ALL)
        keys = [key for each in listed if _concerns(key := Key(NAME, str(each["uid"])), each, source, wanted)]
        read = grafana.map(lambda key: _read(grafana, source, key, wanted.get(key)), keys)
        lives = {live.key: live for live in read if live is not None}
        there = {str(each["uid"]) for each in listed}
        for key, want in wanted.items():
            same_name = next((each for each in listed if each["name"] == want.body["name"]), None)
            if key.id not in there and same_name is not None:
                lives[key] = _other_uid(grafana, key, want, same_name)
        return [*lives.values(), *_default_taken(listed, lives, wanted)]

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        want = next((each for each in self.desired(source) if each.key == key), None)
        return _read(grafana, source, key, want)

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.desired is None:
                _delete(grafana, change)
            elif change.live is None:
                _create(grafana, source, change.desired)
            else:
                _update(grafana, source, change.desired, change.live)


def _concerns(key: Key, listed: Json, source: Source, wanted: Mapping[Key, Desired]) -> bool:
    return key in wanted or our_digests(_mark(listed).get("mark"), source.app) is not None


def _mark(raw: Json) -> Json:
    found = (raw.get("jsonData") or {}).get(KEY)
    return found if isinstance(found, dict) else {}


def _read(grafana: Grafana, source: Source, key: Key, want: Desired | None) -> Live | None:
    try:
        raw: Json = grafana.get(f"{_ALL}/uid/{segment(key.id)}")
    except NotFound:
        return None
    digests = our_digests(_mark(raw).get("mark"), source.app)
    return Live(
        key,
        str(raw["name"]),
        canonical(raw, default=want is not None and "isDefault" in want.body),
        raw,
        owned=digests is not None,
        base_digests=digests or frozenset(),
        version=raw.get("version"),
        blocked="a provisioning file" if raw.get("readOnly") else "",
        secrets_changed=want is not None and _secrets_changed(want, raw),
    )


def _secrets_changed(want: Desired, raw: Json) -> bool:
    """Whether a secret is not there, or is another than the one that was last sent, as far as we can tell."""
    stored, known = raw.get("secureJsonFields") or {}, _mark(raw).get("secrets") or {}
    for path, secret in want.secrets.items():
        name = path.removeprefix(_SECURE)
        if not stored.get(name):
            return True
        if secret.value is not None and not matches(str(known.get(name, "")), secret.value):
            return True
    return False


def _other_uid(grafana: Grafana, key: Key, want: Desired, other: Json) -> Live:
    """Stands in the way of a datasource that is not there: another with its name."""
    uid, name = str(other["uid"]), str(other["name"])
    users = usage(grafana, uid, name)
    return Live(
        key,
        want.title,
        {**canonical(other, default="isDefault" in want.body), "uid": uid},
        other,
        blocked=f"a datasource of the same name with the uid {uid}, which {users} would go on using",
        advice=f"keep the uid {uid}, or give it another name",
    )


def _default_taken(
    listed: Sequence[Json], lives: Mapping[Key, Live], wanted: Mapping[Key, Desired]
) -> Iterable[Live]:
    """The default datasource with a note, where another is to become the default."""
    now = next((each for each in listed if each.get("isDefault")), None)
    later = next((want for want in wanted.values() if want.body.get("isDefault")), None)
    if now is None or later is None or now["uid"] == later.key.id:
        return
    if (live := lives.get(later.key)) is not None and live.blocked:
        return
    yield Live(
        Key(NAME, str(now["uid"])),
        str(now["name"]),
        canonical(now, default=False),
        now,
        notes=(
            f"{later.key} becomes the default datasource of the organisation in place of {now['name']} "
            f"({now['uid']}): what names no datasource asks it from then on",
        ),
    )


def _create(grafana: Grafana, source: Source, want: Desired) -> None:
    unset = sorted(secret.variable for secret in want.secrets.values() if secret.value is None)
    if unset:
        raise Refused(
            f"{want.key} cannot be made without {', '.join(unset)}", 400, hint="set it in the environment"
        )
    try:
        grafana.post(_ALL, {**_request(source, want, {}), "isDefault": want.body.get("isDefault", False)})
    except Refused as error:
        if error.status == 409 and "name" in str(error):
            raise LostUpdate(
                f"{want.key} was not made: somebody else has just made one called {want.body['name']}"
            ) from error
        raise


def _update(grafana: Grafana, source: Source, want: Desired, live: Live) -> None:
    path = f"{_ALL}/uid/{segment(want.key.id)}"
    # Whoever writes without a version sets it back to 1, so the version alone does not show every change.
    now: Json = grafana.get(path)
    if digest(_shown(now)) != digest(_shown(live.raw)):
        raise meanwhile(want.key)
    request = _request(source, want, live.raw)
    # A write without it would take it away (recorded: 309).
    request["isDefault"] = want.body.get("isDefault", bool(now.get("isDefault")))
    request["version"] = now["version"]
    try:
        grafana.put(path, request)
    except Refused as error:
        if error.status == 409 and "already been updated" in str(error):
            raise meanwhile(want.key) from error
        raise


def _shown(raw: Json) -> Json:
    """All that Grafana shows of a datasource, but for what another datasource's write may change."""
    return {key: value for key, value in raw.items() if key != "isDefault"}


def _request(source: Source, want: Desired, raw: Json) -> dict[str, Any]:
    """What is sent. A secret whose variable is not set is left out, and Grafana keeps the stored one."""
    values = {
        path.removeprefix(_SECURE): secret.value
        for path, secret in want.secrets.items()
        if secret.value is not None
    }
    known: Mapping[str, str] = _mark(raw).get("secrets") or {}
    prints = {
        name: known[name] if matches(str(known.get(name, "")), value) else fingerprint(value)
        for name, value in values.items()
    }
    kept = {name: text for name, text in known.items() if f"{_SECURE}{name}" in want.secrets}
    mark = {"mark": str(Mark(source.app, (want.digest,))), "secrets": {**kept, **prints}}
    return {
        "access": "proxy",
        **want.body,
        "uid": want.key.id,
        "jsonData": {**want.body.get("jsonData", {}), KEY: mark},
        **({"secureJsonData": values} if values else {}),
    }


def _delete(grafana: Grafana, change: Change) -> None:
    key = change.key
    try:
        raw: Json = grafana.get(f"{_ALL}/uid/{segment(key.id)}")
        if users := usage(grafana, key.id, str(raw["name"])):
            raise Refused(f"{key} stays, for {users} use it", 400, hint="let them use another one first")
        grafana.delete(f"{_ALL}/uid/{segment(key.id)}")
    except NotFound:
        return


KIND = Datasources()
