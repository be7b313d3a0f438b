"""Cases of alert rules, put through the check of a whole project: one query file and one rule a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from generator.checks.engine import check_project
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.project import load_project
from generator.queries.library import MARKERS
from tests.contracts import write_contract
from tests.params import format_params

ROOT = Path(__file__).parents[3]

STORES = {".sql": "postgres", ".cwli": "cloudwatch"}

_HEAD = """\
from generator import alerting as a


def alert_rules(logs):
    return [a.group("Cases", [
"""


@attrs.frozen
class Case:
    """A query file and the rule that asks it. What is to be said is `ok`, `warning` or `error`.

    A mistake lies in the file between `where` and `until`; they are (0, 0) where the rule is wrong.
    """

    name: str
    text: str
    rule: str
    expect: str
    accept: tuple[str, ...]
    where: tuple[int, int]
    until: tuple[int, int]
    rules: tuple[str, ...] = ()
    ending: str = ".sql"

    def outcome(self, findings: Sequence[Finding]) -> str:
        if not findings:
            return "ok"
        errors = any(finding.severity is Severity.ERROR for finding in findings)
        return "error" if errors else "warning"

    def is_inside(self, findings: Sequence[Finding]) -> bool:
        """Whether one of the worst findings is at the place."""
        worst = self.outcome(findings)
        if self.where == (0, 0):
            return any(finding.path.suffix == ".py" for finding in findings)
        return any(
            finding.path.suffix != ".py" and self.where <= (finding.line, finding.column) < self.until
            for finding in findings
            if finding.severity.value == worst
        )


def case(entry: dict[str, Any], rule: str, ending: str = ".sql") -> Case:
    """A case of a YAML file, with the arguments of its rule as they are written in Python."""
    marker = MARKERS[ending]
    params = [
        Variable(
            param["name"],
            tuple(param["values"]),
            param.get("multi", False),
            param.get("include_all", False),
            param.get("all_value"),
        )
        for param in entry.get("params", ())
    ]
    header = [f"{marker} format: {entry.get('format', 'table')}", *entry.get("header", ())]
    if params:
        header.append(f"{marker} params: {format_params(params)}")
    return Case(
        entry["id"],
        "\n".join([*header, entry["query"], ""]),
        rule,
        entry["expect"],
        tuple(entry.get("accept", [entry["expect"]])),
        _place(entry.get("where"), len(header)),
        _place(entry.get("until"), len(header)),
        tuple(entry.get("rules", ())),
        ending,
    )


def _place(text: str | None, lines_before: int) -> tuple[int, int]:
    if text is None:
        return 0, 0
    line, column = str(text).split(":")
    return int(line) + lines_before, int(column)


def check(cases: Sequence[Case], folder: Path, setting: str) -> dict[Case, list[Finding]]:
    """What a check of the project says of each case: of its query, and of its rule."""
    write_contract(folder, *{STORES[each.ending] for each in cases})
    for below in ("queries", "dashboards", "docs/runbooks"):
        (folder / below).mkdir(parents=True)
    (folder / "docs/runbooks/page.md").write_text("What to do.\n", encoding="utf-8")
    lines = []
    for each in cases:
        name = each.name.replace("-", "_")
        (folder / "queries" / f"{name}{each.ending}").write_text(each.text, encoding="utf-8")
        arguments = f'"{each.name}", uid="{each.name}"[:40], query=logs.query("{name}"), {each.rule}'
        lines.append(f'        a.rule({arguments}, summary="It is so.", runbook="page.md"),\n')
    module = folder / "dashboards" / "alerts.py"
    module.write_text(_HEAD + "".join(lines) + "    ])]\n", encoding="utf-8")
    first = _HEAD.count("\n") + 1
    said: dict[Case, list[Finding]] = {each: [] for each in cases}
    by_file = {each.name.replace("-", "_"): each for each in cases}
    for finding in check_project(load_project(folder), postgres=setting):
        if finding.path == module:
            said[cases[finding.line - first]].append(finding)
        else:
            said[by_file[finding.path.stem]].append(finding)
    return said


def unmarked(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with the place of its mistake as numbers."""
    marked: str = entry["query"]
    query = marked.replace("▶", "").replace("◀", "")
    if query == marked:
        return entry
    start = marked.index("▶")
    end = marked.index("◀") - 1
    return {**entry, "query": query, "where": _position(query, start), "until": _position(query, end)}


def _position(text: str, offset: int) -> str:
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}"


def assert_all_are_right(said: dict[Case, list[Finding]]) -> None:
    wrong = {
        each.name: findings for each, findings in said.items() if each.outcome(findings) not in each.accept
    }
    assert wrong == {}
    unnamed = {
        each.name: findings
        for each, findings in said.items()
        if not {finding.rule for finding in findings}.issuperset(each.rules)
    }
    assert unnamed == {}
    elsewhere = {
        each.name: findings
        for each, findings in said.items()
        if each.outcome(findings) != "ok" and not each.is_inside(findings)
    }
    assert elsewhere == {}
