"""`logloom query` on a real PostgreSQL, as a shell sees it."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).parents[2]
HOUR = ("--from", "2026-01-15T10:00:00Z", "--to", "2026-01-15T11:00:00Z")
LOGLOOM = [sys.executable, "-c", "from generator.cli import main; main()", "query"]

BY_CATEGORY = """\
-- params: category=auth,agent multi all
SELECT category, count(*) AS n FROM app_logs
WHERE $__timeFilter(timestamp) AND category IN (${category:sqlstring})
GROUP BY category ORDER BY category
"""

Query = Callable[..., Any]


@pytest.fixture
def query(logloom: Any, sampled_database: str, monkeypatch: pytest.MonkeyPatch) -> Query:
    """`logloom query ARGUMENTS` in this repository, over the hour of the samples unless told otherwise."""
    monkeypatch.setenv("LOGLOOM_POSTGRES", sampled_database)

    def run(*arguments: str, cwd: Path = ROOT, hour: bool = True) -> Any:
        return logloom("query", *arguments, *(HOUR if hour else ()), cwd=cwd)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    """Write a query file outside any project; gives its path."""

    def write_text(text: str) -> str:
        path = tmp_path / "mine.sql"
        path.write_text(text)
        return str(path)

    return write_text


def counted(dsn: str, condition: str = "true") -> dict[str, int]:
    """Records of the hour by category, asked without Logloom."""
    with psycopg.connect(dsn) as connection:
        return dict(
            connection.execute(
                "SELECT category, count(*) FROM app_logs WHERE timestamp BETWEEN '2026-01-15T10:00:00Z'"
                f" AND '2026-01-15T11:00:00Z' AND {condition} GROUP BY category ORDER BY category"
            ).fetchall()
        )


def test_without_a_name_the_library_is_listed(logloom: Any) -> None:
    for arguments in ((), ("--list",)):
        outcome = logloom("query", *arguments, cwd=ROOT)
        assert outcome.exit_code == 0
        assert outcome.err == ""
        head, *lines = outcome.out.splitlines()
        assert head.split() == ["name", "title"]
        assert any(line.split(maxsplit=1) == ["errors/by_category", "Errors by category"] for line in lines)
    listed = json.loads(logloom("query", "--format", "json", cwd=ROOT).out)
    assert [entry["name"] for entry in listed] == sorted(entry["name"] for entry in listed)


def test_a_library_query_prints_what_the_database_holds(query: Query, sampled_database: str) -> None:
    errors = counted(sampled_database, "level IN ('ERROR', 'CRITICAL')")
    assert errors
    outcome = query("errors/by_category", "--format", "json")
    assert outcome.exit_code == 0
    assert {row["category"]: row["errors"] for row in json.loads(outcome.out)} == errors
    read = csv.DictReader(io.StringIO(query("errors/by_category", "--format", "csv").out))
    assert {row["category"]: int(row["errors"]) for row in read} == errors
    head, *lines = query("errors/by_category").out.splitlines()
    assert head.split()[:2] == ["category", "errors"]
    assert {line.split()[0]: int(line.split()[1]) for line in lines} == errors


def test_a_file_outside_any_project_is_run_too(
    query: Query, write: Callable[[str], str], tmp_path: Path, sampled_database: str
) -> None:
    outcome = query(write(BY_CATEGORY), "--format", "json", "--var", "category=http", cwd=tmp_path)
    assert {row["category"]: row["n"] for row in json.loads(outcome.out)} == counted(
        sampled_database, "category = 'http'"
    )
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("picks", "condition"),
    [
        ((), "true"),
        (("category=$__all",), "true"),
        (("category=auth",), "category = 'auth'"),
        (("category=auth", "category=http"), "category IN ('auth', 'http')"),
        (("category=it's",), "false"),
    ],
)
def test_variables_are_picked_and_all_is_every_category_of_the_contract(
    query: Query, write: Callable[[str], str], sampled_database: str, picks: tuple[str, ...], condition: str
) -> None:
    options = [option for pick in picks for option in ("--var", pick)]
    outcome = query(write(BY_CATEGORY), "--format", "json", *options)
    assert outcome.exit_code == 0
    found = {row["category"]: row["n"] for row in json.loads(outcome.out)}
    assert found == counted(sampled_database, condition)


def test_all_is_what_the_variables_own_query_returns(query: Query, write: Callable[[str], str]) -> None:
    text = "-- params: tool=imagine multi all\nSELECT array[${tool:sqlstring}] AS tools, $__timeFrom() AS t"
    outcome = query(write(text), "--format", "json")
    (row,) = json.loads(outcome.out)
    assert len(row["tools"]) > 1
    assert outcome.err == ""


def test_what_goes_without_saying_is_said_on_stderr(query: Query, write: Callable[[str], str]) -> None:
    text = (
        '-- params: user=42,7; q="",x textbox; thing=a,b multi all; other=c,d multi\n'
        "SELECT ${user:sqlstring} AS u, ${q:sqlstring} AS q, array[${thing:sqlstring}] AS t,"
        " array[${other:sqlstring}] AS o"
    )
    outcome = query(write(text), "--format", "json")
    assert json.loads(outcome.out) == [{"u": "42", "q": "", "t": ["a", "b"], "o": ["c", "d"]}]
    picked = query(write(text.replace('"",x', "x")), "--format", "json", "--var", "q=", "--var", "user=")
    assert [(row["u"], row["q"]) for row in json.loads(picked.out)] == [("", "")]
    assert outcome.err.splitlines() == [
        "logloom: user: 42, its first sample (--var user=... picks)",
        "logloom: thing: All is no more than its samples a, b",
    ]


def test_range_and_interval_are_what_is_asked(query: Query, write: Callable[[str], str]) -> None:
    text = "SELECT $__timeFrom()::timestamptz AS a, $__timeTo()::timestamptz AS b, '$__interval' AS i"

    def row(*arguments: str) -> Any:
        return json.loads(query(write(text), "--format", "json", *arguments, hour=False).out)[0]

    assert row(*HOUR) == {"a": "2026-01-15T10:00:00Z", "b": "2026-01-15T11:00:00Z", "i": "1m"}
    asked = row("--last", "1d", "--to", "2026-01-15T12:00:00+01:00", "--interval", "5m")
    assert asked == {"a": "2026-01-14T11:00:00Z", "b": "2026-01-15T11:00:00Z", "i": "5m"}
    assert row("--last", "30d")["i"] == "12h"
    assert row("--last", "10s")["i"] == "1s"
    assert row("--from", "now-6h")["i"] == "10m"


def test_no_rows_are_said_on_stderr_and_are_no_fault(query: Query, write: Callable[[str], str]) -> None:
    path = write("SELECT level FROM app_logs WHERE $__timeFilter(timestamp) AND false")
    printed = {format_: query(path, "--format", format_) for format_ in ("table", "json", "csv")}
    assert {outcome.exit_code for outcome in printed.values()} == {0}
    assert {outcome.err for outcome in printed.values()} == {
        "logloom: no rows from 2026-01-15T10:00:00Z to 2026-01-15T11:00:00Z\n"
    }
    assert {format_: outcome.out for format_, outcome in printed.items()} == {
        "table": "",
        "json": "[]\n",
        "csv": "level\n",
    }


def test_a_limit_is_kept_and_told(query: Query, write: Callable[[str], str]) -> None:
    outcome = query(write("SELECT generate_series(1, 10000000) AS n"), "--limit", "2", "--format", "csv")
    assert outcome.out == "n\n1\n2\n"
    assert outcome.err == "logloom: there are more than 2 rows\n"


USAGE = [
    # arguments, a part of the one line
    (("errors/by_categry",), "did you mean errors/by_category?"),
    (("nowhere.sql",), "nowhere.sql: cannot be read: No such file"),
    (("errors/by_category", "--var", "catgory=auth"), "did you mean category?"),
    (("errors/by_category", "--var", "category"), "NAME=VALUE"),
    (("errors/by_category", "--var", "=auth"), "NAME=VALUE"),
    (("errors/by_category", "--var", "category=\udcfc"), "not UTF-8"),
    (("users/summary", "--var", "user=1", "--var", "user=2"), "takes one value"),
    (("users/summary", "--var", "user=$__all"), "has no All"),
    (("errors/by_category", "--last", "soon"), "--last: soon is no length of time"),
    (("errors/by_category", "--interval", "0s"), "--interval: 0s is no length of time"),
    (("errors/by_category", "--timeout", "5"), "--timeout: 5 is no length of time"),
    (("errors/by_category", "--from", "yesterday"), "yesterday is no timestamp"),
    (("errors/by_category", "--from", "2026-01-15T10:00:00"), "no time zone"),
    (("errors/by_category", "--from", "now", "--to", "now-1h"), "ends before it begins"),
    (("errors/by_category", "--from", "now-1h", "--last", "1h"), "give one of them"),
    (("errors/by_category", "--limit", "0"), "limit"),
    (("errors/by_category", "--postgres", "nonsense"), "no connection string"),
    (("errors/by_category", "--postgres", "off"), "which PostgreSQL"),
]


@pytest.mark.parametrize(("arguments", "part"), USAGE, ids=[" ".join(row[0]) for row in USAGE])
def test_a_usage_error_is_one_line_and_exit_2(query: Query, arguments: tuple[str, ...], part: str) -> None:
    outcome = query(*arguments, hour=False)
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert part in outcome.err


def test_without_a_server_it_says_how_to_name_one(logloom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOGLOOM_POSTGRES", raising=False)
    outcome = logloom("query", "errors/by_category", cwd=ROOT)
    assert outcome.exit_code == 2
    assert len(outcome.err.splitlines()) == 1
    assert "--postgres" in outcome.err
    assert "LOGLOOM_POSTGRES" in outcome.err


def test_a_library_needs_a_project(logloom: Any, tmp_path: Path) -> None:
    outcome = logloom("query", "errors/by_category", cwd=tmp_path)
    assert outcome.exit_code == 2
    assert "no contract.toml" in outcome.err


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("SELECT 1,\n  lvl FROM app_logs", ":2:3: ", 'column "lvl" does not exist'),
        ("SELECT 1\nWHERE $__timeFiltr(timestamp)", ":2:7: ", "__timeFiltr"),
        ("-- titel: x\nSELECT 1", ":1:4: ", "did you mean title?"),
        ("-- params: a=1 mlti\nSELECT 1", ":1:16: ", "did you mean multi?"),
        ("\ufeffSELECT 1", ":1:1: ", "byte order mark"),
        ("", ": ", "no query"),
        ("DELETE FROM app_logs RETURNING id", ": ", "read-only transaction"),
        ("SELECT 1; DELETE FROM app_logs", ": ", "multiple commands"),
    ],
)
def test_a_faulty_query_is_one_line_at_its_place(
    query: Query, write: Callable[[str], str], sampled_database: str, text: str, place: str, part: str
) -> None:
    before = counted(sampled_database)
    path = write(text)
    outcome = query(path)
    assert (outcome.exit_code, outcome.out) == (2, "")
    (line,) = outcome.err.splitlines()
    assert line.startswith(f"logloom: {path}{place}")
    assert part in line
    assert counted(sampled_database) == before


def test_windows_line_ends_are_a_warning(query: Query, tmp_path: Path) -> None:
    path = tmp_path / "mine.sql"
    path.write_bytes(b"SELECT 1 AS n\r\n")
    outcome = query(str(path), "--format", "csv")
    assert (outcome.exit_code, outcome.out) == (0, "n\n1\n")
    assert "Windows line ends" in outcome.err


def test_a_server_that_takes_too_long_is_exit_4(query: Query, write: Callable[[str], str]) -> None:
    outcome = query(write("SELECT pg_sleep(60)"), "--timeout", "50ms")
    assert outcome.exit_code == 4
    assert "statement timeout" in outcome.err


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://reader:hunter2@127.0.0.1:1/logs",
        "host=/nowhere/at/all user=reader password=hunter2",
        "postgresql://reader:hunter2%zz@127.0.0.1/logs",
        "password=hunter2 nonsense",
    ],
)
def test_a_server_that_is_not_there_is_one_line_without_the_password(query: Query, dsn: str) -> None:
    outcome = query("errors/by_category", "--postgres", dsn)
    assert outcome.exit_code in {2, 4}
    assert len(outcome.err.splitlines()) == 1
    assert "hunter2" not in outcome.err + outcome.out


def test_sample_records_are_asked_when_auto_is_named(logloom: Any) -> None:
    outcome = logloom(
        "query", "volume/by_level", "--postgres", "auto", "--last", "1d", "--format", "json", cwd=ROOT
    )
    assert outcome.exit_code == 0
    assert "sample records" in outcome.err.splitlines()[0]
    assert {"INFO", "ERROR"} <= {row["level"] for row in json.loads(outcome.out)}


@pytest.mark.usefixtures("signals")
def test_ctrl_c_cancels_the_statement(write: Callable[[str], str], sampled_database: str) -> None:
    database = conninfo_to_dict(sampled_database)["dbname"]
    sleeping = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE %s AND state = 'active'"
    )
    process = subprocess.Popen(
        [
            *LOGLOOM,
            write("SELECT pg_sleep(600) AS slept"),
            "--postgres",
            sampled_database,
            "--timeout",
            "10m",
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with psycopg.connect(sampled_database, autocommit=True) as connection:

        def await_sleepers(number: int) -> None:
            deadline = time.monotonic() + 60
            while connection.execute(sleeping, [database, "SELECT pg_sleep(600)%"]).fetchone() != (number,):
                assert time.monotonic() < deadline
                assert number == 0 or process.poll() is None, process.communicate()
                time.sleep(0.02)

        await_sleepers(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        await_sleepers(0)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.parametrize("columns", [1, 6], ids=["as a table", "as a line for each value"])
def test_on_a_terminal_rows_fit_and_no_value_is_cut(
    write: Callable[[str], str], sampled_database: str, columns: int
) -> None:
    width = 60
    wide = ", ".join(f"repeat('0123456789', 20) AS b{number}" for number in range(columns))
    text = f"SELECT 'short' AS a, {wide}, e'\\x1b[31mred' AS c, NULL AS d"
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        [*LOGLOOM, write(text), "--postgres", sampled_database], stdout=inside, cwd=ROOT, env=environment
    )
    os.close(inside)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    assert process.wait(60) == 0
    assert b"\x1b[31m" not in shown
    lines = re.sub(r"\x1b\[[0-9;]*m|\r", "", shown.decode()).splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.count(digit) for line in lines for digit in "0123456789") >= 200 * columns
    assert any(r"\x1b[31m" in line for line in lines)
