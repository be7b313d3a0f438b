"""Right and wrong queries of the kinds that public documentation, code and reports show.

`python -m tests.checks.insights.test_cases` prints what is not as it should be.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from logloom import Contract, load_contract

from generator.checks.twin_tier import Translated, run_translated
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres
from generator.queries.given import add_columns, other_columns
from tests import shared
from tests.checks.insights.acceptance import Score, load, score

CASES = Path(__file__).with_name("cases.yaml")
PUBLIC = Path(__file__).with_name("public_cases.yaml")
SHARED = shared.CASES / "insights.yaml"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(CASES, id="own"),
        pytest.param(PUBLIC, id="public"),
        pytest.param(SHARED, id="shared", marks=shared.needs_shared),
    ],
)
def result(request: pytest.FixtureRequest, contract: Contract) -> Score:
    return score(load(request.param), contract)


def test_right_queries_pass_without_a_word(result: Score) -> None:
    """98 % without an error is the goal, and no warning at all where it is no answer."""
    assert len(result.refused) <= 0.02 * result.right, result.refused
    assert result.blamed == {}


def test_wrong_queries_are_found(result: Score) -> None:
    """92 % is the goal."""
    assert len(result.missed) <= 0.08 * result.wrong, result.missed


def test_what_is_found_is_told_where_it_is(result: Score) -> None:
    """85 % is the goal."""
    assert len(result.elsewhere) <= 0.15 * result.found, result.elsewhere


def test_right_queries_of_other_logs_run_on_postgresql(contract: Contract, postgres: Postgres) -> None:
    right = [case.query for case in load(PUBLIC) if case.expect == "ok"]
    columns = {column.name: column for query in right for column in other_columns(query)}
    with postgres.database(empty_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        add_columns(connection, [*columns.values()])
        connection.commit()
        found = run_translated(connection, [Translated(query) for query in right], contract)
    assert {path: findings for path, findings in found.items() if findings} == {}


def test_there_are_enough_cases_to_go_by() -> None:
    for cases, right, wrong in ((load(CASES), 150, 150), (load(PUBLIC), 120, 200)):
        assert sum(case.expect == "ok" for case in cases) >= right
        assert sum(case.expect != "ok" for case in cases) >= wrong
        assert len({case.name for case in cases}) == len(cases)


def main() -> None:
    contract = load_contract(Path(__file__).parents[3] / "contract.toml")
    for path in filter(Path.is_file, (CASES, PUBLIC, SHARED)):
        told = score(load(path), contract)
        print(f"== {path.name}: {told.right} right, {told.wrong} wrong, {told.found} found")
        for what in ("refused", "blamed", "missed", "elsewhere"):
            for name, findings in getattr(told, what).items():
                print(f"{what}: {name}")
                for finding in findings:
                    place = f"{finding.line}:{finding.column} {finding.severity.value}"
                    print(f"    {place} [{finding.rule}] {finding.message} ({finding.hint})")


if __name__ == "__main__":
    main()
