from __future__ import annotations

from pathlib import Path

import pytest

from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import Desk


@pytest.fixture
def desk(grafana: GrafanaStandIn, tmp_path: Path) -> Desk:
    return Desk.at(grafana, tmp_path)
