"""Every rule has a name and a reason, whichever tier speaks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from generator.checks import catalogue
from generator.checks.catalogue import descriptions, offline_rules, query_rules, why
from generator.checks.fault_rule import FaultRule
from generator.checks.rule import Rule, SubjectKind, rules

CHECKS = Path(catalogue.__file__).parent


@pytest.mark.parametrize("name", descriptions())
def test_a_rule_is_named_in_kebab_case_and_says_why_in_one_sentence(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert why(name).endswith(".")
    assert len(why(name)) < 120


def test_a_server_says_nothing_under_a_name_that_is_not_described() -> None:
    said = {
        name
        for path in CHECKS.glob("postgres_*.py")
        for name in re.findall(r'"((?:postgres|result)-[a-z-]+)"', path.read_text())
    }
    assert said
    assert said <= set(query_rules()) - set(offline_rules())


def test_whatever_reading_a_file_says_has_a_reason() -> None:
    said = {
        name
        for path in (CHECKS.parent / "queries").glob("*.py")
        for name in re.findall(r'"((?:file|header|query|examples)-[a-z-]+)"', path.read_text())
    }
    assert said
    assert all(map(why, said))
    assert why("made-up") == ""


def test_every_module_of_rules_is_found() -> None:
    found = {rule.name for kind in get_args(SubjectKind) for rule in rules(kind)}
    modules = [path for path in (CHECKS / "rules").rglob("*.py") if path.stem not in ("__init__", "faults")]
    of_a_table = {name for name in found if name.startswith("insights-") and type(_rule(name)) is FaultRule}
    assert of_a_table
    assert len(found - of_a_table) == len(modules)


def _rule(name: str) -> Rule:
    return next(rule for kind in get_args(SubjectKind) for rule in rules(kind) if rule.name == name)
