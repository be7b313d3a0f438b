"""What we last pushed of the things that have no place for a mark, kept by Grafana in the same place as they.

It is one message template for each project, `logloom-<app>`, of which no notification makes use: a comment
that says of each contact point, mute timing, message template and of our routes which digests were pushed,
and the fingerprints of their secrets. It is no resource of a plan.

Somebody may edit it in Grafana. Then what cannot be read in it is not known, so that it is nobody's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import attrs

from generator.errors import ServerError
from generator.sync.client.errors import LostUpdate, NotFound, Refused
from generator.sync.client.grafana import Grafana, segment
from generator.sync.model import Key

TEMPLATES = "/api/v1/provisioning/templates"

_PREFIX = "logloom-"
_TRIES = 5

_FORM = re.compile(
    r'\s*\{\{ define "[^"]*" \}\}\{\{/\* [^{]*(?P<json>\{.*\})\s*\*/\}\}\{\{ end \}\}\s*', re.DOTALL
)

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPES = str.maketrans({"/": "\\/", "{": "\\u007b", "}": "\\u007d"})

_WORDS = "What logloom last pushed, for its next plan. Do not edit: what is not read here is not touched.\n"


@attrs.frozen
class Entry:
    """Of one thing: the digests that it may have from us, and the fingerprints of its secrets by their path.

    There are two digests while a write is under way: of what stood there, and of what is being put there.
    `kept` is the digest of what Grafana made of the last one, empty where it kept it as it is.
    """

    digests: tuple[str, ...]
    secrets: Mapping[str, str] = attrs.field(factory=dict)
    kept: str = ""

    @property
    def base_digests(self) -> frozenset[str]:
        return frozenset(filter(None, (*self.digests, self.kept)))


@attrs.frozen
class Record:
    """`version` is Grafana's, for its check of a lost update; older ones have none.

    `unreadable` says that something stands in the record's place that we did not write.
    """

    entries: Mapping[Key, Entry] = attrs.field(factory=dict)
    version: str = ""
    unreadable: bool = False


def record_name(app: str) -> str:
    """The name of the template that holds the record of a project."""
    return f"{_PREFIX}{app}"


def read(grafana: Grafana, app: str) -> Record:
    """The record as it is now, empty where there is none. Raises ServerError."""
    try:
        template = grafana.get(_path(app))
    except NotFound:
        return Record()
    return from_template(template)


def put(grafana: Grafana, app: str, entries: Mapping[Key, Entry | None]) -> None:
    """Set some entries, None to take one out; writes only where that makes a difference.

    Raises ServerError, where somebody else has written the template, or somebody does so all the time.
    """
    for _ in range(_TRIES):
        record = read(grafana, app)
        both = {**record.entries, **entries}
        after = {key: entry for key, entry in both.items() if entry is not None}
        if after == record.entries:
            return
        if record.unreadable:
            raise ServerError(
                f"the message template {record_name(app)}, where logloom remembers what it pushed, is not as "
                "logloom wrote it",
                hint="delete it in Grafana; what stands there as the project wants it stays",
            )
        body = {"template": text(app, after)}
        if record.version:
            body["version"] = record.version
        try:
            grafana.put(_path(app), body)
        except Refused as error:
            if error.status == HTTPStatus.CONFLICT:
                continue
            raise
        return
    raise LostUpdate(f"the message template {record_name(app)} is being written by somebody else")


def text(app: str, entries: Mapping[Key, Entry]) -> str:
    """The template. No name in it can end the comment, or look like the beginning of another action."""
    content: dict[str, dict[str, Any]] = {}
    for key, entry in sorted(entries.items()):
        content.setdefault(key.kind, {})[key.id] = {
            name: value for name, value in attrs.asdict(entry).items() if value
        }
    written = _STRING.sub(lambda found: found[0].translate(_ESCAPES), json.dumps(content, indent=1))
    return f'{{{{ define "{record_name(app)}" }}}}{{{{/* {_WORDS}{written}\n*/}}}}{{{{ end }}}}'


def from_template(template: Mapping[str, Any]) -> Record:
    """The record in a template as Grafana answers it."""
    version = str(template.get("version") or "")
    found = _FORM.fullmatch(str(template.get("template") or ""))
    try:
        content = json.loads(found["json"]) if found else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return Record({}, version, unreadable=True)
    return Record(dict(_entries(content)), version)


def _entries(content: Mapping[str, Any]) -> Iterator[tuple[Key, Entry]]:
    """The entries that are such; an entry that is not is as if it were not there."""
    for kind, things in content.items():
        for id_, thing in things.items() if isinstance(things, dict) else ():
            match thing:
                case {"digests": [*digests]} if digests and all(isinstance(each, str) for each in digests):
                    secrets = thing.get("secrets")
                    yield (
                        Key(kind, id_),
                        Entry(
                            tuple(digests),
                            {path: str(known) for path, known in secrets.items()}
                            if isinstance(secrets, dict)
                            else {},
                            str(thing.get("kept") or ""),
                        ),
                    )


def _path(app: str) -> str:
    return f"{TEMPLATES}/{segment(record_name(app))}"
