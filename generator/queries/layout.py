"""Logs Insights files in their layout."""

from __future__ import annotations

from pathlib import Path

import attrs

from generator.finding import Finding, Severity
from generator.languages.insights.format import formatted, same_query
from generator.languages.insights.parser import parse
from generator.queries.text import finding, read_text


@attrs.frozen
class LaidOut:
    """A file as it is and as it should be. With `faults` it is left alone: nobody knows what is meant."""

    path: Path
    before: str
    after: str
    faults: tuple[Finding, ...] = ()

    @property
    def is_changed(self) -> bool:
        return self.after != self.before


def laid_out(path: Path) -> LaidOut:
    """A file in its layout; nothing is written. Never raises."""
    text, findings = read_text(path)
    if text is None:
        return LaidOut(path, "", "", tuple(findings))
    parsed = parse(text)
    if parsed.faults:
        faults = (
            _at(path, text, fault.start, fault.rule, fault.message, fault.hint) for fault in parsed.faults
        )
        return LaidOut(path, text, text, tuple(faults))
    after = formatted(parsed)
    again = parse(after)
    if again.faults or not same_query(parsed, again):
        fault = finding(path, "format", "its layout would be another query: this is a fault of logloom")
        return LaidOut(path, text, text, (fault,))
    return LaidOut(path, text, after)


def _at(path: Path, text: str, offset: int, rule: str, message: str, hint: str) -> Finding:
    line_start = text.rfind("\n", 0, offset) + 1
    line = text.count("\n", 0, offset) + 1
    return Finding(path, line, offset - line_start + 1, rule, Severity.ERROR, message, hint)
