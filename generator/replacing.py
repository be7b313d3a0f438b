"""Replacing files: each is as it was or as it will be, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.errors import Location, LogloomError

_TEMPORARY = ".logloom-"
_FOR_ALL = 0o644
"""mkstemp makes files for their owner alone; whoever else reads these is somebody else."""


def replace_files(texts: Mapping[Path, str]) -> None:
    """Write each text to its file, and make the folders that are missing.

    All are on the disk under temporary names before the first file is replaced, so a full disk or a kill
    leaves none half written. A file that is there keeps its mode, and a link leads where it led. Raises
    LogloomError for a file that cannot be written; then none is.
    """
    staged: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in texts.items():
            target = path.resolve()
            staged[target] = _stage(target, text)
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        raise LogloomError(f"cannot be written: {error.strerror}", Location(path)) from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def sweep(folders: Iterable[Path]) -> None:
    """Take away what an earlier run that was killed has left under a temporary name."""
    for folder in folders:
        for leftover in folder.glob(f"{_TEMPORARY}*.tmp"):
            with contextlib.suppress(OSError):  # no harm in what stays
                leftover.unlink()


def _stage(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _FOR_ALL)
    except OSError:
        temporary.unlink()
        raise
    return temporary
