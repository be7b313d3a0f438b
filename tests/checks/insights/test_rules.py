"""Each kind of mistake is found on its character, and what is nearly one is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from logloom import Contract

from generator.checks.offline import check_query
from generator.checks.rule import rules
from generator.queries.header import parse_header
from generator.queries.model import Column, Header, Query
from tests.checks.insights.acceptance import EXTRA

MARK = "▶"
HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    loaded: Mapping[str, list[str]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        pytest.param(kind, text, id=f"{kind.replace(' ', '-')}-{number}")
        for kind, texts in loaded.items()
        for number, text in enumerate(texts, 1)
    ]


def query_of(text: str, header: Header | None = None) -> Query:
    fields = tuple(Column(name, "text") for name in dict.fromkeys(EXTRA.findall(text)))
    return Query("case", Path("case.cwli"), text, header or Header(fields=fields))


@pytest.mark.parametrize(("kind", "text"), cases("mistakes.yaml"))
def test_a_mistake_is_found_where_it_is(kind: str, text: str, contract: Contract) -> None:
    column = text.index(MARK) + 1
    findings = check_query(query_of(text.replace(MARK, "")), contract)
    assert [(finding.line, finding.column) for finding in findings] == [(1, column)]


@pytest.mark.parametrize(("rule", "text"), cases("neighbours.yaml"))
def test_what_is_nearly_a_mistake_is_left_alone(rule: str, text: str, contract: Contract) -> None:
    assert rule in {each.name for each in rules("insights")}
    assert check_query(query_of(text), contract) == []


@pytest.mark.parametrize(
    ("params", "text", "rule"),
    [
        ("c=a,b multi", 'filter category = "▶$c"', "insights-list-variable"),
        ("c=a,b multi", 'filter message like "▶${c:pipe}"', "insights-list-variable"),
        ("c=a,b all", 'filter category = "▶$c"', "insights-list-variable"),
        ("c=a,b multi", "filter message like /▶$c/", "insights-list-variable"),
        ("c=a,b multi", "filter category in [▶$c]", "insights-variable"),
        ("c=a,b multi", "filter category in ▶${c:csv}", "insights-variable"),
        ("c=a,b", "filter category = ▶$c", "insights-variable"),
        ("q=x textbox", 'filter message like "▶$q"', "insights-injection"),
        ("q=x textbox", "filter message like /▶$q/", "insights-injection"),
        ("q=5 textbox", "filter extra.status > ▶$q", "insights-injection"),
        ("c=a", 'filter category = "▶$d" and logger = "$c"', "insights-undeclared-variable"),
        ("c=level", "stats count(*) as n by bin(5m), ▶$c", "insights-stats-groups"),
    ],
)
def test_a_variable_is_judged_where_it_stands(params: str, text: str, rule: str, contract: Contract) -> None:
    headed = f"# params: {params}\n{text}"
    header, _ = parse_header(headed, Path("case.cwli"), marker="#")
    column = text.index(MARK) + 1
    findings = check_query(query_of(headed.replace(MARK, ""), header), contract)
    assert [(finding.rule, finding.line, finding.column) for finding in findings] == [(rule, 2, column)]


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ("c=a,b multi all", "filter category in [${c:doublequote}]"),
        ("c=a,b multi all", "filter category in ${c:json}"),
        ("c=a,b multi all", "filter message like /${c:regex}/"),
        ("c=a,b multi all", "filter message like /^(${c:pipe})/"),
        ('c=a,b all=".*"', "filter message like /$c/"),
        ("c=a,b", 'filter category = "$c"'),
        ("q=x textbox", "filter message like ${q:doublequote}"),
        ("q=x textbox", "filter message like /${q:regex}/"),
        ("n=5,10", "fields message | limit $n"),
        ("w=1m,1h", "stats count(*) as n by bin($w)"),
        ("c=a", 'filter @logStream like "$LATEST" and category = "$c"'),
        ("c=a", 'filter category = "$c" # by $nobody'),
    ],
)
def test_a_variable_that_fits_is_left_alone(params: str, text: str, contract: Contract) -> None:
    headed = f"# params: {params}\n{text}"
    header, _ = parse_header(headed, Path("case.cwli"), marker="#")
    assert check_query(query_of(headed, header), contract) == []


def test_a_query_counts_with_what_grafana_puts_before_it(contract: Contract) -> None:
    longest = 10_000 - 112
    text = 'filter message like "' + "a" * (longest - 22) + '"'
    assert len(text) == longest
    assert check_query(query_of(text), contract) == []
    assert [finding.rule for finding in check_query(query_of(f"{text} "), contract)] == ["insights-length"]


def test_each_rule_says_why_in_one_sentence() -> None:
    for rule in rules("insights"):
        assert rule.name.startswith("insights-")
        assert rule.why.endswith(".")
