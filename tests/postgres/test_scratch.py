"""Scratch databases: gone at the end, independent of each other, and harmless on a server of the user's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from generator.errors import LogloomError, ServerError
from generator.postgres import scratch
from generator.postgres.programs import find_programs
from generator.postgres.scratch import Postgres, open_postgres
from generator.postgres.server import run_server

ROOT = Path(__file__).parents[2]


def rows(dsn: str, query: str) -> list[Any]:
    """The first column of what a query gives."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The DSN of a server that stands for one of the user's: with a role and a database of its own."""
    programs = find_programs()
    assert programs is not None
    with run_server(programs) as dsn:
        rows(dsn, "CREATE ROLE maker LOGIN CREATEDB PASSWORD 'sesame'")
        rows(dsn, "CREATE ROLE reader LOGIN")
        rows(dsn, "CREATE DATABASE logs OWNER maker")
        rows(dsn, "CREATE DATABASE logloom_scratch_notes OWNER maker")
        yield dsn


@pytest.fixture
def maker(server: str) -> str:
    """The DSN of an ordinary role that may make databases."""
    return make_conninfo(server, user="maker", dbname="logs")


def databases(server: str) -> set[str]:
    return set(rows(server, "SELECT datname FROM pg_database"))


def test_a_database_is_fresh_and_gone_at_the_end(postgres: Postgres) -> None:
    with postgres.database() as first, postgres.database() as second:
        rows(first, "CREATE TABLE t AS SELECT 1 AS n")
        assert rows(second, "SELECT to_regclass('t')") == [None]
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(first)


def test_it_is_gone_though_somebody_is_still_connected(server: str) -> None:
    with open_postgres(server) as postgres:
        with postgres.database() as dsn:
            left = psycopg.connect(dsn)
        assert not any(name.startswith(postgres._session) for name in databases(server))
    left.close()


def test_a_template_is_filled_once_and_copied_as_it_was_filled(postgres: Postgres) -> None:
    filled = []

    def fill(connection: psycopg.Connection) -> None:
        filled.append(connection.info.dbname)
        connection.execute("CREATE TABLE t AS SELECT generate_series(1, 3) AS n")

    for _ in range(3):
        with postgres.database(postgres.template("three rows", fill)) as dsn:
            assert rows(dsn, "SELECT n FROM t ORDER BY n") == [1, 2, 3]
            rows(dsn, "DELETE FROM t")
    assert len(filled) == 1


def test_a_template_can_be_copied_while_copies_of_it_are_in_use(postgres: Postgres) -> None:
    template = postgres.template("one table", lambda connection: connection.execute("CREATE TABLE t ()"))
    with postgres.database(template) as first, psycopg.connect(first), postgres.database(template) as second:
        assert rows(second, "SELECT count(*) FROM t") == [0]


def test_a_template_that_fails_leaves_nothing_and_can_be_tried_again(server: str) -> None:
    def fail(connection: psycopg.Connection) -> None:
        connection.execute("CREATE TABLE t ()")
        raise RuntimeError("as tests do")

    before = databases(server)
    with open_postgres(server) as postgres:
        with pytest.raises(RuntimeError, match="as tests do"):
            postgres.template("key", fail)
        assert databases(server) == before
        with postgres.database(postgres.template("key", lambda _: None)) as dsn:
            assert rows(dsn, "SELECT to_regclass('t')") == [None]


def test_what_the_server_refuses_in_a_template_is_one_line(postgres: Postgres) -> None:
    with pytest.raises(ServerError) as error:
        postgres.template("no such type", lambda connection: connection.execute("CREATE TABLE t (at tiem)"))
    assert str(error.value).startswith('PostgreSQL: type "tiem" does not exist')


def test_text_is_utf8_and_sorts_the_same_everywhere(postgres: Postgres) -> None:
    with postgres.database() as dsn:
        assert rows(dsn, "SHOW server_encoding") == ["UTF8"]
        assert rows(dsn, "SELECT x FROM unnest(ARRAY['b', 'é', 'B', 'a']) AS x ORDER BY x") == list("Babé")


def test_nothing_else_on_a_users_server_is_touched(server: str, maker: str) -> None:
    everything = (
        "SELECT concat_ws(' ', 'database', datname, datdba, datacl) FROM pg_database"
        " UNION ALL SELECT concat_ws(' ', 'role', rolname, rolcreatedb) FROM pg_roles"
        " UNION ALL SELECT concat_ws(' ', 'tablespace', spcname) FROM pg_tablespace"
    )
    before = sorted(rows(server, everything))
    with open_postgres(maker) as postgres:
        assert not postgres.disposable
        template = postgres.template("t", lambda connection: connection.execute("CREATE TABLE t ()"))
        with postgres.database(template), postgres.database():
            now = set(rows(server, everything)) - set(before)
            assert len(now) == 3
            assert all(line.startswith("database logloom_scratch_") for line in now)
    assert sorted(rows(server, everything)) == before


def test_a_role_that_may_not_make_databases_is_told_so_in_one_line(server: str) -> None:
    with pytest.raises(ServerError) as error, open_postgres(make_conninfo(server, user="reader")):
        pass
    assert str(error.value) == (
        'the role reader may not make scratch databases (ALTER ROLE "reader" CREATEDB)'
    )


def test_a_server_that_is_too_old_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "OLDEST", (99,))
    with pytest.raises(ServerError, match="is too old: 99 or newer is needed"), open_postgres(server):
        pass


@pytest.mark.parametrize(
    ("dsn", "code"),
    [
        ("host=/nonexistent user=me password=geheim", 4),
        ("postgresql://me:geheim@127.0.0.1:1/logs", 4),
        ("postgresql://me:geheim@no-such-host.invalid/logs", 4),
        ("postgresql://me:ge%68eim@[::1/logs", 2),
        ("postgresql://me:geheim@host/logs?unknown=1", 2),
        ("password=geheim port=many host=127.0.0.1", 4),
        ("postgresql://me:gut/geheim@host/logs", 2),
        ("postgresql://me:1/geheim@host/logs", 2),
        ("postgresql://me:gut@geheim@host/logs", 2),
        ("postgresql://me:gut@geheim/er@host/logs", 2),
        ("hots=db password=geheim", 2),
        ("user=me 'geheim", 2),
        ("geheim", 2),
        ("", 4),
    ],
)
def test_a_dsn_that_leads_nowhere_is_one_line_without_the_password(
    dsn: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "/nonexistent")
    with pytest.raises(LogloomError) as error, open_postgres(dsn):
        pass
    said = str(error.value)
    assert error.value.exit_code == code
    assert "\n" not in said
    assert "geheim" not in said


def test_off_is_refused() -> None:
    with pytest.raises(LogloomError, match="switched off"), open_postgres("off"):
        pass


SESSION = """
import sys, psycopg
from generator.postgres.scratch import open_postgres
with open_postgres(sys.argv[1]) as postgres:
    for round in range(5):
        template = postgres.template("t", lambda c: c.execute("CREATE TABLE t AS SELECT 1 AS n"))
        with postgres.database(template) as dsn, psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT n FROM t").fetchall() == [(1,)]
    if sys.argv[2:]:
        print("ready", flush=True)
        sys.stdin.read()
"""


def session(dsn: str, *hold: str) -> subprocess.Popen[str]:
    """Another process that uses scratch databases of a server."""
    return subprocess.Popen(
        [sys.executable, "-c", SESSION, dsn, *hold],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_share_a_server(server: str, maker: str) -> None:
    before = databases(server)
    both = [session(maker), session(maker)]
    for process in both:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert databases(server) == before


def test_what_a_killed_session_left_is_dropped_by_the_next_and_nothing_else(server: str, maker: str) -> None:
    before = databases(server)
    with session(maker, "hold") as killed, session(maker, "hold") as living:
        for process in (killed, living):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        killed.kill()
        killed.wait()
        assert len(databases(server) - before) == 2
        with open_postgres(server):
            assert len(databases(server) - before) == 2, "those of another role are not ours to drop"
        while len(databases(server) - before) > 1:
            # The server sees that the connection has ended, but not at once.
            with open_postgres(maker):
                pass
        (left,) = databases(server) - before
        _, err = living.communicate("", timeout=60)
        assert living.returncode == 0, err
    assert databases(server) == before
    assert left not in before
