"""Application logs: what is going on, and the records themselves."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p


def dashboard(logs: p.Store) -> Any:
    return p.dashboard(
        "Application logs",
        [
            [
                p.stat(logs.query("volume/over_time"), calc="sum", graph="area"),
                p.stat(
                    logs.query("errors/count_over_time"),
                    calc="sum",
                    graph="area",
                    thresholds=p.thresholds("green", (1, "red")),
                    data_links=[
                        shared.records_link(
                            "The errors", keep=["category", "user", "q"], level=shared.ERROR_LEVELS
                        )
                    ],
                ),
                p.stat(logs.query("errors/share_over_time"), calc="mean", graph="area"),
            ],
            [
                p.timeseries(
                    logs.query("volume/by_level_over_time"),
                    style="bars",
                    stack="normal",
                    overrides=shared.level_colors(),
                    width=16,
                ),
                p.pie_chart(logs.query("errors/by_category"), width=8),
            ],
            [p.logs_panel(logs.query("records/recent"), height=18, data_links=[shared.trace_link()])],
        ],
        uid=shared.APPLICATION_LOGS,
        description="How much is logged, how much of it is errors, and the records themselves.",
        tags=["logs"],
        variables=[
            logs.variable("category"),
            logs.variable("level"),
            shared.user_filter(),
            shared.text_filter(),
        ],
        links=shared.navigation(),
        time=("now-1h", "now"),
    )
