"""The 46 mistakes: what is found of them without a server, and that nothing is missed with one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from logloom import Contract

from generator.checks.merge import merge
from generator.checks.offline import check_query
from generator.checks.postgres_tier import verify
from generator.finding import Finding
from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import Postgres
from generator.queries.model import Header, Query

MARK = "▶"
MISTAKES: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8")
)


def mistakes() -> list[tuple[Query, int]]:
    """Each wrong query, and the column of its mistake; all of them are of one line."""
    found = []
    for kind, texts in MISTAKES.items():
        for number, text in enumerate(texts, 1):
            name = f"{kind.replace(' ', '-')}-{number}"
            query = Query(name, Path(f"{name}.sql"), text.replace(MARK, ""), Header())
            found.append((query, text.index(MARK) + 1))
    return found


def is_at(findings: list[Finding], column: int) -> bool:
    return any((finding.line, finding.column) == (1, column) for finding in findings)


def test_there_are_as_many_as_the_classes_count() -> None:
    assert len(mistakes()) == 46


@pytest.mark.parametrize(("query", "column"), mistakes(), ids=[query.name for query, _ in mistakes()])
def test_is_found_without_a_server_at_its_place(query: Query, column: int, contract: Contract) -> None:
    assert is_at(check_query(query, contract), column)


def test_all_are_found_with_a_server(postgres: Postgres, contract: Contract) -> None:
    queries = [query for query, _ in mistakes()]
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        server = verify(dsn, queries)
    merged = {
        query.name: merge(check_query(query, contract), server.get(query.path, [])) for query in queries
    }
    assert [name for name, findings in merged.items() if not findings] == []
    misplaced = [query.name for query, column in mistakes() if not is_at(merged[query.name], column)]
    assert misplaced == []
