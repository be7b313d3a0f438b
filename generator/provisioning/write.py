"""Bring a folder to a set of files: whole or not at all, and never over a file that is not ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import attrs

from generator.errors import Location, LogloomError
from generator.project import TAG
from generator.provisioning.documents import MARK
from generator.replacing import replace_files, sweep


@attrs.frozen
class Changes:
    """What differs between a folder and the files that belong there. Paths are relative to the folder."""

    created: tuple[PurePosixPath, ...]
    updated: tuple[PurePosixPath, ...]
    removed: tuple[PurePosixPath, ...]
    unchanged: tuple[PurePosixPath, ...]

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.removed)


def compare(folder: Path, files: Mapping[PurePosixPath, str]) -> Changes:
    """What `write` would do. Raises LogloomError where a file that is not ours stands in the way."""
    created, updated, unchanged = [], [], []
    for name, text in sorted(files.items()):
        path = folder / name
        try:
            present = path.read_bytes()
        except FileNotFoundError:
            created.append(name)
            continue
        except OSError as error:
            raise _refused("cannot be read", path, error) from error
        if present == text.encode():
            unchanged.append(name)
        elif _is_ours(path, present):
            updated.append(name)
        else:
            raise LogloomError(
                "is in the way: it was not written by logloom", Location(path), "move it or rename it"
            )
    return Changes(
        created=tuple(created),
        updated=tuple(updated),
        removed=tuple(name for name in _ours(folder) if name not in files),
        unchanged=tuple(unchanged),
    )


def write(folder: Path, files: Mapping[PurePosixPath, str]) -> Changes:
    """Bring `folder` to `files`, and remove files of ours that are not among them.

    Each file is as it was or as it will be, never in between (see `replace_files`). Raises LogloomError if
    the folder cannot be written; then nothing is changed, except that the files to remove go one by one.
    """
    changes = compare(folder, files)
    replace_files({folder / name: files[name] for name in (*changes.created, *changes.updated)})
    for name in changes.removed:
        path = folder / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _refused("cannot be removed", path, error) from error
    sweep({(folder / name).parent for name in files})
    return changes


def _ours(folder: Path) -> list[PurePosixPath]:
    """The files below `folder` that an earlier build wrote."""
    found = []
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")]):
        if path.is_file() and not path.is_symlink() and _is_ours(path, _content(path)):
            found.append(PurePosixPath(path.relative_to(folder).as_posix()))
    return found


def _content(path: Path) -> bytes:
    """What a file holds; nothing where it cannot be read, since everybody can read what we wrote."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_ours(path: Path, content: bytes) -> bool:
    if path.suffix == ".yaml":
        return content.startswith(MARK.encode())
    try:
        dashboard = json.loads(content)
    except ValueError:
        return False
    if not isinstance(dashboard, dict) or not isinstance(dashboard.get("tags"), list):
        return False
    # Tag and uid together: a copy that somebody saved under another name carries the tag along.
    return TAG in dashboard["tags"] and dashboard.get("uid") == path.stem


def _refused(what: str, path: Path, error: OSError) -> LogloomError:
    return LogloomError(f"{what}: {error.strerror}", Location(path))
