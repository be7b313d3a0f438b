"""The data directory of a fresh server: initdb makes it once, later servers start from a copy.

initdb takes most of the time that a server needs to start (0.9 of 1.0 s); a copy takes 0.1 s.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from generator.postgres.place import Place
from generator.postgres.programs import Programs

USER = "logloom"

OPTIONS = (
    "--no-sync",
    "--no-locale",
    "--encoding=UTF8",
    "--auth=trust",  # only the server's account may enter the folder its socket is in
    f"--username={USER}",
    "--wal-segsize=1",
)


def make_cluster(place: Place, initdb: Callable[[list[str]], None]) -> Path:
    """Make the data directory in the server's place. `initdb` runs the command that it is given."""
    data = place.folder / "data"
    template = _template(place.programs)
    # A cache that cannot be read or written is no cache, and no reason to fail.
    if template is not None:
        with contextlib.suppress(OSError):
            shutil.copytree(template, data, symlinks=True)
            place.give(data)
            return data
        shutil.rmtree(data, ignore_errors=True)
    initdb([str(place.programs.initdb), *OPTIONS, f"--pgdata={data}"])
    if template is not None:
        with contextlib.suppress(OSError):
            _keep(data, template)
    return data


def forget_template(programs: Programs) -> bool:
    """Remove the template, so that initdb is run again. Gives whether there was one."""
    template = _template(programs)
    if template is None:
        return False
    try:
        shutil.rmtree(template)
    except OSError:  # there is none, or it is not ours
        return False
    return True


def _keep(data: Path, template: Path) -> None:
    """Copy a data directory to where templates are, whole or not at all, however many do so at once."""
    template.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=template.parent, prefix=".making-", ignore_cleanup_errors=True
    ) as making:
        copy = Path(making, "data")
        shutil.copytree(data, copy, symlinks=True)
        copy.rename(template)  # fails if another has been faster: a folder that is not empty stays


def _template(programs: Programs) -> Path | None:
    """Where the template for these programs is kept, if this user has a folder for such things."""
    kept = os.environ.get("XDG_CACHE_HOME")
    try:
        caches = (
            Path(kept) if kept else Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
        )
    except RuntimeError:  # no home
        return None
    what = " ".join((programs.says, sys.platform, platform.machine(), *OPTIONS))
    return caches / "logloom" / "postgres" / hashlib.sha256(what.encode()).hexdigest()[:16]
