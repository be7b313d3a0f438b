"""Every rule about queries finds what it is for, at its place, and is silent on the right neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from logloom import Contract

from generator.checks.offline import check_query
from generator.checks.rule import rules
from generator.finding import Severity
from generator.queries.header import parse_header
from generator.queries.model import Query
from generator.queries.params import parse_params

MARK = "▶"
CASES: Mapping[str, Mapping[str, list[Any]]] = yaml.safe_load(
    Path(__file__).with_name("rule_cases.yaml").read_text(encoding="utf-8")
)
FROM = re.compile(r"\bFROM (?!timestamp\)|▶?')")
BEHIND_FROM = re.compile(r" GROUP BY| LIMIT|$")
SOURCE = " FROM app_logs WHERE $__timeFilter(timestamp)"


def query_of(case: Any) -> tuple[Query, list[tuple[int, int]]]:
    """The query of a case, and line and column of its marks."""
    given: Mapping[str, Any] = {"sql": case} if isinstance(case, str) else case
    text: str = given["sql"]
    if not FROM.search(text):
        text = BEHIND_FROM.sub(lambda match: SOURCE + match[0], text, count=1)
    places = []
    while MARK in text:
        before, _, behind = text.partition(MARK)
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + behind
    header, _ = parse_header(text, Path("case.sql"))
    if "params" in given:
        header = attrs.evolve(header, params=parse_params(given["params"])[0])
    if "format" in given:
        header = attrs.evolve(header, format=given["format"])
    return Query("case", Path("case.sql"), text, header), places


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(rule, case, id=f"{rule}-{number}")
        for rule, examples in CASES.items()
        for number, case in enumerate(examples[kind], 1)
    ]


def test_every_rule_about_queries_has_wrong_cases_and_right_neighbours() -> None:
    assert set(CASES) == {rule.name for rule in rules("query")}
    assert all(examples["wrong"] and examples["fine"] for examples in CASES.values())


@pytest.mark.parametrize(("rule", "case"), cases("wrong"))
def test_a_mistake_is_found_where_it_is(rule: str, case: Any, contract: Contract) -> None:
    query, places = query_of(case)
    found = [(finding.rule, finding.line, finding.column) for finding in check_query(query, contract)]
    assert places
    for line, column in places:
        assert (rule, line, column) in found


@pytest.mark.parametrize(("rule", "case"), cases("fine"))
def test_a_right_query_raises_no_error(rule: str, case: Any, contract: Contract) -> None:
    query, _ = query_of(case)
    findings = check_query(query, contract)
    assert [
        finding for finding in findings if finding.rule == rule or finding.severity is Severity.ERROR
    ] == []


def test_each_rule_says_why_in_one_sentence() -> None:
    for rule in rules("query"):
        assert (
            rule.why[0].isupper()
            or not rule.why[0].isalpha()
            or rule.why.startswith(("date_trunc", "columns"))
        )
        assert rule.why.endswith(".")
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
