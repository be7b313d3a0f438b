"""Small projects on the disk: the contract of this repository, one query, and a test's own modules."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.contracts import write_contract

ROOT = Path(__file__).parents[2]

QUERY = """\
-- title: Errors by category
-- description: ERROR and CRITICAL records, by category.
-- format: table
SELECT category, count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp) AND level IN ('ERROR', 'CRITICAL') AND category ~ '^a$'
GROUP BY category
"""

PRELUDE = """\
from generator import alerting as a
from generator import panels as p
from generator.folders import folder


"""
"""What each module of a test begins with, in five lines."""


def write_project(root: Path, **modules: str) -> Path:
    """A project whose `dashboards/` holds the modules, and nothing else; one written before is replaced."""
    for name in ("queries", "dashboards"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "queries/errors").mkdir(parents=True)
    (root / "dashboards").mkdir()
    write_contract(root)
    (root / "queries/errors/by_category.sql").write_text(QUERY)
    for name, text in modules.items():
        (root / f"dashboards/{name}.py").write_text(PRELUDE + text)
    return root
