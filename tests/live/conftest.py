"""Tests that need servers which this machine cannot make by itself: in containers, or named by a user."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from generator.postgres.container import has_containers, run_container
from generator.postgres.scratch import Postgres, open_postgres
from tests.live.grafana import container_site, is_named, named_site
from tests.sync.site import Site

NOT_THERE = (
    "the live tests need a server: start Docker, or set GRAFANA_URL with GRAFANA_TOKEN (or GRAFANA_USER and "
    "GRAFANA_PASSWORD) of an administrator, or LOGLOOM_POSTGRES to the DSN of a server on which scratch "
    "databases may be made"
)


def _named_postgres() -> str:
    named = os.environ.get("LOGLOOM_POSTGRES", "auto")
    return "" if named in ("auto", "off") else named


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, aloud, the tests of a server that is not there; where none is there the run ends with 2."""
    live = [item for item in items if item.get_closest_marker("live")]
    if not live or has_containers():
        return
    missing = [
        fixture
        for fixture, there in (("live_postgres", _named_postgres()), ("live_site", is_named()))
        if not there
    ]
    left_out = [item for item in live if any(name in getattr(item, "fixturenames", ()) for name in missing)]
    if len(left_out) == len(live):
        # Not skipped: whoever asks for these tests must not take silence for success.
        pytest.exit(NOT_THERE, returncode=2)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def live_postgres() -> Iterator[Postgres]:
    """The server that LOGLOOM_POSTGRES names, else one in a container."""
    named = _named_postgres()
    if named:
        with open_postgres(named) as postgres:
            yield postgres
    else:
        with run_container() as dsn, open_postgres(dsn) as postgres:
            yield postgres


@pytest.fixture(scope="session")
def live_site() -> Iterator[Site]:
    """The Grafana that GRAFANA_URL names, else one in a container."""
    with named_site() if is_named() else container_site() as site:
        yield site
