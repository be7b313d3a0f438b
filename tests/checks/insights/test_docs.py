"""docs/insights.md names every rule, and its examples are what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import attrs
import pytest
from logloom import Contract

from generator.checks.offline import check_query
from generator.checks.rule import rules
from generator.finding import Finding
from generator.queries.header import parse_header
from generator.queries.model import Query

PAGE = (Path(__file__).parents[3] / "docs" / "insights.md").read_text(encoding="utf-8")

_SECTION = re.compile(
    r"^#### `(?P<rule>[a-z-]+)`(?P<warning> \(warning\))?\n\n(?P<why>.+)\n\n"
    r"```cwli wrong(?: second line (?P<times>\d+) times)?(?P<cheap> in infrequent access)?\n"
    r"(?P<wrong>(?s:.+?))\n```\n\n"
    r"```cwli right\n(?P<right>(?s:.+?))\n```$",
    re.MULTILINE,
)


@attrs.frozen
class Section:
    """`in_cheap_class` says that the wrong example is one in a log group of the Infrequent Access class."""

    rule: str
    is_warning: bool
    why: str
    wrong: str
    right: str
    in_cheap_class: bool


def sections() -> Iterator[Section]:
    for match in _SECTION.finditer(PAGE):
        first, *others = match["wrong"].split("\n")
        if match["times"]:
            others[:1] = others[:1] * int(match["times"])
        wrong = "\n".join([first, *others])
        yield Section(
            match["rule"], bool(match["warning"]), match["why"], wrong, match["right"], bool(match["cheap"])
        )


ALL = list(sections())


def check(text: str, contract: Contract) -> list[Finding]:
    path = Path("example.cwli")
    header, faults = parse_header(text, path, marker="#")
    assert faults == []
    return check_query(Query("example", path, text, header), contract)


def in_cheap_class(contract: Contract) -> Contract:
    store = contract.stores["cloudwatch"]
    groups = tuple(replace(group, log_class="infrequent_access") for group in store.log_groups)
    return replace(contract, stores={"cloudwatch": replace(store, log_groups=groups)})


def test_every_rule_has_a_section_with_its_reason_and_severity() -> None:
    assert PAGE.count("\n#### ") == len(ALL)
    by_name = {rule.name: rule for rule in rules("insights")}
    assert [section.rule for section in ALL if section.rule not in by_name] == []
    assert by_name.keys() - {section.rule for section in ALL} == set()
    for section in ALL:
        rule = by_name[section.rule]
        assert section.why.startswith(rule.why)
        assert section.is_warning == (rule.severity.value == "warning")


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.rule)
def test_the_wrong_example_is_found_by_its_rule_and_the_right_one_is_clean(
    section: Section, contract: Contract
) -> None:
    asked = in_cheap_class(contract) if section.in_cheap_class else contract
    assert section.rule in {finding.rule for finding in check(section.wrong, asked)}
    assert check(section.right, contract) == []


def test_the_query_at_the_top_is_right(contract: Contract) -> None:
    example = PAGE.partition("```cwli\n")[2].partition("\n```")[0]
    assert check(example, contract) == []
