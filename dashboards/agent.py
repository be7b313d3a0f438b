"""Agent: whether its turns end well and in time, which tool fails, and what it costs."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p

CATEGORY = "agent"

FAILING = ((0.05, shared.NOTICE), (0.2, shared.BAD))
"""The share of a tool's calls that fails when it is worth a look, and when it is trouble."""


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Agent",
        [
            _answer(logs),
            [_durations(logs), _spread(logs)],
            [_tools(logs), _tool_failures(logs)],
            [_tool_errors(logs)],
            p.row("Slow turns", [[_histogram(logs), _slow_turns(logs)]], collapsed=True),
            p.row("Use and cost", [[_tool_use(logs), _tokens(logs)]], collapsed=True),
        ],
        uid=shared.AGENT,
        description="Whether the agent's turns end well and in time, which tool fails, and what it costs.",
        variables=[
            shared.choice_filter(logs, "tool"),
            shared.user_filter(),
        ],
    )


def _records(title: str = "The records", **filters: Any) -> Any:
    return shared.records_link(title, keep=["user"], category=CATEGORY, **filters)


def _answer(logs: p.Store) -> list[Any]:
    return [
        p.stat(
            logs.query("agent/turns_over_time"),
            calc="sum",
            graph="area",
            text="value_and_name",
            no_value="0",
            overrides=[
                p.override("succeeded", thresholds=p.thresholds(shared.BAD, (1, shared.GOOD))),
                p.override(
                    "failed", thresholds=p.thresholds(shared.QUIET, (1, shared.NOTICE), (10, shared.BAD))
                ),
            ],
            data_links=[
                _records("All of the agent"),
                _records("What failed", q="failure"),
            ],
            width=8,
        ),
        p.stat(
            logs.query("agent/turn_durations_over_time"),
            title="Wait for a turn, latest p95",
            fields="/^p95$/",
            text="value",
            graph="area",
            thresholds=p.thresholds(shared.GOOD, (30_000, shared.NOTICE), (60_000, shared.BAD)),
            data_links=[shared.slow_link(CATEGORY)],
            width=6,
        ),
        p.gauge(
            logs.query("agent/tool_failure_share_over_time"),
            title="Tool calls that fail, latest",
            min=0,
            max=1,
            decimals=0,
            thresholds=p.thresholds(shared.GOOD, *FAILING),
            data_links=[_records("What failed", q="failure")],
            height=5,
            width=5,
        ),
        p.stat(
            logs.query("agent/tokens_over_time"),
            calc="sum",
            graph="area",
            data_links=[_records("All of the agent")],
            width=5,
        ),
    ]


def _durations(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("agent/turn_durations_over_time"),
        overrides=shared.percentile_overrides(),
        data_links=[shared.slow_link(CATEGORY)],
        width=12,
    )


def _spread(logs: p.Store) -> Any:
    return p.heatmap(logs.query("agent/turn_duration_heatmap"), calculate=False, width=12)


def _tools(logs: p.Store) -> Any:
    return p.table(
        logs.query("agent/tool_use"),
        columns=[
            p.column(
                "tool",
                title="Tool",
                links=[_records("Its records", q=p.field("tool"))],
            ),
            p.column("calls", title="Calls", width=80, unit="short"),
            p.column("failures", title="Failed", width=80, unit="short"),
            p.column(
                "failure_share",
                title="Share that fails",
                width=160,
                unit="percentunit",
                decimals=0,
                min=0,
                max=1,
                cell="gauge",
                thresholds=p.thresholds(shared.GOOD, *FAILING),
            ),
            p.column("p50_ms", title="p50", width=80, unit="ms"),
            p.column("p95_ms", title="p95", width=80, unit="ms"),
            *shared.columns("last_failure"),
        ],
        width=13,
    )


def _tool_failures(logs: p.Store) -> Any:
    return shared.bars_by_name(
        logs.query("agent/tool_failures_over_time"),
        data_links=[_records("Records of this tool", q=p.series())],
        width=11,
    )


def _tool_errors(logs: p.Store) -> Any:
    return p.table(
        logs.query("agent/tool_errors"),
        columns=[
            *shared.columns("time", "message", "reason", "exception", "user_id"),
            *shared.trace_columns(),
            p.column("tool", title="Tool", width=130),
            p.column("turn", title="Turn", width=70),
        ],
        height=9,
    )


def _histogram(logs: p.Store) -> Any:
    return p.histogram(logs.query("agent/turn_durations"), legend="none", color="blue", width=9)


def _slow_turns(logs: p.Store) -> Any:
    return p.table(
        logs.query("agent/slow_turns"),
        columns=[
            *shared.columns("time", "duration_ms", "outcome", "message", "user_id"),
            *shared.trace_columns(),
            p.column("tokens", title="Tokens", width=80, unit="short"),
            p.column("turn", title="Turn", width=70),
        ],
        width=15,
    )


def _tool_use(logs: p.Store) -> Any:
    return shared.bars_by_name(
        logs.query("agent/tool_use_over_time"),
        data_links=[_records("Records of this tool", q=p.series())],
    )


def _tokens(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("agent/tokens_over_time"),
        key="tokens-course",
        title="Tokens over time",
        style="bars",
        overrides=[p.override("tokens", color="purple")],
        data_links=[_records("All of the agent")],
    )
