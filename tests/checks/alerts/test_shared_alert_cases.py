"""The acceptance cases of alert rules in SQL, from public reports, with a server and without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from logloom import Contract

from generator.checks.engine import OFF
from generator.errors import LogloomError
from generator.finding import Finding
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres
from tests import shared
from tests.checks.alerts.alert_cases import Case, case, check

CASES = shared.CASES / "alerts.yaml"

pytestmark = shared.needs_shared

REFUSED = "al-rule-range"
"""A rule that the project does not even load."""


def entries() -> list[dict[str, Any]]:
    loaded = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [entry for entry in loaded if entry["language"] == "sql"]


def rule(entry: dict[str, Any]) -> str:
    """The rule that the scenario describes."""
    scenario = entry["scenario"]
    is_direct = entry["format"] == "table" or "directly on the query" in scenario
    steps = 'a.threshold("A", ">", 10)' if is_direct else 'a.reduce("A", "last"), a.threshold("B", ">", 10)'
    wait = ', for_="4d"' if "for: 4d" in scenario else ""
    state = "" if "left at its default" in scenario else ', no_data="OK"'
    return f"expressions=[{steps}]{wait}{state}"


def judged(folder: Path, setting: str) -> dict[Case, list[Finding]]:
    cases = [case(entry, rule(entry)) for entry in entries() if entry["id"] != REFUSED]
    return check(cases, folder, setting)


def assert_all_are_right(said: dict[Case, list[Finding]]) -> None:
    wrong = {
        each.name: findings for each, findings in said.items() if each.outcome(findings) not in each.accept
    }
    assert wrong == {}
    elsewhere = {
        each.name: findings
        for each, findings in said.items()
        if each.expect != "ok" and not each.is_inside(findings)
    }
    assert elsewhere == {}


def test_every_case_is_judged_right_without_a_server(tmp_path: Path) -> None:
    assert_all_are_right(judged(tmp_path, OFF))


def test_every_case_is_judged_right_with_a_server(
    tmp_path: Path, postgres: Postgres, contract: Contract
) -> None:
    with postgres.database(empty_template(postgres, contract)) as dsn:
        assert_all_are_right(judged(tmp_path, dsn))


def test_a_range_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    entry = next(entry for entry in entries() if entry["id"] == REFUSED)
    with pytest.raises(LogloomError, match="range"):
        check([case(entry, 'time_range=("0s", "10m")')], tmp_path, OFF)
