"""Acceptance cases for Logs Insights: what a query is, and what is to be said of it and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs
import yaml
from logloom import Contract

from generator.checks.offline import check_query
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.queries.model import Column, Header, Query

Place = tuple[int, int]

EXTRA = re.compile(r"\bextra(?:\.\w+)+")
"""A key of `extra`, which a case may have without saying so."""


@attrs.frozen
class Case:
    """`accept` are the outcomes that count, of ok, warning and error. The rest are places."""

    name: str
    query: Query
    expect: str
    accept: tuple[str, ...]
    where: Place | None
    until: Place | None
    also: tuple[Place, ...]

    def counts(self, findings: Sequence[Finding]) -> bool:
        """Whether the worst of the findings is what is to be said."""
        return outcome(findings) in self.accept

    def is_inside(self, findings: Sequence[Finding]) -> bool:
        """Whether a finding is where the mistake is; without an end its line will do."""
        if self.where is None:
            return True
        until = self.until or (self.where[0] + 1, 0)
        start = self.where if self.until else (self.where[0], 0)
        places = [(finding.line, finding.column) for finding in findings]
        return any(start <= place < until or place in self.also for place in places)


def outcome(findings: Sequence[Finding]) -> str:
    """The worst of what is said: `ok`, `warning` or `error`."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Severity.ERROR.value
    return Severity.WARNING.value if findings else "ok"


def load(path: Path) -> list[Case]:
    """The cases of a file that are Logs Insights."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_case(entry) for entry in entries if entry.get("language", "cwli") == "cwli"]


def _case(entry: dict[str, Any]) -> Case:
    header = Header(
        format=entry.get("format", "table"),
        params=tuple(map(_variable, entry.get("params") or ())),
        fields=tuple(_fields(entry)),
    )
    return Case(
        entry["id"],
        Query(entry["id"], Path(f"{entry['id']}.cwli"), entry["query"], header),
        entry["expect"],
        tuple(entry.get("accept", [entry["expect"]])),
        _place(entry["where"]),
        _place(entry.get("until")),
        tuple(place for each in entry.get("also", ()) if (place := _place(each))),
    )


def _variable(param: dict[str, Any]) -> Variable:
    return Variable(
        param["name"],
        tuple(map(str, param["values"])),
        param.get("multi", False),
        param.get("include_all", False),
        param.get("all_value"),
        param.get("text_box", False),
    )


def _fields(entry: dict[str, Any]) -> Iterable[Column]:
    """What a case assumes beyond the record: any key of extra, and what it lists."""
    names = dict.fromkeys([*(entry.get("fields") or ()), *EXTRA.findall(entry["query"])])
    return (Column(name, "text") for name in names)


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    line, column = str(text).split(":")
    return int(line), int(column)


@attrs.frozen
class Score:
    """The cases that are not as they should be, each with what was said of it."""

    refused: dict[str, list[Finding]]
    """Right, and an error."""
    blamed: dict[str, list[Finding]]
    """Right, and a warning that is no answer to it."""
    right: int
    missed: dict[str, list[Finding]]
    """Wrong, and nothing is said, or something less or worse than it is."""
    wrong: int
    elsewhere: dict[str, list[Finding]]
    """Found, but not where it is."""
    found: int


def score(cases: Sequence[Case], contract: Contract) -> Score:
    said = {case: check_query(case.query, contract) for case in cases}
    right = [case for case in cases if case.expect == "ok"]
    wrong = [case for case in cases if case.expect != "ok"]
    found = [case for case in wrong if said[case] or "ok" in case.accept]

    def findings(chosen: Iterable[Case]) -> dict[str, list[Finding]]:
        return {case.name: said[case] for case in chosen}

    return Score(
        findings(case for case in right if outcome(said[case]) == "error" and "error" not in case.accept),
        findings(case for case in right if outcome(said[case]) == "warning" and "warning" not in case.accept),
        len(right),
        findings(case for case in wrong if not case.counts(said[case])),
        len(wrong),
        findings(case for case in found if said[case] and not case.is_inside(said[case])),
        len(found),
    )
