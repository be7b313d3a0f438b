"""Traces: one trace in X-Ray beside its log records, and the traces that are worth a look."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Traces",
        [
            _summary(logs),
            [_spans(logs), _records(logs)],
            [_with_errors(logs), _slow(logs)],
            p.row("All traces", [[_course(logs)], [_latest(logs)]], collapsed=True),
        ],
        uid=shared.TRACES,
        description="One trace, in X-Ray beside its log records; and the traces that failed or took long. "
        "A click on a trace id shows that trace on top.",
        variables=[
            p.textbox_variable(
                "trace",
                label="Trace id",
                description="As X-Ray or as OpenTelemetry writes it; click on one below",
            ),
            logs.variable(
                "xray_id",
                query="variables/xray_id",
                multi=False,
                include_all=False,
                label="X-Ray id",
                description="The same id as X-Ray writes it: 1-58406520-00a6649127e371903a2de979",
                hide="variable",
            ),
            logs.variable("category", description="For the lists of traces"),
            shared.user_filter("For the lists of traces: a user's id; empty for all"),
        ],
    )


def _around() -> Any:
    return shared.records_link("All that this trace logged", q="${trace}")


def _summary(logs: p.Store) -> list[Any]:
    nothing = "pick a trace below"
    return [
        p.stat(
            logs.query("traces/summary"),
            fields="/^(span_ms|records|errors)$/",
            text="value_and_name",
            no_value=nothing,
            unit="short",
            thresholds=p.thresholds(shared.QUIET),
            overrides=[
                p.override("span_ms", title="from first to last record", unit="ms"),
                p.override("errors", thresholds=p.thresholds(shared.GOOD, (1, shared.BAD))),
            ],
            data_links=[_around()],
            width=10,
        ),
        p.stat(
            logs.query("traces/summary"),
            key="first-error",
            title="What went wrong first",
            description="The first error of the trace, from which the others may follow.",
            fields="/^first_error$/",
            text="value",
            unit="string",
            no_value="no error",
            color=shared.BAD,
            data_links=[_around()],
            width=10,
        ),
        p.stat(
            logs.query("traces/summary"),
            key="trace-user",
            title="Its user",
            description="Who set it off; a click shows all that this user met.",
            fields="/^user_id$/",
            text="value",
            unit="string",
            no_value="nobody",
            color="blue",
            data_links=[p.link_to(shared.USER, "The user's timeline", user="${__value.text}")],
            width=4,
        ),
    ]


def _spans(logs: p.Store) -> Any:
    return p.traces(
        logs.xray("${xray_id}"),
        title="X-Ray",
        description="The spans of the trace, as X-Ray has them. It needs Grafana's X-Ray plugin "
        "(grafana-x-ray-datasource) and a trace that was sampled; else only the records beside it are left.",
        height=14,
        width=12,
    )


def _records(logs: p.Store) -> Any:
    return p.table(
        logs.query("traces/records", format="table"),
        columns=[
            *shared.in_sql(logs, p.column("since_start_ms", title="After", width=85, unit="ms")),
            *shared.columns("time", "level", "category", "message", "duration_ms", "user_id"),
        ],
        transformations=[
            p.organize(
                hide=["xray_id", "trace_id", "logger", "extra"],
                order=["since_start_ms", "level", "category", "message", "duration_ms", "user_id", "time"],
            )
        ],
        links=[_around()],
        width=12,
    )


def _with_errors(logs: p.Store) -> Any:
    return p.table(
        logs.query("traces/with_errors"),
        columns=[
            *shared.columns("last_error"),
            *shared.trace_columns(),
            *shared.columns("errors", "categories", "user_id"),
            p.column("first_error", title="What went wrong first", inspect=True),
        ],
        height=9,
        width=12,
    )


def _slow(logs: p.Store) -> Any:
    return p.table(
        logs.query("traces/slow_operations"),
        columns=[
            *shared.columns("time", "duration_ms", "category", "message", "user_id"),
            *shared.trace_columns(),
            *shared.columns("logger"),
        ],
        width=12,
    )


def _course(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("traces/counts_over_time"),
        calcs=["sum"],
        overrides=[
            p.override("traces", color="blue"),
            p.override(
                "with_errors",
                title="with errors",
                color=shared.BAD,
                links=[shared.errors_link(keep=["category", "user"])],
            ),
        ],
    )


def _latest(logs: p.Store) -> Any:
    return p.table(
        logs.query("traces/recent"),
        columns=[
            *shared.columns("started"),
            *shared.trace_columns(),
            *shared.columns("categories", "records", "errors", "span_ms", "user_id", "first_message"),
        ],
        height=9,
    )
