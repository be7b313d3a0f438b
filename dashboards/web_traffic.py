"""Web traffic: whether HTTP requests and WebSocket connections are answered, and how fast."""

from __future__ import annotations

from typing import Any

from logloom.contract import ERROR_LEVELS

from dashboards import _shared as shared
from generator import panels as p

SLOW_MS = ((500, shared.NOTICE), (2000, shared.BAD))


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Web traffic",
        [
            _answer(logs),
            [_by_status(logs), _durations(logs)],
            [_routes(logs), _failing_routes(logs)],
            [_failures(logs)],
            p.row("WebSocket", [[_open(logs), _changes(logs), _closes(logs)]]),
            p.row("Connections that broke", [[_broken(logs)]], collapsed=True),
            p.row("Spread and volume", [[_spread(logs), _bytes(logs)]], collapsed=True),
        ],
        uid=shared.WEB,
        description="Whether requests and WebSocket connections are answered, how fast, and which are not.",
        variables=[
            shared.choice_filter(logs, "route"),
            shared.user_filter("For the lists of records: a user's id; empty for all"),
        ],
    )


def _http(title: str = "The requests", **filters: Any) -> Any:
    return shared.records_link(title, keep=["user"], category="http", **filters)


def _websocket(title: str = "The records", **filters: Any) -> Any:
    return shared.records_link(title, keep=["user"], category="websocket", **filters)


def _answer(logs: p.Store) -> list[Any]:
    failed = _http("Requests that failed", level=ERROR_LEVELS)
    before = p.thresholds(shared.QUIET)
    return [
        p.stat(
            logs.query("http/against_before"),
            only=shared.ONLY_SQL,
            title="Failed requests, now and before",
            description="The share of requests answered with a status of 500 or above, "
            "beside that of an equally long time just before.",
            fields="/^error_share/",
            text="value_and_name",
            unit="percentunit",
            decimals=1,
            no_value="–",
            overrides=[
                p.override(
                    "error_share", title="now", thresholds=p.thresholds(shared.GOOD, *shared.ERROR_SHARE)
                ),
                p.override("error_share_before", title="before", thresholds=before),
            ],
            data_links=[failed],
            width=6,
        ),
        p.stat(
            logs.query("http/against_before"),
            only=shared.ONLY_SQL,
            title="Response time, now and before",
            description="95 of 100 requests were answered within this time, "
            "beside that of an equally long time just before.",
            fields="/^p95_ms/",
            text="value_and_name",
            unit="ms",
            no_value="–",
            overrides=[
                p.override("p95_ms", title="now", thresholds=p.thresholds(shared.GOOD, *SLOW_MS)),
                p.override("p95_ms_before", title="before", thresholds=before),
            ],
            data_links=[shared.slow_link("http")],
            width=6,
        ),
        p.stat(
            logs.query("http/rate_over_time"),
            graph="area",
            title="Requests a second, latest",
            thresholds=p.thresholds(shared.QUIET),
            data_links=[_http()],
            width=6,
        ),
        p.stat(
            logs.query("websocket/open_over_time"),
            only=shared.ONLY_SQL,
            key="open-now",
            title="Open connections, latest",
            graph="area",
            text="value",
            thresholds=p.thresholds(shared.QUIET),
            data_links=[_websocket()],
            width=6,
        ),
    ]


def _by_status(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("http/by_status_over_time"),
        style="bars",
        stack="normal",
        calcs=["sum"],
        overrides=[
            p.override("1xx", color=shared.QUIET),
            p.override("2xx", color=shared.GOOD),
            p.override("3xx", color="blue"),
            p.override("4xx", color=shared.NOTICE),
            p.override("5xx", color=shared.BAD),
        ],
        data_links=[_http()],
        width=12,
    )


def _durations(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("http/durations_over_time"),
        overrides=shared.percentile_overrides(),
        data_links=[shared.slow_link("http")],
        width=12,
    )


def _routes(logs: p.Store) -> Any:
    return p.table(
        logs.query("http/by_route"),
        columns=[
            p.column("http_method", title="Method", width=80),
            p.column(
                "route",
                title="Route",
                links=[_http("Its requests", q=p.field("route"))],
            ),
            p.column("requests", title="Requests", width=90, unit="short"),
            *shared.columns("errors"),
            p.column(
                "error_share",
                title="Share",
                width=80,
                unit="percentunit",
                decimals=1,
                cell="color-text",
                thresholds=p.thresholds(shared.QUIET, *shared.ERROR_SHARE),
            ),
            p.column("client_errors", title="4xx", width=70, unit="short"),
            p.column("p50_ms", title="p50", width=80, unit="ms"),
            p.column(
                "p95_ms",
                title="p95",
                width=80,
                unit="ms",
                cell="color-text",
                thresholds=p.thresholds(shared.QUIET, *SLOW_MS),
            ),
            p.column("p99_ms", title="p99", width=80, unit="ms"),
            *shared.columns("last_error"),
        ],
        width=14,
    )


def _failing_routes(logs: p.Store) -> Any:
    return p.status_history(
        logs.query("http/error_share_by_route_over_time"),
        thresholds=p.thresholds(shared.GOOD, (0.001, shared.NOTICE), (0.05, shared.BAD)),
        decimals=0,
        show_value="never",
        legend="none",
        data_links=[_http("Its requests", q=p.series())],
        max_data_points=60,
        width=10,
    )


def _failures(logs: p.Store) -> Any:
    return p.table(
        logs.query("http/failures"),
        columns=[
            p.column("status", title="Status", width=70, color=shared.BAD, cell="color-text"),
            p.column("http_method", title="Method", width=80),
            p.column("route", title="Route", width=200),
            p.column("client_ip", title="Address", width=130),
            *shared.columns("time", "duration_ms", "message", "user_id"),
            *shared.trace_columns(),
        ],
        height=8,
    )


def _open(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("websocket/open_over_time"),
        only=shared.ONLY_SQL,
        interpolation="stepAfter",
        span_nulls=True,
        min=0,
        overrides=[p.override("open_connections", title="open", color="blue")],
        data_links=[_websocket()],
        width=8,
    )


def _changes(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("websocket/connections_over_time"),
        overrides=[
            p.override("connects", color=shared.GOOD),
            p.override("disconnects", color=shared.NOTICE),
        ],
        data_links=[_websocket("Connects and disconnects", q="connect")],
        width=8,
    )


def _closes(logs: p.Store) -> Any:
    return p.bar_chart(
        logs.query("websocket/closes_by_code"),
        x="close_code",
        color_by="close_code",
        orientation="horizontal",
        mappings=[
            p.map_value("1000", color=shared.GOOD),
            p.map_value("1001", color=shared.GOOD),
            p.map_value("1006", color=shared.NOTICE),
            p.map_value("1011", color=shared.BAD),
        ],
        legend="none",
        data_links=[_websocket("The disconnects", q=p.field("close_code"))],
        width=8,
    )


def _broken(logs: p.Store) -> Any:
    return p.table(
        logs.query("websocket/abnormal_closes"),
        columns=[
            *shared.columns("time", "reason", "message", "user_id"),
            *shared.trace_columns(),
            p.column("close_code", title="Code", width=70),
            p.column(
                "connection_id",
                title="Connection",
                width=150,
                links=[_websocket("All of this connection", q=p.field("connection_id"))],
            ),
        ],
        height=8,
    )


def _spread(logs: p.Store) -> Any:
    return p.heatmap(logs.query("http/duration_heatmap"), calculate=False)


def _bytes(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("http/bytes_over_time"),
        style="bars",
        overrides=[p.override("bytes", color="purple")],
        data_links=[_http()],
    )
