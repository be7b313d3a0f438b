"""A connection to the sample records that can only read."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from generator.queries.connection import connect_to_read


@pytest.fixture
def reader(sampled_database: str) -> Iterator[psycopg.Connection]:
    with connect_to_read(sampled_database) as connection:
        yield connection
