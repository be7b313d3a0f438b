"""Tests that need a server which this machine cannot make by itself: in a container, or named by its DSN."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from generator.postgres.container import has_containers, run_container
from generator.postgres.scratch import Postgres, open_postgres

NOT_THERE = (
    "the live tests need a server: start Docker, or set LOGLOOM_POSTGRES to the DSN of a server on which "
    "scratch databases may be made"
)


@pytest.fixture(scope="session")
def live_postgres() -> Iterator[Postgres]:
    """The server that LOGLOOM_POSTGRES names, else one in a container. Neither there: the run ends with 2."""
    named = os.environ.get("LOGLOOM_POSTGRES", "auto")
    if named not in ("", "auto", "off"):
        with open_postgres(named) as postgres:
            yield postgres
    elif has_containers():
        with run_container() as dsn, open_postgres(dsn) as postgres:
            yield postgres
    else:
        # Not skipped: whoever asks for these tests must not take silence for success.
        pytest.exit(NOT_THERE, returncode=2)
