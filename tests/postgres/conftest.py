"""Python processes that use a disposable server, run as root and as an ordinary user."""

from __future__ import annotations

import functools
import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
PATIENCE = 30.0


@attrs.frozen
class Account:
    """Whom to run a process as, and with what: `python` is one that this account may run.

    `kept` is where the data directories of servers are kept for the tests that follow.
    """

    home: Path
    kept: Path
    python: str
    uid: int | None
    gid: int | None

    def environment(self, **more: str) -> dict[str, str]:
        paths = [str(ROOT), str(ROOT / "runtime"), sysconfig.get_path("purelib")]
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CACHE_HOME": str(self.kept),
            **more,
        }

    def start(self, code: str, **environment: str) -> subprocess.Popen[str]:
        """Start a Python process that runs this code."""
        return subprocess.Popen(
            [self.python, "-c", code],
            env=self.environment(**environment),
            cwd=self.home,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, **environment: str) -> Any:
        """What the code prints, which is JSON."""
        process = self.start(code, **environment)
        out, err = process.communicate(timeout=PATIENCE * 2)
        assert process.returncode == 0, err
        return json.loads(out)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own, with a short name, that the account of the test may enter."""
    yield from _open_folder()


@pytest.fixture(scope="session")
def kept() -> Iterator[Path]:
    """Where servers' data directories are kept between tests, by account."""
    yield from _open_folder()


@pytest.fixture(params=["root", "ordinary"] if IS_ROOT else ["ordinary"])
def account(request: pytest.FixtureRequest, home: Path, kept: Path) -> Account:
    """Each account that tests can be run as here: root too, when it is root who runs them."""
    return _account(request.param, home, kept)


@pytest.fixture
def ordinary(home: Path, kept: Path) -> Account:
    """An account that is not root."""
    return _account("ordinary", home, kept)


def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="logloom-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _account(name: str, home: Path, kept: Path) -> Account:
    kept = kept / name
    kept.mkdir(exist_ok=True)
    if name == "root" or not IS_ROOT:
        return Account(home, kept, sys.executable, None, None)
    nobody = pwd.getpwnam("nobody")
    for folder in (home, kept):
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return Account(home, kept, _python_for(nobody.pw_uid, nobody.pw_gid), nobody.pw_uid, nobody.pw_gid)


@functools.cache
def _python_for(uid: int, gid: int) -> str:
    """A Python that this account may run, and which finds what it imports."""
    name = f"python3.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/local/bin/{name}", f"/usr/bin/{name}"):
        account = Account(Path("/"), Path("/"), python, uid, gid)
        try:
            with account.start("import generator.postgres.scratch, psycopg") as process:
                process.communicate(timeout=PATIENCE)
        except OSError:
            continue
        if process.returncode == 0:
            return python
    pytest.skip("only root may run this Python or read this project, and there is no other Python")


def processes_of(folder: str) -> list[str]:
    """The processes that name a folder on their command line."""
    lines = subprocess.run(["ps", "-axo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in lines.splitlines() if folder in line]


@pytest.fixture
def nothing_left() -> Callable[[str], bool]:
    """Whether a server's folder and its processes are gone, or go within the time that this may take."""

    def gone(folder: str) -> bool:
        deadline = time.monotonic() + PATIENCE
        while Path(folder).exists() or processes_of(folder):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    return gone
