"""Files that are on the disk whole, or not there at all; and paths as one would type them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from generator.errors import Location, LogloomError


def write_whole(path: Path, text: str) -> None:
    """Replace a file; it is on the disk when this returns. Raises LogloomError where that cannot be."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".logloom-", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise LogloomError(f"cannot be written: {error.strerror}", Location(path)) from error


def _sync_folder(folder: Path) -> None:
    """A name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def near(path: Path) -> Path:
    """A path as one would type it here."""
    absolute, here = path.absolute(), Path.cwd()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute


def place(location: Location | None) -> str:
    """`dashboards/errors.py:12`; empty where it is not known."""
    return str(Location(near(location.path), location.line)) if location else ""
