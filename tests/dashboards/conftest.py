"""A connection to the sample records that can only read."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from generator.queries.connection import connect


@pytest.fixture
def reader(sampled_database: str) -> Iterator[psycopg.Connection]:
    with connect(sampled_database) as connection:
        yield connection
