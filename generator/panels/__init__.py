"""What a dashboard module is written with: `from generator import panels as p`, then `p.dashboard(...)`.

Everything here returns grafanalib's objects, or objects in their style, and takes them too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from grafanalib import formatunits as units

from generator.panels.annotations import Annotation
from generator.panels.build import repeat
from generator.panels.dashboards import dashboard
from generator.panels.fields import (
    by_name,
    by_names,
    by_query,
    by_regex,
    by_type,
    map_range,
    map_regex,
    map_special,
    map_value,
    override,
    thresholds,
)
from generator.panels.layout import row, rows
from generator.panels.levels import LEVEL_COLORS, level_mappings, level_overrides
from generator.panels.library import LibraryPanel, from_library, library_panel
from generator.panels.links import dashboard_link, field, link, link_to, series, value
from generator.panels.store import Store
from generator.panels.transformations import join_by_field, limit, organize, sort_by, transform
from generator.panels.variables import (
    constant_variable,
    custom_variable,
    datasource_variable,
    interval_variable,
    query_variable,
    textbox_variable,
)
from generator.panels.visualizations.bar_chart import bar_chart
from generator.panels.visualizations.gauge import bar_gauge, gauge
from generator.panels.visualizations.heatmap import heatmap
from generator.panels.visualizations.histogram import histogram
from generator.panels.visualizations.lists import alert_list, dashboard_list
from generator.panels.visualizations.logs import logs_panel
from generator.panels.visualizations.pie_chart import pie_chart
from generator.panels.visualizations.stat import stat
from generator.panels.visualizations.state import state_timeline, status_history
from generator.panels.visualizations.table import column, table
from generator.panels.visualizations.text import text
from generator.panels.visualizations.timeseries import timeseries
from generator.panels.visualizations.traces import traces
from generator.panels.visualizations.visualization import visualization

__all__ = [
    "LEVEL_COLORS",
    "Annotation",
    "LibraryPanel",
    "Store",
    "alert_list",
    "bar_chart",
    "bar_gauge",
    "by_name",
    "by_names",
    "by_query",
    "by_regex",
    "by_type",
    "column",
    "constant_variable",
    "custom_variable",
    "dashboard",
    "dashboard_link",
    "dashboard_list",
    "datasource_variable",
    "field",
    "from_library",
    "gauge",
    "heatmap",
    "histogram",
    "interval_variable",
    "join_by_field",
    "level_mappings",
    "level_overrides",
    "library_panel",
    "limit",
    "link",
    "link_to",
    "logs_panel",
    "map_range",
    "map_regex",
    "map_special",
    "map_value",
    "organize",
    "override",
    "pie_chart",
    "query_variable",
    "repeat",
    "row",
    "rows",
    "series",
    "sort_by",
    "stat",
    "state_timeline",
    "status_history",
    "table",
    "text",
    "textbox_variable",
    "thresholds",
    "timeseries",
    "traces",
    "transform",
    "units",
    "value",
    "visualization",
]

if not TYPE_CHECKING:  # or a type checker would take any name

    def __getattr__(name: str) -> Any:
        """A panel type that is not listed above: the function NAME of the module visualizations/NAME.py."""
        module = f"{__name__}.visualizations.{name}"
        try:
            return getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise AttributeError(f"there is no panel type or other part named {name}") from None
