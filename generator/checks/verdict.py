"""What the offline tier says of one file, in a form that is cheap to send and to keep."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from generator.finding import Finding, Severity

Row = tuple[int, int, str, str, str, str]
"""A finding without its path: line, column, rule, severity, message, hint."""


@attrs.frozen
class Exemption:
    """An exception that a header makes, by a rule that exists; `offline` if that rule needs no server."""

    rule: str
    line: int
    offline: bool


@attrs.frozen
class Verdict:
    """The findings of one file before its exemptions are applied, and these, as plain tuples.

    The path is left out: two files with the same content have one verdict.
    """

    rows: tuple[Row, ...] = ()
    exempt: tuple[tuple[str, int, bool], ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding], exemptions: Iterable[Exemption] = ()) -> Verdict:
        return cls(
            tuple((f.line, f.column, f.rule, f.severity.value, f.message, f.hint) for f in findings),
            tuple((e.rule, e.line, e.offline) for e in exemptions),
        )

    @classmethod
    def from_json(cls, data: Any) -> Verdict:
        rows, exempt = data
        return cls(tuple(map(tuple, rows)), tuple(map(tuple, exempt)))

    def to_json(self) -> Any:
        return [self.rows, self.exempt]

    def findings(self, path: Path) -> list[Finding]:
        return [
            Finding(path, line, column, rule, Severity(severity), message, hint)
            for line, column, rule, severity, message, hint in self.rows
        ]

    def exemptions(self) -> list[Exemption]:
        return [Exemption(*exempt) for exempt in self.exempt]
