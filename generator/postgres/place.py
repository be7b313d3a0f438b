"""Where a disposable server lives, and as whom: an ordinary user's own account, or `nobody` for root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from generator.errors import ServerError
from generator.postgres.programs import Programs

PORT = 5432
SOCKET = f"/.s.PGSQL.{PORT}"
PATH_LIMIT = 103 if sys.platform == "darwin" else 107
"""The bytes that the path of a unix socket may have."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, in which mkdtemp makes a folder
MEMORY_WANTED = 1 << 30
"""On a disk, ext4 takes 150 ms to make a database once others have been dropped; in memory it is 15 ms."""


@attrs.frozen
class Identity:
    """Whom the server runs as. PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@attrs.frozen
class Place:
    """The folder of a server, which only the account it runs as may enter, and programs that it may run."""

    folder: Path
    programs: Programs
    identity: Identity | None

    def give(self, path: Path) -> None:
        """Make everything at and below a path belong to the server's account."""
        if self.identity is None:
            return
        for parent, folders, files in os.walk(path):
            for name in ("", *folders, *files):
                os.chown(Path(parent, name), self.identity.uid, self.identity.gid, follow_symlinks=False)


@contextlib.contextmanager
def make_place(programs: Programs) -> Iterator[Place]:
    """A place of its own for one server, removed with all that is in it.

    Raises ServerError if there is no temporary folder that will do, or for root no other account.
    """
    identity = _identity()
    borrowed = identity is not None and not _open_to_all(programs.postgres)
    # Memory may be mounted so that programs cannot be run from it.
    folder = Path(tempfile.mkdtemp(prefix="logloom-", dir=_root(identity, memory=not borrowed)))
    try:
        place = Place(folder, programs, identity)
        if borrowed:
            place = attrs.evolve(place, programs=programs.copy(folder / "programs"))
        place.give(folder)
        yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> Identity | None:
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerError(
            "PostgreSQL does not run as root, and there is no account 'nobody' to run it as"
        ) from None
    return Identity(nobody.pw_uid, nobody.pw_gid)


def _root(identity: Identity | None, *, memory: bool) -> Path:
    """The folder to make the server's folder in: short enough for a socket, and open to its account."""
    roots = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108
    if memory and "TMPDIR" not in os.environ and _roomy(MEMORY):
        roots.insert(0, MEMORY)
    for root in roots:
        longest = len(os.fsencode(root)) + len("/logloom-12345678" + SOCKET)
        fits = longest <= PATH_LIMIT and os.access(root, os.W_OK | os.X_OK)
        if fits and (identity is None or _open_to_all(root)):
            return root
    raise ServerError(
        f"no temporary folder will do for a server: tried {', '.join(map(str, roots))}",
        hint="set TMPDIR to one with a short name that every user may enter",
    )


def _roomy(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free >= MEMORY_WANTED
    except OSError:
        return False


def _open_to_all(path: Path) -> bool:
    """Whether every account may enter a folder, or run a program."""
    return all(each.stat().st_mode & 0o001 for each in (path, *path.absolute().parents))
