"""The store that the tests' rules ask."""

from __future__ import annotations

import pytest
from logloom import Contract

from generator import panels as p
from tests.panels.examples import LIBRARY


@pytest.fixture(scope="session")
def logs(contract: Contract) -> p.Store:
    return p.Store(contract, LIBRARY, "postgres")
