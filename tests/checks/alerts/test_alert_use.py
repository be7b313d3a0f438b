"""`-- use: alert`: a query is judged as one for alerts by its own word, before any rule asks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from logloom import Contract

from generator.checks.engine import OFF, check_files
from generator.finding import Finding

TWO_NUMBERS = "SELECT user_id, count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY user_id\n"
OVER_TIME = """\
SELECT $__timeGroupAlias(timestamp, '1m'), count(*) AS n
FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY 1
"""


INSIGHTS = """\
# format: time_series
filter level = "ERROR"
| stats count(*) as n, latest(message) as last by bin(5m)
"""

Check = Callable[[str], list[Finding]]


@pytest.fixture
def check(tmp_path: Path, contract: Contract) -> Check:
    def findings(text: str) -> list[Finding]:
        path = tmp_path / "query.sql"
        path.write_text(text, encoding="utf-8")
        return check_files([path], contract, postgres=OFF)

    return findings


def rules(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(each.rule, each.line, each.column) for each in findings]


def test_a_query_for_a_panel_is_not_held_to_what_an_alert_needs(check: Check) -> None:
    assert check(TWO_NUMBERS) == []


def test_a_query_for_alerts_is(check: Check) -> None:
    assert rules(check(f"-- use: alert\n{TWO_NUMBERS}")) == [("alert-number-label", 2, 8)]


def test_a_series_is_taken_for_one_that_is_reduced(check: Check) -> None:
    found = check(f"-- use: alert\n-- format: time_series\n{OVER_TIME}")
    assert [each.rule for each in found] == ["alert-time-order"]


def test_a_mistake_has_one_finding(check: Check) -> None:
    query = "SELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp)\nAND category = '$c'\n"
    assert rules(check(f"-- use: alert\n{query}")) == [("alert-variable", 3, 17)]


def test_an_exception_in_the_header_excuses_it(check: Check) -> None:
    header = "-- use: alert\n-- allow: alert-number-label only one user logs in\n"
    assert check(header + TWO_NUMBERS) == []


def test_an_exception_that_excuses_nothing_is_a_mistake(check: Check) -> None:
    header = "-- use: alert\n-- allow: alert-number it is text\n"
    assert [each.rule for each in check(header + TWO_NUMBERS)] == ["unused-allow", "alert-number-label"]


def test_there_is_no_other_use(check: Check) -> None:
    assert rules(check(f"-- use: alarm\n{TWO_NUMBERS}")) == [("header-use", 1, 9)]


@pytest.mark.parametrize(("header", "found"), [("", []), ("# use: alert\n", [("alert-table-time", 4, 24)])])
def test_a_query_in_another_language_is_held_to_what_an_alert_needs_too(
    tmp_path: Path, contract: Contract, header: str, found: list[tuple[str, int, int]]
) -> None:
    path = tmp_path / "query.cwli"
    path.write_text(header + INSIGHTS, encoding="utf-8")
    assert rules(check_files([path], contract, postgres=OFF)) == found
