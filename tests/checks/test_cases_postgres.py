"""The acceptance cases, from public bug reports, judged by PostgreSQL alone and by both tiers together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from logloom import Contract

from generator.checks.merge import merge
from generator.checks.offline import check_query
from generator.checks.postgres_tier import verify
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import Postgres
from generator.queries.model import Header, Query
from tests import shared

CASES = shared.CASES / "sql.yaml"

pytestmark = shared.needs_shared


@attrs.frozen
class Case:
    """A query with what is to be said of it: `ok`, `warning` or `error`, and where."""

    query: Query
    expect: str
    accept: tuple[str, ...]
    where: tuple[int, int]
    until: tuple[int, int]
    postgres: str

    def inside(self, findings: list[Finding]) -> bool:
        return any(self.where <= (finding.line, finding.column) < self.until for finding in findings)


def _place(text: str | None) -> tuple[int, int]:
    line, column = (text or "0:0").split(":")
    return int(line), int(column)


def _case(entry: dict[str, Any]) -> Case:
    params = tuple(
        Variable(
            param["name"],
            tuple(param["values"]),
            param.get("multi", False),
            param.get("include_all", False),
            param.get("all_value"),
            param.get("text_box", False),
        )
        for param in entry["params"]
    )
    header = Header(format=entry["format"], params=params)
    return Case(
        Query(entry["id"], Path(f"{entry['id']}.sql"), entry["query"], header),
        entry["expect"],
        tuple(entry.get("accept", [entry["expect"]])),
        _place(entry["where"]),
        _place(entry.get("until")),
        entry.get("postgres", ""),
    )


def _cases() -> list[Case]:
    if not CASES.is_file():
        return []
    return [_case(entry) for entry in yaml.safe_load(CASES.read_text(encoding="utf-8"))]


ALL = _cases()
RIGHT = [case for case in ALL if case.expect == "ok"]
WRONG = [case for case in ALL if case.expect != "ok"]


@pytest.fixture(scope="module")
def server(postgres: Postgres, contract: Contract) -> Iterator[dict[Path, list[Finding]]]:
    """PostgreSQL's findings on all cases."""
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        yield verify(dsn, [case.query for case in ALL])


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.query.name)
def test_postgres_accepts_what_is_right(server: dict[Path, list[Finding]], case: Case) -> None:
    assert server[case.query.path] == [] or "error" in case.accept


REJECTED = [case for case in WRONG if case.postgres.startswith("rejects")]


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: case.query.name)
def test_what_postgres_rejects_is_found_at_its_place(server: dict[Path, list[Finding]], case: Case) -> None:
    found = server[case.query.path]
    assert len(found) == 1
    assert case.inside(found), found


def test_both_tiers_reach_the_goal(server: dict[Path, list[Finding]], contract: Contract) -> None:
    """98 % of the right pass without an error; 95 % of the wrong are found, 85 % of those at their place."""
    found = {case: merge(check_query(case.query, contract), server[case.query.path]) for case in ALL}
    refused = [
        case.query.name
        for case in RIGHT
        if "error" not in case.accept and any(one.severity is Severity.ERROR for one in found[case])
    ]
    missed = [case.query.name for case in WRONG if not found[case] and "ok" not in case.accept]
    hit = [case for case in WRONG if found[case]]
    elsewhere = [case.query.name for case in hit if not case.inside(found[case])]
    assert len(refused) <= 0.02 * len(RIGHT), refused
    assert len(missed) <= 0.05 * len(WRONG), missed
    assert len(elsewhere) <= 0.15 * len(hit), elsewhere
