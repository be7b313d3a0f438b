"""A disposable PostgreSQL server, in a folder of its own, on a unix socket, gone when its user is."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from generator.errors import ServerError
from generator.postgres import guard
from generator.postgres.cluster import USER, forget_template, make_cluster
from generator.postgres.place import PORT, Place, make_place
from generator.postgres.programs import Programs

DEADLINE = 60.0
"""Seconds that a server may take to start: a bound for what hangs, far above what any machine needs."""

SETTINGS = {
    # Nothing here survives the server, so nothing need reach the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    "jit": "off",
    # In the folder, where nothing is left behind whatever ends the server.
    "dynamic_shared_memory_type": "mmap",
    # Only who may enter the folder can connect.
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@contextlib.contextmanager
def run_server(programs: Programs) -> Iterator[str]:
    """A fresh server; gives its DSN. Raises ServerError, with the last line of the log, if it does not start.

    It ends with the block, and also if this process comes to any other end.
    """
    with make_place(programs) as place, contextlib.ExitStack() as stack:
        try:
            dsn = stack.enter_context(_running(place))
        except ServerError:
            # What has been kept from an earlier start may have been damaged since.
            if not forget_template(programs):
                raise
            shutil.rmtree(place.folder / "data", ignore_errors=True)
            dsn = stack.enter_context(_running(place))
        yield dsn


@contextlib.contextmanager
def _running(place: Place) -> Iterator[str]:
    data = make_cluster(place, lambda command: _initdb(place, command))
    settings = {**SETTINGS, "unix_socket_directories": str(place.folder)}
    options = [f"--port={PORT}", *(f"--{name}={value}" for name, value in settings.items())]
    with _guarded(place, [str(place.programs.postgres), "-D", str(data), *options]) as process:
        _await_ready(process, data, place.folder / "log")
        # The port names the socket, and PGPORT may be set.
        yield f"host={place.folder} port={PORT} user={USER} dbname=postgres"


def _initdb(place: Place, command: list[str]) -> None:
    with _guarded(place, command) as process:
        if process.wait() != 0:
            raise ServerError(f"initdb failed: {_last_line(place.folder / 'log')}")


@contextlib.contextmanager
def _guarded(place: Place, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program under the guard, which ends it with the block or with this process."""
    who = (str(place.identity.uid), str(place.identity.gid)) if place.identity else ("", "")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with (
        (place.folder / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 - the command is our own
            [sys.executable, "-I", "-S", guard.__file__, str(place.folder), *who, *command],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**environment, "LC_ALL": "C"},
            start_new_session=True,  # a Ctrl-C in the terminal is for us
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.stdin:
                # Not only closed: a forked child of ours may still hold the pipe.
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(b".")


def _await_ready(process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"PostgreSQL did not start: {_last_line(log)}")
        with contextlib.suppress(OSError):
            # The last line of this file is the server's state (LOCK_FILE_LINE_PM_STATUS in miscadmin.h).
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.01)
    raise ServerError(f"PostgreSQL did not start within {DEADLINE:.0f} s: {_last_line(log)}")


def _last_line(log: Path) -> str:
    """The last line that says why: a hint or a line of shell advice does not."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    causes = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (causes or lines or ["it said nothing"])[-1]
