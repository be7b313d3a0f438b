"""The material that stands beside a checkout of the developers, and is not part of a user's clone."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1] / ".." / "shared"
CASES = SHARED / "cases"
GRAFANA = SHARED / "grafana"
RECORDED = GRAFANA / "recorded"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not part of a clone")
"""For tests that read it; nothing else may be a reason to skip them."""
