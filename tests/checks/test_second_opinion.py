"""A text that our parser cannot read is an error only if sqlglot cannot read it either."""

from __future__ import annotations

from pathlib import Path

import pytest
from logloom import Contract

from generator.checks.offline import check_query
from generator.finding import Severity
from generator.queries.model import Header, Query


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("level IN ('ERROR')", []),
        ("level NOT 'ERROR'", [Severity.ERROR]),
        # sqlglot takes it for SQL of some kind.
        ("level IN 'ERROR'", [Severity.WARNING]),
    ],
)
def test_two_parsers_must_agree_before_a_text_is_called_wrong(
    contract: Contract, condition: str, expected: list[Severity]
) -> None:
    text = f"SELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) AND {condition}"

    found = check_query(Query("q", Path("q.sql"), text, Header()), contract)

    assert [each.severity for each in found if each.rule == "syntax"] == expected


def test_sqlglot_says_nothing_of_its_own(contract: Contract, capfd: pytest.CaptureFixture[str]) -> None:
    check_query(Query("q", Path("q.sql"), "PIVOT what NEVER was", Header()), contract)

    assert capfd.readouterr() == ("", "")
