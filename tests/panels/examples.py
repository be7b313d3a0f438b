"""What the tests of the panels share: a small library of queries, and one panel of each type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generator import panels as p
from generator.panels.encode import encode
from generator.queries.library import Library
from generator.queries.model import Format, Header, Query

ROOT = Path(__file__).parents[2]


def query(name: str, shape: Format = "table", *, unit: str = "", suffix: str = ".sql") -> Query:
    """A query whose header says enough for a panel."""
    topic, _, last = name.partition("/")
    header = Header(
        title=f"{topic} {last}".capitalize(), description=f"About {topic}.", format=shape, unit=unit
    )
    return Query(name, Path("queries") / f"{name}{suffix}", f"SELECT '{name}' -- {{}} %s\n", header)


LIBRARY = Library.of(
    [
        query("errors/total", unit="short"),
        query("errors/by_category", unit="short"),
        query("errors/over_time", "time_series", unit="short"),
        query("http/durations", "time_series", unit="ms"),
        query("records/recent", "logs"),
        query("releases/list"),
        query("sessions/states"),
        query("users/choices"),
        query("cloud/only", suffix=".cwli"),
    ]
)

# One panel of each type, by the name of its golden file.
PANELS: Mapping[str, Callable[[p.Store], Any]] = {
    "alert_list": lambda _: p.alert_list(title="Firing", labels='{severity="page"}', folder=("ops", "Ops")),
    "bar_chart": lambda logs: p.bar_chart(
        logs.query("errors/by_category"), x="category", orientation="horizontal", calcs=["sum"]
    ),
    "bar_gauge": lambda logs: p.bar_gauge(
        logs.query("errors/by_category"),
        title="Worst",
        limit=10,
        thresholds=p.thresholds("green", (1, "orange"), (50, "red")),
    ),
    "dashboard_list": lambda _: p.dashboard_list(title="Dashboards", tags=["logs"], folder_uid="code-monet"),
    "gauge": lambda logs: p.gauge(
        logs.query("errors/total"),
        title="Share of errors",
        unit=p.units.PERCENT_UNIT,
        min=0,
        max=1,
        labels=True,
    ),
    "heatmap": lambda logs: p.heatmap(
        logs.query("http/durations"), x_buckets="5m", y_buckets=20, log_base=10
    ),
    "histogram": lambda logs: p.histogram(logs.query("http/durations"), key="histogram", bucket_size=100),
    "logs": lambda logs: p.logs_panel(
        logs.query("records/recent"),
        data_links=[p.link_to("traces", "The trace", trace_id=p.field("trace_id"))],
    ),
    "node_graph": lambda logs: p.visualization(
        "nodeGraph",
        logs.xray("", query_type="getServiceMap"),
        title="Services",
        options={"zoomMode": "cooperative"},
    ),
    "pie_chart": lambda logs: p.pie_chart(
        logs.query("errors/by_category"), title="Share", labels=["percent"]
    ),
    "row_collapsed": lambda logs: p.row("Detail", [[p.text("Inside", title="Note")]], collapsed=True),
    "row_open": lambda logs: p.row("More", repeat="category"),
    "stat": lambda logs: p.stat(
        logs.query("errors/total"),
        color_mode="background",
        graph="area",
        thresholds=p.thresholds("green", (1, "red")),
        mappings=[p.map_value(0, text="none"), p.map_special("null", text="no data", color="text")],
        data_links=[p.link_to("records", "The records", keep=["category"], level=["ERROR", "CRITICAL"])],
    ),
    "state_timeline": lambda logs: p.state_timeline(
        logs.query("sessions/states"),
        mappings=[
            p.map_regex("^up", text="up", color="green"),
            p.map_range(None, 0, text="down", color="red"),
        ],
    ),
    "status_history": lambda logs: p.status_history(
        logs.query("sessions/states"), title="History", show_value="never"
    ),
    "table": lambda logs: p.table(
        logs.query("records/recent"),
        title="Records",
        sort_by="time",
        columns=[
            p.column("level", cell="color-text", width=90, mappings=p.level_mappings()),
            p.column("message", wrap=True, inspect=True),
            p.column(p.by_regex("/_ms$/"), unit="ms", decimals=0, align="right"),
            p.column("trace_id", links=[p.link_to("traces", "Trace", trace_id="${__value.raw}")]),
        ],
        transformations=[p.organize(hide=["id"], rename={"user_id": "user"}), p.limit(50)],
    ),
    "text": lambda _: p.text("Errors of **$category**", title="What this is", transparent=True),
    "timeseries": lambda logs: p.timeseries(
        [logs.query("errors/over_time"), logs.query("http/durations", hide=True)],
        style="bars",
        stack="normal",
        legend="table-right",
        calcs=["sum"],
        soft_min=0,
        max_data_points=200,
        repeat=p.repeat("category", per_row=3),
        links=[p.link("Runbook", "https://example.com/runbook", new_tab=True)],
        overrides=p.level_overrides()[3:],
    ),
    "traces": lambda logs: p.traces(logs.xray("${xray_id}"), title="Trace"),
}


def dashboard_json(*lines: Any, **options: Any) -> dict[str, Any]:
    """The JSON of a dashboard of these lines."""
    return encode(p.dashboard("Test", list(lines), uid="test", **options))[0]


def panel_json(panel: Any) -> dict[str, Any]:
    """The JSON of one panel, as it stands in a dashboard. A row header may be given too."""
    line = panel if hasattr(panel, "collapsed") else [panel]
    found: dict[str, Any] = dashboard_json(line)["panels"][0]
    return found


def library_panel_json(panel: Any) -> dict[str, Any]:
    """The JSON of a panel in a dashboard that is made of grafanalib's classes alone."""
    from grafanalib import core

    found: dict[str, Any] = encode(core.Dashboard(title="Test", uid="test", panels=[panel]))[0]["panels"][0]
    return found


def golden(name: str) -> Path:
    """The file that holds the JSON of the panel of this name."""
    return Path(__file__).parent / "golden" / f"{name}.json"


def golden_text(name: str, logs: p.Store) -> str:
    return json.dumps(panel_json(PANELS[name](logs)), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    # After a change that is meant: python -m tests.panels.examples, and read the difference.
    from logloom import load_contract

    store = p.Store(load_contract(ROOT / "contract.toml"), LIBRARY, "postgres")
    for each in PANELS:
        golden(each).write_text(golden_text(each, store), encoding="utf-8")
