"""Right and wrong alert queries of the kinds that the documentation and public reports show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from logloom import Contract

from generator.checks.engine import OFF
from generator.finding import Finding
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres
from tests.checks.alerts.alert_cases import Case, case, check

CASES = Path(__file__).with_name("alert_cases.yaml")

_STEPS = {
    "table": 'a.threshold("A", ">", 10)',
    "time_series": 'a.reduce("A", "last"), a.threshold("B", ">", 10)',
}


def unmarked(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with the place of its mistake as numbers."""
    marked: str = entry["query"]
    query = marked.replace("▶", "").replace("◀", "")
    if query == marked:
        return entry
    start = marked.index("▶")
    end = marked.index("◀") - 1
    return {**entry, "query": query, "where": _position(query, start), "until": _position(query, end)}


def _position(text: str, offset: int) -> str:
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}"


def rule(entry: dict[str, Any]) -> str:
    steps = entry.get("steps") or _STEPS[entry.get("format", "table")]
    more = entry.get("rule", "")
    state = "" if "no_data" in more else ', no_data="OK"'
    return f"expressions=[{steps}]{state}{', ' if more else ''}{more}"


def judged(folder: Path, setting: str) -> dict[Case, list[Finding]]:
    entries = [unmarked(entry) for entry in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
    return check([case(entry, rule(entry)) for entry in entries], folder, setting)


def assert_all_are_right(said: dict[Case, list[Finding]]) -> None:
    wrong = {
        each.name: findings for each, findings in said.items() if each.outcome(findings) not in each.accept
    }
    assert wrong == {}
    unnamed = {
        each.name: findings
        for each, findings in said.items()
        if not {finding.rule for finding in findings}.issuperset(each.rules)
    }
    assert unnamed == {}
    elsewhere = {
        each.name: findings
        for each, findings in said.items()
        if each.outcome(findings) != "ok" and not each.is_inside(findings)
    }
    assert elsewhere == {}


def test_every_case_is_judged_right_without_a_server(tmp_path: Path) -> None:
    assert_all_are_right(judged(tmp_path, OFF))


def test_every_case_is_judged_right_with_a_server(
    tmp_path: Path, postgres: Postgres, contract: Contract
) -> None:
    with postgres.database(empty_template(postgres, contract)) as dsn:
        assert_all_are_right(judged(tmp_path, dsn))
