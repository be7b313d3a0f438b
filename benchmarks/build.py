"""Building 100 dashboards of 30 panels: what our factories and encoding add to grafanalib's own work.

The peer constructs the same panels with grafanalib's classes and encodes them with its encoder, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from grafanalib import core
from grafanalib._gen import DashboardEncoder
from logloom import load_contract

from benchmarks.measure import ROOT, Result, best_of
from generator import panels as p
from generator.panels.encode import encode
from generator.queries.library import load_library

DASHBOARDS, ROWS = 100, 10
QUERIES = ("volume/by_level_over_time", "errors/count_over_time", "errors/by_category")


def run() -> Iterator[Result]:
    library = load_library(ROOT / "queries")
    logs = p.Store(load_contract(ROOT / "contract.toml"), library, "postgres")
    texts = [library.find(name).text for name in QUERIES]

    def ours() -> None:
        for number in range(DASHBOARDS):
            json.dumps(encode(_ours(logs, number))[0])

    def grafanalib() -> None:
        for number in range(DASHBOARDS):
            json.dumps(_grafanalib(logs.datasource, texts, number), cls=DashboardEncoder)

    grafanalib()
    peer = best_of(5, grafanalib)
    seconds = best_of(5, ours)
    yield Result(
        f"{DASHBOARDS} dashboards of {3 * ROWS} panels",
        seconds,
        "grafanalib alone",
        peer,
        "s",
        "at most 2 times",
        seconds <= 2 * peer,
    )


def _ours(logs: p.Store, number: int) -> core.Dashboard:
    volume, errors, by_category = QUERIES
    return p.dashboard(
        f"Dashboard {number}",
        [
            [
                p.timeseries(logs.query(volume), title=f"Volume {row}"),
                p.stat(logs.query(errors), title=f"Errors {row}"),
                p.table(logs.query(by_category), title=f"By category {row}"),
            ]
            for row in range(ROWS)
        ],
        uid=f"bench-{number}",
    )


def _grafanalib(datasource: object, texts: list[str], number: int) -> core.Dashboard:
    panels = []
    for row in range(ROWS):
        for column, (cls, title, text) in enumerate(
            zip(
                (core.TimeSeries, core.Stat, core.Table),
                ("Volume", "Errors", "By category"),
                texts,
                strict=True,
            )
        ):
            panels.append(
                cls(
                    title=f"{title} {row}",
                    dataSource=datasource,
                    targets=[
                        core.SqlTarget(rawSql=text, refId="A", format="time_series", datasource=datasource)
                    ],
                    gridPos=core.GridPos(h=8, w=8, x=8 * column, y=8 * row),
                )
            )
    return core.Dashboard(title=f"Dashboard {number}", uid=f"bench-{number}", panels=panels).auto_panel_ids()
