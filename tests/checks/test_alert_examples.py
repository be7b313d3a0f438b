"""`check` and the examples beside modules of alert rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from generator.checks.scope import scopes
from generator.finding import Finding
from tests.contracts import write_contract

ROOT = Path(__file__).parents[2]

QUERY = """\
-- title: Errors
-- format: table
SELECT count(*) AS errors FROM app_logs WHERE $__timeFilter(timestamp) AND level = 'ERROR'
"""
MODULE = """\
from generator import alerting as a


def alert_rules(logs):
    rule = a.rule(
        "Errors", uid="errors", query=logs.query("errors"), expressions=[a.threshold("A", ">", 2)],
        summary="{{ $values.A }} errors", runbook="https://example.org/errors",
    )
    return [a.group("all", [rule])]
"""
PASSES = """\
- name: three errors are too many
  rule: errors
  given: [{level: ERROR, timestamp: +0m, times: 3}]
  expect: [{at: +0m, state: firing, annotations: {summary: 3 errors}}]
"""
FAILS = (
    PASSES.replace("state: firing", "state: pending").replace("three errors", "quicker")
    + """\
- name: two errors are not
  rule: errors
  given: [{level: ERROR, timestamp: +0m, times: 2}]
  expect: [{at: +0m..+20m, state: firing}]
"""
)

Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Check a project of one rule with this text of examples; `named` is a path in it."""
    write_contract(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "errors.sql").write_text(QUERY)
    (tmp_path / "dashboards").mkdir()
    (tmp_path / "dashboards" / "alerts.py").write_text(MODULE)

    def run(
        text: str,
        *,
        named: str = "",
        postgres: str = "auto",
        name: str = "alerts",
        stores: Sequence[str] = (),
    ) -> list[Finding]:
        (tmp_path / "dashboards" / f"{name}.test.yaml").write_text(text)
        (scope,) = scopes([tmp_path / named])
        found = scope.check(postgres=postgres, stores=stores, use_cache=False, jobs=1)
        return sorted(finding for finding in found if finding.rule == "alert-example")

    return run


def test_examples_that_hold_say_nothing(check: Check) -> None:
    assert check(PASSES) == []


def test_each_example_that_fails_is_one_finding_with_its_evaluations(check: Check, tmp_path: Path) -> None:
    first, second = check(FAILS, named="dashboards/alerts.test.yaml")
    path = tmp_path / "dashboards" / "alerts.test.yaml"
    assert (first.path, first.line, first.column) == (path, 4, 12)
    assert (
        first.message == "quicker are too many:\n+0m: the instance: expected pending, got firing (A=3, B=1)"
    )
    assert (second.line, second.column) == (8, 12)
    lines = second.message.split("\n")
    assert lines[:2] == [
        "two errors are not:",
        "+0m: the instance: expected firing, got normal (A=2, B=0)",
    ]
    assert len(lines) == 12
    assert lines[-1] == "and 11 more"


def test_the_module_stands_for_its_examples_and_the_query_does_not(check: Check) -> None:
    assert len(check(FAILS, named="dashboards/alerts.py")) == 2
    assert check(FAILS, named="queries") == []


def test_without_a_server_faults_of_the_file_are_told(check: Check) -> None:
    assert check(FAILS, postgres="off") == []
    (found,) = check(PASSES.replace("rule: errors", "rule: error"), postgres="off")
    assert (found.line, found.message) == (2, "there is no rule with the uid error")
    assert found.hint == "did you mean errors?"


def test_of_one_store_alone_the_rules_of_the_others_are_not_missed(check: Check, tmp_path: Path) -> None:
    write_contract(tmp_path, "postgres", "cloudwatch")
    module = MODULE.replace("    rule =", "    if logs.name != 'postgres':\n        return []\n    rule =")
    (tmp_path / "dashboards" / "alerts.py").write_text(module)
    assert check(PASSES, postgres="off", stores=("cloudwatch",)) == []
    assert check(PASSES, postgres="off") == []
    assert check(PASSES.replace("rule: errors", "rule: error"), postgres="off") != []


def test_examples_without_a_module_are_told(check: Check) -> None:
    (found,) = check(PASSES, name="alert", postgres="off")
    assert found.message == "there is no alert.py beside it"


def test_examples_of_a_query_that_postgresql_refuses_are_not_run(check: Check, tmp_path: Path) -> None:
    (tmp_path / "queries" / "errors.sql").write_text(QUERY.replace("count(*)", "count(nope)"))
    assert check(FAILS) == []
