"""The acceptance cases, from public bug reports, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from logloom import Contract

from generator.checks.offline import check_query
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.queries.model import Header, Query
from tests import shared

CASES = shared.CASES / "sql.yaml"

pytestmark = shared.needs_shared


def load() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return loaded


def findings(case: dict[str, Any], contract: Contract) -> list[Finding]:
    params = tuple(
        Variable(
            param["name"],
            tuple(param["values"]),
            param.get("multi", False),
            param.get("include_all", False),
            param.get("all_value"),
        )
        for param in case["params"]
    )
    header = Header(format=case["format"], params=params)
    return check_query(Query(case["id"], Path(f"{case['id']}.sql"), case["query"], header), contract)


def place(text: str) -> tuple[int, int]:
    line, column = str(text).split(":")
    return int(line), int(column)


def test_valid_cases_raise_no_error(contract: Contract) -> None:
    valid = [case for case in load() if case["expect"] == "ok"]
    refused = [
        case["id"]
        for case in valid
        if "error" not in case.get("accept", ["ok"])
        and any(finding.severity is Severity.ERROR for finding in findings(case, contract))
    ]
    assert refused == []


def test_wrong_cases_are_found_inside_their_place(contract: Contract) -> None:
    wrong = [case for case in load() if case["expect"] != "ok"]
    found = {case["id"]: findings(case, contract) for case in wrong}
    inside = [
        case["id"]
        for case in wrong
        if any(
            place(case["where"]) <= (finding.line, finding.column) < place(case["until"])
            for finding in found[case["id"]]
        )
    ]
    # The bars are those of the whole: cases kept back are tried as well.
    assert sum(map(bool, found.values())) >= 0.8 * len(wrong)
    assert len(inside) >= 0.85 * sum(map(bool, found.values()))
