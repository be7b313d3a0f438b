"""GitHub's workflow commands: each finding becomes an annotation in the changed files of a pull request."""

from __future__ import annotations

from generator.checks.reporters import Report
from generator.finding import Finding


def render(report: Report) -> str:
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.path.as_posix(),
        "line": finding.line,
        "col": finding.column,
        "title": finding.rule,
    }
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"::{finding.severity.value} {given}::{_data(finding.message + hint)}"


def _data(text: str) -> str:
    """Escaped as the runner undoes it: a message ends at the line's end."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property also ends at a comma or a colon."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
