"""`logloom samples`: all the records that were asked for, or a database as it was."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from generator.postgres.scratch import Postgres

if TYPE_CHECKING:
    from .conftest import Outcome

ROOT = Path(__file__).parents[2]
RUN = "from generator.cli import main; main()"
IMPATIENT = "from generator.cli import _progress; _progress.PATIENCE_SECONDS = 0.0; "

Samples = Callable[..., "Outcome"]


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The DSN of a database with nothing in it."""
    with postgres.database() as dsn:
        yield dsn


@pytest.fixture
def samples(logloom: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> Samples:
    """`logloom samples` in this project, with no server named by the environment."""
    monkeypatch.delenv("LOGLOOM_POSTGRES", raising=False)
    return lambda *arguments: logloom("samples", *arguments, cwd=ROOT)


def ask(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def test_it_makes_the_table_and_fills_it(samples: Samples, database: str) -> None:
    outcome = samples("--postgres", database, "--rows", "500", "--days", "2", "--end", "2026-01-15T11:00:00Z")
    assert (outcome.exit_code, outcome.err) == (0, "")
    assert outcome.out.startswith("500 records from 2026-01-13 11:00 to 2026-01-15 11:00 UTC, in ")
    assert ask(database, "SELECT count(*) FROM app_logs") == 500
    assert ask(database, "SELECT max(timestamp) < '2026-01-15T11:00:00Z' FROM app_logs")
    assert ask(database, "SELECT reltuples > 0 FROM pg_class WHERE relname = 'app_logs'"), "analysed"


def test_its_result_is_json_if_asked_for(samples: Samples, database: str) -> None:
    outcome = samples(
        "--postgres", database, "--rows=300", "--days=1", "--end=2026-03-29T12:00:00+02:00", "--format=json"
    )
    result = json.loads(outcome.out)
    assert result.pop("seconds") > 0
    assert result == {
        "rows": 300,
        "from": "2026-03-28T10:00:00+00:00",
        "to": "2026-03-29T10:00:00+00:00",
    }


def test_the_server_may_be_named_by_the_environment(
    samples: Samples, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGLOOM_POSTGRES", database)
    assert samples("--rows", "50").exit_code == 0
    assert ask(database, "SELECT count(*) FROM app_logs WHERE timestamp > now() - interval '8 days'") == 50


def test_the_same_options_give_the_same_records(samples: Samples, postgres: Postgres) -> None:
    digests = []
    for seed in ("1", "1", "2"):
        with postgres.database() as dsn:
            samples("--postgres", dsn, "--rows", "200", "--end", "2026-01-15", "--seed", seed)
            digests.append(ask(dsn, "SELECT md5(string_agg(app_logs::text, '' ORDER BY id)) FROM app_logs"))
    assert digests[0] == digests[1] != digests[2]


def test_a_table_with_rows_is_filled_only_if_asked(samples: Samples, database: str) -> None:
    samples("--postgres", database, "--rows", "100", "--end", "2026-01-15")
    refused = samples("--postgres", database, "--rows", "100", "--end", "2026-02-15")
    assert (refused.exit_code, refused.out) == (2, "")
    assert refused.err == "logloom: the table app_logs has rows already (add to them with --append)\n"
    assert ask(database, "SELECT count(*) FROM app_logs") == 100
    assert ask(database, "SELECT count(*) FROM pg_class WHERE relname LIKE 'app_logs%202602__'") == 0
    added = samples("--postgres", database, "--rows", "100", "--end", "2026-02-15", "--append")
    assert added.exit_code == 0
    assert ask(database, "SELECT count(*) FROM app_logs") == 200


@pytest.mark.parametrize("server", [None, "", "auto", "off"])
def test_without_a_database_there_is_nothing_to_fill(samples: Samples, server: str | None) -> None:
    outcome = samples(*(() if server is None else ("--postgres", server)))
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.startswith("logloom: which database is to be filled? (name it with --postgres ")
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--postgres", "host=/nonexistent password=geheim"), 4, "logloom: PostgreSQL: "),
        (("--postgres", "postgresql://me:geheim@[::1"), 2, "logloom: this is no connection string"),
        (("--postgres", "x", "--end", "yesterday"), 2, "'yesterday' is no time: write 2026-01-15T11:00:00Z"),
        (("--postgres", "x", "--end", "9999-12-31"), 2, "--end"),
        (("--postgres", "x", "--end", "0001-01-01T00:00+14:00"), 2, "--end"),
        (("--postgres", "x", "--rows", "0"), 2, "--rows"),
        (("--postgres", "x", "--days", "0"), 2, "--days"),
        (("--postgres", "x", "--days", "nan"), 2, "--days"),
        (("--postgres", "x", "--days", "400"), 2, "--days"),
        (("--postgres", "x", "--project", "/"), 2, "logloom: no contract.toml"),
    ],
)
def test_bad_options_are_said_in_a_line(
    samples: Samples, arguments: tuple[str, ...], code: int, said: str
) -> None:
    outcome = samples(*arguments)
    assert (outcome.exit_code, outcome.out) == (code, "")
    assert said in outcome.err
    assert "geheim" not in outcome.err
    assert "Traceback" not in outcome.err


def test_what_fails_half_way_leaves_nothing(samples: Samples, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "CREATE TABLE app_logs (id bigint, timestamp timestamptz, level text, category text, logger text,"
            " message text CHECK (message <> 'User signed in'), user_id bigint, trace_id text, extra jsonb,"
            " created_at timestamptz)"
        )
        connection.execute("CREATE SEQUENCE app_logs_id_seq OWNED BY app_logs.id")
    before = ask(database, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class")
    outcome = samples("--postgres", database, "--rows", "5000")
    assert (outcome.exit_code, outcome.out) == (4, "")
    assert len(outcome.err.splitlines()) == 1
    assert outcome.err.startswith("logloom: PostgreSQL: ")
    assert ask(database, "SELECT count(*) FROM app_logs") == 0
    assert ask(database, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class") == before


def test_a_role_that_may_not_make_tables_is_told_so(samples: Samples, postgres: Postgres) -> None:
    with postgres.database() as dsn:
        with psycopg.connect(dsn) as connection:
            role = f"{connection.info.dbname}_guest"
            connection.execute(f"CREATE ROLE {role} LOGIN".encode())
            connection.execute(b"REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        outcome = samples("--postgres", f"{dsn} user={role}")
        with psycopg.connect(dsn) as connection:
            connection.execute(f"DROP ROLE {role}".encode())
    assert outcome.exit_code == 4
    assert outcome.err.startswith("logloom: PostgreSQL: permission denied")


def test_a_terminal_sees_a_bar_and_a_pipe_does_not(database: str) -> None:
    """Standard error is a terminal here, as it is for a person at the keyboard."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", IMPATIENT + RUN, "samples", "--postgres", database, "--rows", "3000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        text=True,
    ) as process:
        os.close(theirs)
        seen = b""
        # Linux says that the other side is gone by an error, macOS by an end of file.
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert "3000" in seen.decode()
    assert out.startswith("3,000 records from "), "the result is on standard output, and nothing else is"
