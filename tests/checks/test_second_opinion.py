"""A text that our parser cannot read is an error; the hint says so if sqlglot can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from logloom import Contract

from generator.checks.offline import check_query
from generator.finding import Severity
from generator.queries.model import Header, Query


@pytest.mark.parametrize(
    ("condition", "hints"),
    [
        ("level IN ('ERROR')", []),
        ("level NOT 'ERROR'", [""]),
        # Not PostgreSQL's, but sqlglot takes it.
        ("level IN 'ERROR'", ["sqlglot can read it: ask a server to be sure"]),
    ],
)
def test_a_second_parser_is_heard(contract: Contract, condition: str, hints: list[str]) -> None:
    text = f"SELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) AND {condition}"

    found = check_query(Query("q", Path("q.sql"), text, Header()), contract)

    syntax = [each for each in found if each.rule == "syntax"]
    assert [each.hint for each in syntax] == hints
    assert {each.severity for each in syntax} <= {Severity.ERROR}


def test_sqlglot_says_nothing_of_its_own(contract: Contract, capfd: pytest.CaptureFixture[str]) -> None:
    check_query(Query("q", Path("q.sql"), "PIVOT what NEVER was", Header()), contract)

    assert capfd.readouterr() == ("", "")
