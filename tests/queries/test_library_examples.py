"""Every query of the library has examples, and each passes on a real PostgreSQL.

Found by looking: a query that is dropped into queries/ is tested with no list to edit.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from logloom import Contract

from generator.queries.examples import load_examples, run_example
from generator.queries.library import EXAMPLES, load_library
from generator.queries.model import Query

LIBRARY = load_library(Path(__file__).parents[2] / "queries")


def test_the_library_has_no_file_that_is_wrong() -> None:
    assert LIBRARY.findings == ()
    assert LIBRARY.queries


@pytest.mark.parametrize("query", LIBRARY.every, ids=lambda query: f"{query.name}{query.path.suffix}")
def test_examples(query: Query, contract: Contract, empty_connection: psycopg.Connection) -> None:
    first = LIBRARY.queries[query.name]
    examples = load_examples(query.path.with_suffix(EXAMPLES), contract, first)
    sql = None if query is first else first
    differences = {
        f"{example.location} {example.name}": difference
        for example in examples
        if (difference := run_example(empty_connection, contract, query, example, sql)) is not None
    }
    assert not differences, "\n\n".join(f"{name}\n{text}" for name, text in differences.items())
