"""What many tests share: the contract of this repository, and a real PostgreSQL."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from logloom import Contract, load_contract

from generator.postgres.sampled import empty_template, sampled_template
from generator.postgres.scratch import Postgres, open_postgres

pytest_plugins = ["tests.grafana.fixtures", "tests.aws.fixtures"]
ROOT = Path(__file__).parents[1]


# How long an example takes is no matter of right or wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract of this repository."""
    return load_contract(ROOT / "contract.toml")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for each worker, or the one that LOGLOOM_POSTGRES names."""
    with open_postgres(os.environ.get("LOGLOOM_POSTGRES") or "auto") as server:
        yield server


@pytest.fixture(scope="session")
def empty_connection(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    """To a database with the contract's schema and no records; what is done is rolled back."""
    with postgres.database(empty_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        yield connection


@pytest.fixture
def empty_database(postgres: Postgres, contract: Contract) -> Iterator[str]:
    """The DSN of a database with the contract's schema and no records; the test may write to it."""
    with postgres.database(empty_template(postgres, contract)) as dsn:
        yield dsn


@pytest.fixture
def sampled_database(postgres: Postgres, contract: Contract) -> Iterator[str]:
    """The DSN of a database that holds sample records up to SAMPLE_END; the test may write to it."""
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        yield dsn


@pytest.fixture
def signals() -> Iterator[None]:
    """Processes that a test starts can be interrupted, although `nohup` or a job in the background cannot."""
    before = {
        number: signal.signal(number, handler)
        for number, handler in (
            (signal.SIGINT, signal.default_int_handler),
            (signal.SIGHUP, signal.SIG_DFL),
        )
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
