"""A small dashboard in which nothing is wrong, for tests that spoil one thing each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.checks.subjects import ProjectSubject
from generator.checks.walk import dashboard_findings
from generator.errors import Location
from generator.finding import Finding
from generator.project import BuiltDashboard
from generator.queries.header import parse_header
from generator.queries.library import Library
from generator.queries.model import Query

Json = dict[str, Any]

POSTGRES = {"type": "grafana-postgresql-datasource", "uid": "pg"}
DATASOURCES = {"pg": "grafana-postgresql-datasource", "xray": "grafana-x-ray-datasource"}

ERRORS = """\
-- title: Errors by category
-- columns: category text, errors bigint
-- params: category=auth,agent multi all
SELECT category, count(*) AS errors FROM app_logs
WHERE $__timeFilter(timestamp) AND category IN (${category:sqlstring}) GROUP BY category
"""

OVER_TIME = """\
-- format: time_series
-- columns: time timestamptz, errors bigint, seconds double precision
SELECT timestamp AS time, 1 AS errors, 0.5 AS seconds FROM app_logs
"""

BY_METRIC = """\
-- format: time_series
-- columns: time timestamptz, metric text, errors bigint
SELECT timestamp AS time, category AS metric, 1 AS errors FROM app_logs
"""

RECORDS = """\
-- columns: time timestamptz, level text, body text, trace_id text
SELECT timestamp AS time, level, message AS body, trace_id FROM app_logs
"""

COUNT = """\
-- columns: errors bigint
SELECT count(*) AS errors FROM app_logs
"""

UNDECLARED_COLUMNS = "SELECT level FROM app_logs\n"

TEXTS = {
    "errors": ERRORS,
    "over_time": OVER_TIME,
    "by_metric": BY_METRIC,
    "records": RECORDS,
    "count": COUNT,
    "undeclared_columns": UNDECLARED_COLUMNS,
}


def _query(name: str, text: str) -> Query:
    path = Path("queries", f"{name}.sql")
    header, findings = parse_header(text, path)
    assert not findings
    return Query(name, path, text, header)


def merged(good: Any, changes: Any) -> Any:
    """`good` with the changes in it; None takes a key out."""
    if not isinstance(good, Mapping) or not isinstance(changes, Mapping):
        return changes
    kept = {key: value for key, value in good.items() if key not in changes}
    changed = {
        key: merged(good.get(key), value) if key in good else value
        for key, value in changes.items()
        if value is not None
    }
    return {**kept, **changed}


@attrs.frozen
class Bench:
    """Builds dashboards out of a good one and says which rules find something in them."""

    queries: Mapping[str, str] = TEXTS

    def target(self, query: str = "errors", **changes: Any) -> Json:
        good = {
            "refId": "A",
            "datasource": POSTGRES,
            "format": "table",
            "rawQuery": True,
            "rawSql": self.queries[query],
        }
        return dict(merged(good, changes))

    def panel(self, **changes: Any) -> Json:
        good = {
            "id": 1,
            "type": "table",
            "title": "Errors",
            "description": "How many errors there are.",
            "datasource": POSTGRES,
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
            "fieldConfig": {"defaults": {"unit": "short"}, "overrides": []},
            "options": {},
            "targets": [self.target()],
        }
        return dict(merged(good, changes))

    def variable(self, **changes: Any) -> Json:
        good = {
            "type": "custom",
            "name": "category",
            "query": "auth,agent",
            "multi": True,
            "includeAll": True,
        }
        return dict(merged(good, changes))

    def dashboard(self, **changes: Any) -> Json:
        good = {
            "uid": "errors",
            "title": "Errors",
            "templating": {"list": [self.variable()]},
            "panels": [self.panel()],
        }
        return dict(merged(good, changes))

    def project(self, *dashboards: Json) -> ProjectSubject:
        built = tuple(
            BuiltDashboard(
                json, Location(Path("dashboards", f"d{number}.py"), 1, 1), _locations(json, number)
            )
            for number, json in enumerate(dashboards)
        )
        library = Library.of(_query(name, text) for name, text in self.queries.items())
        return ProjectSubject(Location(Path("contract.toml")), library, DATASOURCES, built)

    def findings(self, *dashboards: Json) -> list[Finding]:
        return list(dashboard_findings(self.project(*dashboards)))

    def rules(self, *dashboards: Json) -> set[str]:
        return {finding.rule for finding in self.findings(*dashboards)}


def _locations(json: Json, number: int) -> dict[int, Location]:
    """Panel 7 stands on line 70 of its module."""
    panels = [inner for panel in json["panels"] for inner in (panel, *panel.get("panels", ()))]
    path = Path("dashboards", f"d{number}.py")
    return {panel["id"]: Location(path, panel["id"] * 10, 5) for panel in panels if "id" in panel}


@pytest.fixture
def bench() -> Bench:
    return Bench()
