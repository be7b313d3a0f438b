"""The stand-in as a fixture. tests/conftest.py makes it known to all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.grafana.server import GrafanaStandIn


@pytest.fixture
def grafana() -> Iterator[GrafanaStandIn]:
    """A Grafana 12.2 with nothing in it."""
    with GrafanaStandIn() as server:
        yield server
    assert not server.errors, "\n".join(server.errors)
