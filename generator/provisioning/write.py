"""Bring a folder to a set of files: whole or not at all, and never over a file that is not ours."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import attrs

from generator.errors import Location, LogloomError
from generator.project import TAG
from generator.provisioning.documents import MARK

_TEMPORARY = ".logloom-"


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

    Every new text is on the disk under a temporary name before the first file is replaced, so a full disk
    or a kill leaves each file as it was or as it will be, never in between. Raises LogloomError if the
    folder cannot be written; then nothing is changed, except that the files to remove go one by one.
    """
    changes = compare(folder, files)
    staged: dict[Path, Path] = {}
    try:
        for name in (*changes.created, *changes.updated):
            path = folder / name
            staged[path] = _stage(path, files[name])
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        raise _refused("cannot be written", path, error) from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    for name in changes.removed:
        path = folder / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _refused("cannot be removed", path, error) from error
    _sweep(folder, files)
    return changes


def _stage(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files for their owner alone; Grafana runs as somebody else.
        temporary.chmod(0o644)
    except OSError:
        temporary.unlink()
        raise
    return temporary


def _sweep(folder: Path, files: Mapping[PurePosixPath, str]) -> None:
    """Take away what an earlier run that was killed has left under a temporary name."""
    for parent in {(folder / name).parent for name in files}:
        for leftover in parent.glob(f"{_TEMPORARY}*.tmp"):
            with contextlib.suppress(OSError):  # no harm in what stays
                leftover.unlink()


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
