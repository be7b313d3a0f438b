"""Copies of what a push is about to overwrite or delete, on the disk before it does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from generator.errors import Location, LogloomError
from generator.sync.files import write_whole
from generator.sync.model import Action, Change, Key, Live

FORMAT = 1

INDEX = "backup.json"

REDACTED = "[REDACTED]"
"""What stands where Grafana, or we, leave a secret out."""


@attrs.frozen
class Copy:
    """One resource as it was: `body` in canonical form, `raw` as Grafana answered.

    `action` is what the push did to it, and `pushed` the digest of what it put there, empty for a deletion.
    """

    key: Key
    title: str
    action: Action
    body: dict[str, Any]
    raw: Any
    pushed: str = ""


@attrs.frozen
class Backup:
    """The copies of one push, and the Grafana that it went to."""

    folder: Path
    url: str
    org: int
    store: str
    copies: tuple[Copy, ...]


def back_up(
    folder: Path, changes: Iterable[Change], *, url: str, org: int, store: str, secrets: Iterable[str]
) -> Path | None:
    """Write the copies below `folder`, in one of its own for this time; None where there is nothing to keep.

    Grafana shows no secret that it stores; a text of `secrets` (their values) that it shows elsewhere is left
    out as well. Raises LogloomError if the disk does not take it: then nothing may be pushed.
    """
    copies = [_copy(change, change.live) for change in changes if change.live is not None]
    if not copies:
        return None
    values = sorted({value for value in secrets if value}, key=len, reverse=True)
    home = _home(folder)
    for number, copy in enumerate(copies):
        content = attrs.asdict(
            copy, value_serializer=lambda _, __, value: str(value) if isinstance(value, Action) else value
        )
        write_whole(home / _file(number, copy.key), _json(without(content, values)))
    index = {
        "logloom_backup": FORMAT,
        "url": url,
        "org": org,
        "store": store,
        "files": [_file(number, copy.key) for number, copy in enumerate(copies)],
    }
    write_whole(home / INDEX, _json(index))
    return home


def read_backup(folder: Path) -> Backup:
    """What `back_up` wrote. Raises LogloomError for a folder that is no backup, or not a whole one."""
    index = _read(folder / INDEX)
    match index:
        case {
            "logloom_backup": int(written),
            "url": str(url),
            "org": int(org),
            "store": str(store),
            "files": list(files),
        } if written == FORMAT:
            return Backup(folder, url, org, store, tuple(_parse(folder / str(name)) for name in files))
    raise LogloomError("is no backup that this logloom can read", Location(folder / INDEX))


def without(node: Any, secrets: Iterable[str]) -> Any:
    """JSON in which none of the secrets' values stands."""
    if isinstance(node, Mapping):
        return {key: without(value, secrets) for key, value in node.items()}
    if isinstance(node, list):
        return [without(value, secrets) for value in node]
    if isinstance(node, str):
        for secret in secrets:
            node = node.replace(secret, REDACTED)
    return node


def _copy(change: Change, live: Live) -> Copy:
    return Copy(
        change.key,
        live.title,
        change.action,
        live.body,
        live.raw,
        change.desired.digest if change.desired else "",
    )


def _home(folder: Path) -> Path:
    """A new folder named after the time; two pushes of one second do not share it."""
    name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
    for number in range(1, 1000):
        home = folder / (name if number == 1 else f"{name}-{number}")
        try:
            home.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise LogloomError(f"cannot be made: {error.strerror}", Location(home)) from error
        return home
    raise LogloomError("is full of backups of this second", Location(folder))


def _file(number: int, key: Key) -> str:
    """A name for people, made sure by the number: a uid or a name may hold anything."""
    words = "".join(
        character if character.isalnum() or character in "-_" else "-" for character in f"{key.kind}-{key.id}"
    )
    return f"{number + 1:03}-{words.strip('-')[:80]}.json"


def _parse(path: Path) -> Copy:
    match _read(path):
        case {
            "key": {"kind": str(kind), "id": str(id_)},
            "title": str(title),
            "action": str(action),
            "body": dict(body),
            "raw": raw,
            "pushed": str(pushed),
        } if action in set(Action):
            return Copy(Key(kind, id_), title, Action(action), body, raw, pushed)
    raise LogloomError("is no copy that this logloom can read", Location(path))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise LogloomError(
            f"cannot be read: {error.strerror}", Location(path), "name the folder of one backup"
        ) from error
    except ValueError as error:
        raise LogloomError("is no JSON", Location(path)) from error


def _json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
