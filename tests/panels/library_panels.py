"""Panels made of grafanalib's classes alone, as authors of older dashboards have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grafanalib import core

POSTGRES = {"type": "grafana-postgresql-datasource", "uid": "logs-postgres"}


def sql() -> list[Any]:
    """A target as grafanalib makes it, without a refId and with the junk it inherits."""
    return [core.SqlTarget(rawSql="SELECT 1", format="table", datasource=POSTGRES)]


LIBRARY_PANELS: Mapping[str, Callable[[], Any]] = {
    "alert list": lambda: core.AlertList(title="A", nameFilter="errors", stateFilter=["alerting"], limit=5),
    "bar chart": lambda: core.BarChart(title="A", targets=sql()),
    "bar gauge": lambda: core.BarGauge(title="A", targets=sql(), limit=4, label="name"),
    "dashboard list": lambda: core.DashboardList(title="A", searchTags=["logs"], showStarred=False),
    "gauge": lambda: core.GaugePanel(title="A", targets=sql(), label="name"),
    "heatmap": lambda: core.Heatmap(
        title="A", targets=sql(), yAxis=core.YAxis(format="ms"), xBucketNumber=20
    ),
    "histogram": lambda: core.Histogram(title="A", targets=sql(), bucketSize=5),
    "logs": lambda: core.Logs(title="A", targets=sql()),
    "pie chart": lambda: core.PieChartv2(title="A", targets=sql()),
    "row": lambda: core.RowPanel(title="A", collapsed=True, panels=[core.Text(title="B", content="b")]),
    "stat": lambda: core.Stat(
        title="A",
        targets=sql(),
        thresholds=[core.Threshold("green", 0, 0.0), core.Threshold("red", 1, 80.0)],
        mappings=[
            core.StatValueMapping("Off", "0"),
            core.StatRangeMapping("Low", "1", "10"),
            core.StatValueMapping("None", "null"),
            core.StatRangeMappings("High", 10, 99, "red"),
        ],
    ),
    "stat as it comes": lambda: core.Stat(title="A", targets=sql()),
    "state timeline": lambda: core.StateTimeline(title="A", targets=sql(), legendDisplayMode="hidden"),
    "table": lambda: core.Table(
        title="A",
        targets=sql(),
        displayMode="color-background",
        mappings=[core.StatValueMapping("Off", "0")],
        sortBy=[core.TableSortByField("a", True)],
        overrides=[
            {
                "matcher": {"id": "byName", "options": "a"},
                "properties": [{"id": "custom.displayMode", "value": "lcd-gauge"}],
            }
        ],
    ),
    "text": lambda: core.Text(title="A", content="hello"),
    "timeseries": lambda: core.TimeSeries(title="A", targets=sql(), legendDisplayMode="hidden", valueMin=0),
}
