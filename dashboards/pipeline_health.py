"""Pipeline health: whether what the other dashboards show is all there is, and how old it is."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Pipeline health",
        [
            _answer(logs),
            [_arrivals(logs), _lag(logs)],
            [_silence(logs), _gaps(logs)],
            [_faults(logs)],
            p.row("Late records", [[_late(logs)]], collapsed=True),
            p.row("Starts, stops and configuration", [[_lifecycle(logs)]], collapsed=True),
        ],
        uid=shared.PIPELINE,
        description="Whether records arrive, how late, and which are missing or broken. "
        "While this is not green, do not trust a quiet dashboard.",
        variables=[logs.variable("category", only=shared.ONLY_SQL)],
        annotations=shared.events(logs, starts=True),
    )


def _answer(logs: p.Store) -> list[Any]:
    return [
        p.stat(
            logs.query("pipeline/freshness"),
            decimals=0,
            no_value="nothing at all",
            color_mode="background",
            thresholds=p.thresholds(shared.GOOD, (120, shared.NOTICE), (600, shared.BAD)),
            data_links=[shared.records_link("The newest records")],
            width=6,
        ),
        p.stat(
            logs.query("pipeline/ingest_lag_over_time"),
            title="Ingest lag, latest",
            fields="/^p99$/",
            text="value",
            graph="area",
            thresholds=p.thresholds(shared.GOOD, (10, shared.NOTICE), (60, shared.BAD)),
            data_links=[shared.records_link("The records that arrived")],
            width=6,
        ),
        p.stat(
            logs.query("pipeline/records_over_time"),
            calc="sum",
            graph="area",
            no_value="0",
            thresholds=p.thresholds(shared.BAD, (1, shared.QUIET)),
            data_links=[shared.records_link()],
            width=6,
        ),
        p.stat(
            logs.query("pipeline/faulty_records"),
            only=shared.ONLY_SQL,
            key="faulty-count",
            title="Broken records",
            description="Records that do not keep to the contract, in the table below by fault.",
            fields="/^records$/",
            calc="sum",
            text="value",
            unit="short",
            no_value="0",
            thresholds=p.thresholds(shared.GOOD, (1, shared.BAD)),
            width=6,
        ),
    ]


def _arrivals(logs: p.Store) -> Any:
    return p.timeseries(
        [logs.query("pipeline/records_over_time"), logs.query("pipeline/arrivals_over_time")],
        title="Records written and stored",
        description="Records by when they happened, and by when they were stored. "
        "A hole in the second alone is the pipeline's; one in both is the application's.",
        overrides=[
            p.override(p.by_query("A"), title="written", color="blue"),
            p.override(p.by_query("B"), title="stored", color="purple"),
        ],
        data_links=[shared.records_link()],
    )


def _lag(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("pipeline/ingest_lag_over_time"),
        log_base=10,
        overrides=[
            p.override("p50", color="blue"),
            p.override("p99", color=shared.NOTICE),
            p.override("slowest", color=shared.BAD),
        ],
        data_links=[shared.records_link()],
    )


def _silence(logs: p.Store) -> Any:
    return p.table(
        logs.query("pipeline/silent_categories"),
        only=shared.ONLY_SQL,
        columns=[
            p.column(
                "category",
                title="Category",
                links=[shared.records_link(category=p.field("category"))],
            ),
            *shared.columns("last_seen", "records"),
            p.column(
                "silent_s",
                title="Silent for",
                width=110,
                unit="s",
                decimals=0,
                cell="color-text",
                thresholds=p.thresholds(shared.GOOD, (900, shared.NOTICE), (3600, shared.BAD)),
            ),
        ],
        width=9,
    )


def _gaps(logs: p.Store) -> Any:
    return p.table(
        logs.query("pipeline/gaps"),
        only=shared.ONLY_SQL,
        columns=[
            *shared.columns("time", "timeend"),
            p.column("silent_s", title="Silent for", width=100, unit="s", decimals=0),
            p.column("message_before", title="Last words", inspect=True),
            p.column("logger_before", title="Logger", width=200),
        ],
        width=15,
    )


def _faults(logs: p.Store) -> Any:
    return p.table(
        logs.query("pipeline/faulty_records"),
        only=shared.ONLY_SQL,
        columns=[
            p.column("fault", title="Fault", width=280),
            p.column(
                "logger",
                title="Logger",
                width=230,
                links=[shared.records_link(q=p.field("logger"))],
            ),
            *shared.columns("records", "last_seen"),
            p.column("example", title="Latest example", inspect=True),
        ],
        height=6,
    )


def _late(logs: p.Store) -> Any:
    return p.table(
        logs.query("pipeline/late_records"),
        columns=[
            *shared.columns(
                "time", "level", "category", "logger", "message", "user_id", "trace_id", "stored"
            ),
            p.column("lag_s", title="Late by", width=100, unit="s"),
        ],
        height=9,
    )


def _lifecycle(logs: p.Store) -> Any:
    return p.table(
        logs.query("system/lifecycle"),
        columns=[
            *shared.columns("time", "level", "message", "logger", "trace_id"),
            p.column("event", title="Event", width=100),
            p.column("version", title="Version", width=100),
        ],
        height=9,
    )
