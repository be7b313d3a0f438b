"""Databases for evaluations: what a test does to them is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import settings
from logloom import Contract

from generator.alerting.evaluation.ask import prepare
from generator.postgres.sampled import empty_template, sampled_template
from generator.postgres.scratch import Postgres

# How long an example takes is no matter of right or wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def empty_connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To a database with the contract's schema and no records."""
    with postgres.database(empty_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        yield connection


@pytest.fixture(scope="session")
def sampled_connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To a database that holds sample records up to SAMPLE_END, ready for queries of rules."""
    with postgres.database(sampled_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        prepare(connection)
        yield connection
