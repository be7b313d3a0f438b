"""What each format prints, against files to read; and what a program must be able to rely on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.checks.reporters import formats, report
from generator.finding import Finding, Severity

GOLDEN = Path(__file__).parent / "golden"

SOURCE = """\
-- title: Errors
SELECT levl, 'Grüße an alle 日本', user_id
\tFROM app_logs WHERE category = NULL
"""


def _error(path: Path | str, line: int, column: int, rule: str, message: str, hint: str = "") -> Finding:
    return Finding(Path(path), line, column, rule, Severity.ERROR, message, hint)


# Names that no rule of the project has stay undescribed, so that the golden files are ours alone.
@pytest.fixture
def findings(tmp_path: Path) -> list[Finding]:
    (tmp_path / "queries").mkdir()
    query = tmp_path / "queries" / "a b,c.sql"
    query.write_text(SOURCE)
    return [
        _error(tmp_path / "contract.toml", 0, 0, "duplicate-uid", "100% the same: a\nb"),
        _error(query, 2, 8, "no-column", "there is no column levl", "did you mean level?"),
        Finding(query, 2, 34, "odd", Severity.WARNING, "after wide characters"),
        _error(query, 3, 31, "null", "= NULL is never true", "write IS NULL"),
        _error("/elsewhere/x.sql", 7, 3, "unreadable", "syntax error"),
    ]


@pytest.mark.parametrize("name", formats())
def test_a_format_prints_what_its_golden_file_shows(
    name: str, findings: list[Finding], tmp_path: Path
) -> None:
    printed = report(findings, name, base=tmp_path)
    printed = re.sub(r'"version": "\d+\.\d+\.\d+"(?=,\n +"rules")', '"version": "X"', printed)
    assert printed == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_format_has_a_golden_file() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(formats())


def test_without_findings_text_says_nothing() -> None:
    assert report([], "text") == ""


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_without_findings_a_program_still_gets_its_document(name: str) -> None:
    assert isinstance(json.loads(report([], name)), dict)


def test_colour_is_for_a_terminal_only(findings: list[Finding], tmp_path: Path) -> None:
    assert "\x1b" not in report(findings, "text", base=tmp_path)
    assert "\x1b[31m" in report(findings, "text", base=tmp_path, colour=True)


def test_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.sql"
    path.write_text("SELECT '\x1b[2J', oops\r\n")
    printed = report([_error(path, 1, 16, "r", "bad \x1b[2J name")], "text", base=tmp_path)
    assert "\x1b" not in printed
    assert "\r" not in printed


def test_of_a_long_line_the_part_around_the_column_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "long.sql"
    path.write_text("x" * 50_000 + "!" + "y" * 50_000)
    printed = report([_error(path, 1, 50_001, "r", "m")], "text", base=tmp_path)
    source, caret = (line for line in printed.splitlines() if line.startswith("    "))
    assert len(source) < 200
    assert source[caret.index("^")] == "!"


@pytest.mark.parametrize(("line", "column"), [(9, 1), (1, 0), (0, 0)])
def test_a_finding_outside_the_file_is_shown_without_source(tmp_path: Path, line: int, column: int) -> None:
    path = tmp_path / "short.sql"
    path.write_text("SELECT 1\n")
    printed = report([_error(path, line, column, "r", "m")], "text", base=tmp_path)
    assert "SELECT" not in printed


def _unescaped(command: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it (actions/runner, ActionCommand.cs)."""
    name, properties, data = re.fullmatch(r"::(\w+) (.*?)::(.*)", command, re.DOTALL).groups()  # type: ignore[union-attr]

    def undo(text: str, codes: dict[str, str]) -> str:
        for code, character in codes.items():
            text = text.replace(code, character)
        return text

    in_data = {"%0D": "\r", "%0A": "\n", "%25": "%"}
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    return (
        name,
        {key: undo(value, {"%3A": ":", "%2C": ",", **in_data}) for key, value in pairs},
        undo(data, in_data),
    )


def test_githubs_runner_reads_back_what_was_found(findings: list[Finding], tmp_path: Path) -> None:
    commands = report(findings, "github", base=tmp_path).splitlines()
    read = [_unescaped(command) for command in commands]
    assert read[0][2] == "100% the same: a\nb"
    assert read[1] == (
        "error",
        {"file": "queries/a b,c.sql", "line": "2", "col": "8", "title": "no-column"},
        "there is no column levl (did you mean level?)",
    )


def test_json_has_the_fields_of_a_finding(findings: list[Finding], tmp_path: Path) -> None:
    document = json.loads(report(findings, "json", base=tmp_path))
    fields = {"rule", "severity", "path", "line", "column", "message", "hint"}
    assert all(set(finding) == fields for finding in document["findings"])
    assert document["summary"] == {"errors": 4, "warnings": 1, "files": 3}
