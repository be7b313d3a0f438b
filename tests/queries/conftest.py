"""Connections that tests of this folder share: what they run on them is always rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from logloom import Contract

from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import Postgres


@pytest.fixture(scope="session")
def sampled_connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To a database that holds sample records up to SAMPLE_END."""
    with postgres.database(sampled_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        yield connection
