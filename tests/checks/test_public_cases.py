"""Right and wrong queries of the kinds that public reports show, through the whole check of files.

`python -m tests.checks.test_public_cases` prints the ratios and every miss, with a server and without one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from logloom import Contract, load_contract

from generator.checks.engine import OFF, check_files
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres, open_postgres
from tests.params import format_params

CASES = Path(__file__).with_name("public_cases.yaml")


@attrs.frozen
class Case:
    """A query file, and what is to be said of it: `ok`, `warning` or `error`, and between which places."""

    name: str
    text: str
    expect: str
    accept: tuple[str, ...]
    where: tuple[int, int]
    until: tuple[int, int]

    def counts(self, findings: Sequence[Finding]) -> bool:
        """Whether the worst of the findings is what is to be said."""
        return _outcome(findings) in self.accept

    def inside(self, findings: Sequence[Finding]) -> bool:
        """Whether one of the worst findings is at the place."""
        worst = _outcome(findings)
        return any(
            self.where <= (finding.line, finding.column) < self.until
            for finding in findings
            if finding.severity.value == worst
        )


@attrs.frozen
class Score:
    """What was not as it should be: the names of the cases, and out of how many they are."""

    refused: list[str]
    right: int
    missed: list[str]
    wrong: int
    elsewhere: list[str]
    found: int


def _outcome(findings: Sequence[Finding]) -> str:
    if not findings:
        return "ok"
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return (Severity.ERROR if errors else Severity.WARNING).value


def _place(text: str | None, lines_before: int) -> tuple[int, int]:
    line, column = (text or "0:0").split(":")
    return int(line) + lines_before, int(column)


def _case(entry: dict[str, Any]) -> Case:
    params = [
        Variable(
            param["name"],
            tuple(param["values"]),
            param.get("multi", False),
            param.get("include_all", False),
            param.get("all_value"),
            param.get("text_box", False),
        )
        for param in entry["params"]
    ]
    header = [f"-- format: {entry['format']}", *entry.get("header", ())]
    if params:
        header.append(f"-- params: {format_params(params)}")
    return Case(
        entry["id"],
        "\n".join([*header, entry["query"], ""]),
        entry["expect"],
        tuple(entry.get("accept", [entry["expect"]])),
        _place(entry["where"], len(header)),
        _place(entry.get("until"), len(header)),
    )


ALL = [_case(entry) for entry in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
RIGHT = [case for case in ALL if case.expect == "ok"]
WRONG = [case for case in ALL if case.expect != "ok"]


def check(folder: Path, contract: Contract, setting: str) -> dict[Case, list[Finding]]:
    """What the command says of each case; `setting` is that of `--postgres`."""
    for case in ALL:
        (folder / f"{case.name}.sql").write_text(case.text, encoding="utf-8")
    said: dict[str, list[Finding]] = {case.name: [] for case in ALL}
    for finding in check_files([folder], contract, postgres=setting):
        said[finding.path.stem].append(finding)
    return {case: said[case.name] for case in ALL}


def score(said: dict[Case, list[Finding]]) -> Score:
    found = [case for case in WRONG if said[case]]
    return Score(
        [case.name for case in RIGHT if _outcome(said[case]) == "error" and "error" not in case.accept],
        len(RIGHT),
        [case.name for case in WRONG if not case.counts(said[case])],
        len(WRONG),
        [case.name for case in found if not case.inside(said[case])],
        len(found),
    )


@pytest.fixture(scope="module")
def server(postgres: Postgres, contract: Contract) -> Iterator[str]:
    with postgres.database(empty_template(postgres, contract)) as dsn:
        yield dsn


def test_the_goals_are_reached_with_postgres(tmp_path: Path, contract: Contract, server: str) -> None:
    """98 % of the right pass without an error; 95 % of the wrong are found, 85 % of those at their place."""
    result = score(check(tmp_path, contract, server))
    assert len(result.refused) <= 0.02 * result.right, result.refused
    assert len(result.missed) <= 0.05 * result.wrong, result.missed
    assert len(result.elsewhere) <= 0.15 * result.found, result.elsewhere


def test_the_goals_are_reached_without_postgres(tmp_path: Path, contract: Contract) -> None:
    """As with a server, but that 60 % of the wrong are to be found."""
    result = score(check(tmp_path, contract, OFF))
    assert len(result.refused) <= 0.02 * result.right, result.refused
    assert len(result.missed) <= 0.40 * result.wrong, result.missed
    assert len(result.elsewhere) <= 0.15 * result.found, result.elsewhere


def _print(title: str, said: dict[Case, list[Finding]]) -> None:
    result = score(said)
    by_name = {case.name: case for case in ALL}
    print(f"== {title}")
    for what, names, total in (
        ("refused", result.refused, result.right),
        ("missed", result.missed, result.wrong),
        ("elsewhere", result.elsewhere, result.found),
    ):
        print(f"{what}: {len(names)} of {total}, {1 - len(names) / total:.1%} good")
        for name in names:
            case = by_name[name]
            print(f"  {name} {case.accept} {case.where}..{case.until}")
            for finding in said[case]:
                place = f"{finding.line}:{finding.column} {finding.severity.value}"
                print(f"    {place} [{finding.rule}] {finding.message}")


def main() -> None:
    contract = load_contract(Path(__file__).parents[2] / "contract.toml")
    with open_postgres() as postgres, postgres.database(empty_template(postgres, contract)) as dsn:
        for title, setting in (("with PostgreSQL", dsn), ("without a server", OFF)):
            with tempfile.TemporaryDirectory() as folder:
                _print(title, check(Path(folder), contract, setting))


if __name__ == "__main__":
    main()
