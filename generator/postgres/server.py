"""A disposable PostgreSQL server, in a folder of its own, on a unix socket, gone when its user is."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from generator.errors import ServerError
from generator.postgres import guard
from generator.postgres.programs import Programs

USER = "logloom"
DEADLINE = 60.0  # seconds a server may take to start

SETTINGS = {
    # Nothing here survives the server, so nothing need reach the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    # Only those who may enter the folder can connect.
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@attrs.frozen
class Identity:
    """Whom the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@contextlib.contextmanager
def run_server(programs: Programs) -> Iterator[str]:
    """A fresh server; gives its DSN. Raises ServerError, with the last line of the log, if it does not start.

    It ends with the block, and also if this process ends in any other way.
    """
    identity = _identity()
    with _folder(programs, identity) as folder:
        data = folder / "data"
        with _guarded(folder, identity, _initdb(programs, data)) as (process, log):
            if process.wait() != 0:
                raise ServerError(f"initdb failed: {_last_line(log)}")
        with _guarded(folder, identity, _postgres(programs, data, folder)) as (process, log):
            _await_ready(process, data, log)
            yield f"host={folder} user={USER} dbname=postgres"


def _initdb(programs: Programs, data: Path) -> list[str]:
    options = ["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust", f"--username={USER}"]
    return [str(programs.initdb), *options, f"--pgdata={data}"]


def _postgres(programs: Programs, data: Path, sockets: Path) -> list[str]:
    settings = {**SETTINGS, "unix_socket_directories": str(sockets)}
    return [str(programs.postgres), "-D", str(data)] + [
        part for name, value in settings.items() for part in ("-c", f"{name}={value}")
    ]


def _identity() -> Identity | None:
    """None for an ordinary user. For root an account that is there already: none is made."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerError("run as root, and there is no account 'nobody' to run PostgreSQL as") from None
    return Identity(nobody.pw_uid, nobody.pw_gid)


@contextlib.contextmanager
def _folder(programs: Programs, identity: Identity | None) -> Iterator[Path]:
    # The path of a socket is limited to 103 bytes (macOS) or 107 (Linux).
    roots = [root for root in (tempfile.gettempdir(), "/tmp") if len(os.fsencode(root)) <= 60]  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="logloom-", dir=roots[0]))
    try:
        if identity:
            os.chown(folder, identity.uid, identity.gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _guarded(
    folder: Path, identity: Identity | None, command: Sequence[str]
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = folder / "log"
    who = (str(identity.uid), str(identity.gid)) if identity else ("", "")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, str(folder), *who, *command],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**environment, "LC_ALL": "C"},
            start_new_session=True,  # a Ctrl-C in the terminal is for us
        ) as process,
    ):
        assert process.stdin is not None
        try:
            yield process, log
        finally:
            # Not only closed: a forked child of ours may still hold the pipe.
            with contextlib.suppress(OSError):
                process.stdin.write(b".")


def _await_ready(process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"PostgreSQL did not start: {_last_line(log)}")
        with contextlib.suppress(OSError):
            # The last line of this file is the server's state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.01)
    raise ServerError(f"PostgreSQL did not start within {DEADLINE:.0f} s: {_last_line(log)}")


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
