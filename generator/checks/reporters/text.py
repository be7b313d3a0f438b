"""For people: a line for each finding, the author's line below it with a caret, and a count at the end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from generator.checks.reporters import Report
from generator.errors import Location
from generator.finding import Finding, Severity

WIDTH = 110
"""How much of a source line is shown, in characters."""

_RESET, _BOLD = "\x1b[0m", "\x1b[1m"
_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m"}


def render(report: Report) -> str:
    if not report.findings:
        return ""
    blocks = [
        _file(path, list(group), report)
        for path, group in groupby(report.findings, key=lambda finding: finding.path)
    ]
    return "\n\n".join([*blocks, _summary(report)]) + "\n"


def _file(path: Path, findings: Sequence[Finding], report: Report) -> str:
    source = _lines(report.base / path)
    return "\n".join(line for finding in findings for line in _finding(finding, source, report.colour))


def _finding(finding: Finding, source: Sequence[str], colour: bool) -> Iterator[str]:
    place = Location(finding.path, finding.line, finding.column)
    severity: str = finding.severity.value
    if colour:
        severity = f"{_BOLD}{_COLOURS[finding.severity]}{severity}{_RESET}"
    message, *rest = finding.message.splitlines() or [""]
    hint = f" ({finding.hint})" if finding.hint else ""
    yield f"{place}: {severity} [{finding.rule}] {_printable(message + hint)}"
    yield from (f"    {_printable(line)}" for line in rest)
    if finding.column and 0 < finding.line <= len(source) and source[finding.line - 1].strip():
        yield from (f"    {line}" for line in _excerpt(source[finding.line - 1], finding.column))


def _excerpt(source: str, column: int) -> tuple[str, str]:
    """The part of a line around a column, and a caret below the character at it."""
    start = max(0, column - 1 - WIDTH // 2) if len(source) > WIDTH else 0
    shown = source[start : start + WIDTH].rstrip()
    # Code is often located by its line alone: below its indentation a caret says nothing.
    indentation = len(source) - len(source.lstrip())
    before = source[start : max(column - 1, indentation)]
    return _printable(shown), "".join(map(_blank, before)) + "^"


def _blank(character: str) -> str:
    """As much room as a character takes: a tab stays one, a wide character takes two cells."""
    if character == "\t":
        return "\t"
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "


def _printable(text: str) -> str:
    # What a file holds must not be able to steer the terminal.
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _lines(path: Path) -> list[str]:
    """The file's lines; none if it cannot be read, which is a finding of its own."""
    try:
        text = path.read_bytes().decode(errors="replace")
    except OSError:
        return []
    return [line.rstrip("\r") for line in text.split("\n")]


def _summary(report: Report) -> str:
    counts = (
        _count(report.count(Severity.ERROR), "error"),
        _count(report.count(Severity.WARNING), "warning"),
    )
    return f"{' and '.join(count for count in counts if count)} in {_count(report.files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
