"""`# allow:` in a dashboard module."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checks.module_exceptions import apply
from generator.finding import Finding, Severity

MODULE = '''\
"""A dashboard. # allow: panel-unit in a text is no exception"""

def dashboard(logs):
    return [
        stat("A"),  # allow: panel-unit a plain count
        # allow: panel-unit needs none
        # allow: panel-description its title says it all
        stat(
            "B",
        ),
        stat("C"),
    ]
'''


def _finding(path: Path, line: int, rule: str) -> Finding:
    return Finding(path, line, 9, rule, Severity.WARNING, "message")


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "errors.py"
    path.write_text(MODULE)
    return path


def test_it_excuses_what_is_made_on_its_line_or_the_next(module: Path) -> None:
    findings = [
        _finding(module, 5, "panel-unit"),
        _finding(module, 8, "panel-unit"),
        _finding(module, 8, "panel-description"),
        _finding(module, 8, "panel-title"),
        _finding(module, 11, "panel-unit"),
    ]
    left = apply(findings, [module])
    assert [(finding.line, finding.rule) for finding in left] == [(8, "panel-title"), (11, "panel-unit")]


def test_one_that_excuses_nothing_is_a_finding(module: Path) -> None:
    left = apply([_finding(module, 8, "panel-unit")], [module])
    assert [(finding.line, finding.column, finding.rule) for finding in left] == [
        (5, 21, "unused-allow"),
        (7, 9, "unused-allow"),
    ]


@pytest.mark.parametrize(
    ("comment", "rule", "said"),
    [
        ("# allow: panel-unit", "unused-allow", "no reason"),
        ("# allow: panel-units it is a count", "unknown-allow", "panel-units"),
        ("# allow:", "unknown-allow", "there is no rule"),
    ],
)
def test_one_that_names_no_rule_or_gives_no_reason_excuses_nothing(
    tmp_path: Path, comment: str, rule: str, said: str
) -> None:
    path = tmp_path / "m.py"
    path.write_text(f"x = 1  {comment}\n")
    finding = _finding(path, 1, "panel-unit")
    kept, complaint = apply([finding], [path])
    assert kept == finding
    assert (complaint.rule, said in complaint.message) == (rule, True)


def test_findings_elsewhere_are_left_alone(module: Path, tmp_path: Path) -> None:
    other = _finding(tmp_path / "other.py", 5, "panel-unit")
    assert other in apply([other], [module])
