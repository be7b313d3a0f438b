"""The scenarios of tests/sync on a real Grafana: the same tests, with another place to push to."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.grafana import sweep
from tests.sync.conftest import colleague, logloom, tool
from tests.sync.project import TestProject, make_project
from tests.sync.site import Site
from tests.sync.test_colleagues import *  # noqa: F403 (each test, by whatever name it gets)
from tests.sync.test_pushers import *  # noqa: F403
from tests.sync.test_scenarios import *  # noqa: F403

__all__ = ["colleague", "logloom", "tool"]

pytestmark = pytest.mark.live


@pytest.fixture
def site(live_site: Site) -> Site:
    return live_site


@pytest.fixture
def project(site: Site, tmp_path: Path) -> Iterator[TestProject]:
    """A project under a prefix of its own; what is pushed of it is taken away again."""
    with swept(site, tmp_path / "project") as made:
        yield made


@pytest.fixture
def second_project(site: Site, tmp_path: Path, project: TestProject) -> Iterator[TestProject]:
    """Another application's, which goes before the first one does."""
    with swept(site, tmp_path / "second") as made:
        yield made


@contextmanager
def swept(site: Site, root: Path) -> Iterator[TestProject]:
    policy = site.person.policy()
    made = make_project(root, f"t{uuid.uuid4().hex[:8]}")
    try:
        yield made
    finally:
        sweep(site.person, made.prefix, policy)
