"""`logloom query --store cloudwatch` as a shell sees it; a server of ours answers in CloudWatch's place."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from logloom import Contract

from generator.aws.ask import log_groups
from generator.cli import _progress
from tests.aws.fixtures import KEY_ID, SECRET, TOKEN
from tests.aws.wire import RUNNING, Wire, malformed, refused, results

ROOT = Path(__file__).parents[2]
HOUR = ("--from", "2026-01-15T10:00:00Z", "--to", "2026-01-15T11:00:00Z")

TEXT = """\
# format: table
# params: category=auth,agent multi all
filter category in [${category:doublequote}] and message like "x"
| stats count(*) as n by category
"""

Query = Callable[..., Any]


@pytest.fixture
def query(logloom: Any, wire: Wire) -> Query:
    """`logloom query ARGUMENTS --store cloudwatch` in this repository, over an hour."""

    def run(*arguments: str) -> Any:
        return logloom("query", *arguments, "--store", "cloudwatch", *HOUR, cwd=ROOT)

    return run


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.cwli"
    path.write_text(TEXT)
    return path


def test_the_twin_of_a_library_query_is_asked_of_the_contracts_log_groups(
    query: Query, wire: Wire, contract: Contract
) -> None:
    wire.will("GetQueryResults", RUNNING, results({"category": "auth", "errors": "2"}))
    outcome = query("errors/by_category", "--format", "json", "--var", "category=auth", "--var", "user=42")
    assert outcome.exit_code == 0
    assert json.loads(outcome.out) == [{"category": "auth", "errors": 2}]
    (asked,) = wire.bodies("StartQuery")
    assert tuple(asked.get("logGroupIdentifiers") or asked["logGroupNames"]) == log_groups(contract)
    assert asked["endTime"] - asked["startTime"] == 3600
    assert 'category in ["auth"]' in asked["queryString"]
    assert 'user_id = "42"' in asked["queryString"]


def test_all_is_every_category_of_the_contract(
    query: Query, wire: Wire, mine: Path, contract: Contract
) -> None:
    wire.will("GetQueryResults", results())
    query(str(mine), "--var", "category=$__all")
    (asked,) = wire.bodies("StartQuery")
    assert ",".join(f'"{category.name}"' for category in contract.categories) in asked["queryString"]


ROWS = results(
    {"@timestamp": "2026-01-15 10:00:00.123", "level": "ERROR", "n": "12.50", "id": "007", "@ptr": "Cm"},
    {"@timestamp": "2026-01-15 10:00:01.000", "n": "3", "id": "8"},
)


def test_values_are_typed_by_all_of_their_column(query: Query, wire: Wire, mine: Path) -> None:
    wire.will("GetQueryResults", ROWS)
    first = {"@timestamp": "2026-01-15T10:00:00.123Z", "level": "ERROR", "n": 12.5, "id": "007"}
    second = {"@timestamp": "2026-01-15T10:00:01.000Z", "level": None, "n": 3, "id": "8"}
    out = query(str(mine), "--format", "json").out
    assert json.loads(out) == [first, second]
    assert "12.50" in out  # every digit
    read = list(csv.DictReader(io.StringIO(query(str(mine), "--format", "csv").out)))
    assert [row["level"] for row in read] == ["ERROR", ""]
    head, *lines = query(str(mine)).out.splitlines()
    assert head.split() == ["@timestamp", "level", "n", "id"]
    assert lines[1].split() == ["2026-01-15T10:00:01.000Z", "NULL", "3", "8"]


@pytest.mark.parametrize(
    ("size", "price", "cost"),
    [
        (0, (), "0 B were scanned, 1 matched: nothing at $0.005 for a GB"),
        (12_345_678, (), "12.3 MB were scanned, 1 matched: less than a cent at"),
        (2e12, (), "2.0 TB were scanned, 1 matched: about $10.00 at"),
        (2e12, ("--price", "0.0063"), "about $12.60 at $0.0063 for a GB"),
    ],
)
def test_what_was_scanned_and_what_it_cost_is_said_beside_the_result(
    query: Query, wire: Wire, mine: Path, size: float, price: tuple[str, ...], cost: str
) -> None:
    wire.will("GetQueryResults", results({"n": "1"}, scanned=54_321, size=size))
    outcome = query(str(mine), *price)
    assert "54,321 records" in outcome.err
    assert cost in outcome.err
    assert "scanned" not in outcome.out


def test_no_rows_and_more_rows_than_asked_for_are_said(query: Query, wire: Wire, mine: Path) -> None:
    wire.will("GetQueryResults", results(), results({"n": "1"}, {"n": "2"}))
    outcome = query(str(mine))
    assert (outcome.exit_code, outcome.out) == (0, "")
    assert "no rows from 2026-01-15T10:00:00Z" in outcome.err
    outcome = query(str(mine), "--limit", "1")
    assert outcome.out.splitlines() == ["n", "1"]
    assert "there are more than 1 rows" in outcome.err


def test_a_mistake_is_told_at_its_place_in_the_file(query: Query, wire: Wire, mine: Path) -> None:
    """CloudWatch counts in what it was sent, where the variable is longer than in the file."""
    text = TEXT.replace("${category:doublequote}", '"agent","auth"')
    wire.will("StartQuery", malformed(text.index("like"), 9, "mismatched input 'like'"))
    outcome = query(str(mine), "--var", "category=agent", "--var", "category=auth")
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err == f"logloom: {mine}:3:58: CloudWatch: mismatched input 'like'\n"


@pytest.mark.parametrize(
    ("code", "exit_code"), [("AccessDeniedException", 4), ("ResourceNotFoundException", 2)]
)
def test_a_refusal_is_one_line_without_a_secret(
    query: Query, wire: Wire, mine: Path, code: str, exit_code: int
) -> None:
    wire.will("StartQuery", refused(code, f"{KEY_ID} is not authorized"))
    outcome = query(str(mine))
    assert (outcome.exit_code, outcome.out, outcome.err.count("\n")) == (exit_code, "", 1)
    assert not any(secret in outcome.err for secret in (KEY_ID, SECRET, TOKEN))


def test_a_query_without_a_twin_is_told(query: Query) -> None:
    outcome = query("errors/new_shapes")
    assert (outcome.exit_code, outcome.err.count("\n")) == (2, 1)
    assert "queries/errors/new_shapes.cwli" in outcome.err


def test_sql_is_not_for_cloudwatch(query: Query, tmp_path: Path) -> None:
    path = tmp_path / "mine.sql"
    path.write_text("SELECT 1 AS n")
    outcome = query(str(path))
    assert (outcome.exit_code, outcome.err.count("\n")) == (2, 1)
    assert ".cwli" in outcome.err


def test_a_bar_on_the_terminal_stays_out_of_the_result(
    query: Query, wire: Wire, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.will("GetQueryResults", results(status="Running", scanned=7), results({"n": "1"}, scanned=9))
    monkeypatch.setattr(_progress, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    outcome = query(str(mine), "--format", "json")
    assert "records scanned" in outcome.err
    assert json.loads(outcome.out) == [{"n": 1}]


@pytest.mark.usefixtures("signals")
def test_ctrl_c_stops_the_query(wire: Wire, mine: Path) -> None:
    wire.will("GetQueryResults", RUNNING)
    program = "from generator.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "query", str(mine), "--store", "cloudwatch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    wire.await_("GetQueryResults")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]
