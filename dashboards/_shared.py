"""What the dashboards have in common: filters, colours with a meaning, columns, and the ways between.

A number is looked into by a link to its records, and a record leads to its trace and to its user. The logs
panel of Grafana ignores links on fields (grafana #71020), so records that lead anywhere stand in tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from logloom.contract import ERROR_LEVELS

from generator import panels as p

APPLICATION_LOGS = "logs-application"
ERRORS = "logs-errors"
AUTHENTICATION = "logs-authentication"
AGENT = "logs-agent"
WEB = "logs-web"
USER = "logs-user"
TRACES = "logs-traces"
PIPELINE = "logs-pipeline"

TAG = "logs"

ONLY_SQL = ("postgres",)
"""The stores whose language can ask what Logs Insights cannot: what was before the time range, running sums,
each record beside the next one, and a row for what is not there."""

GOOD, NOTICE, BAD, WORST, QUIET = "green", "orange", "red", "dark-red", "text"
"""What colours say everywhere; the levels WARNING, ERROR and CRITICAL have the same ones."""

ERROR_SHARE = ((0.01, NOTICE), (0.05, BAD))
"""The share of errors that is worth a look, and the one that is trouble."""

# For names without good or bad, in hues that none of the colours above nor the blue of a plain number has:
# lilac, cyan, yellow, pink, teal, violet, brown.
_PALETTE = ("#b877d9", "#4fc1d9", "#e8c547", "#e79ac1", "#3fa796", "#7a5cc9", "#a9825a")

_TIME = "time:MM-DD HH:mm:ss"


def dashboard(
    logs: p.Store, title: str, lines: Sequence[Any], *, annotations: Sequence[Any] = (), **options: Any
) -> Any:
    """A dashboard with what all of ours have: tag, the menu to the others, and the events over its graphs.

    The menu takes time range and filters along.
    """
    return p.dashboard(
        title,
        lines,
        tags=[TAG],
        annotations=annotations or events(logs),
        links=[p.dashboard_link("Log dashboards", tags=[TAG], dropdown=True)],
        **options,
    )


def events(logs: p.Store, *, starts: bool = False) -> list[Any]:
    """What may explain a change: a deployment, a burst of errors and, if wanted, each start and stop."""
    return [
        logs.annotation("annotations/deployments", color="purple"),
        logs.annotation("annotations/error_bursts", color=BAD),
        logs.annotation("annotations/starts", color="blue", enable=starts),
    ]


def choice_filter(logs: p.Store, name: str) -> Any:
    """Several or all of the values that `variables/<name>s` finds now, or the contract lists."""
    return logs.variable(name, query=f"variables/{name}s", refresh="time")


def text_filter() -> Any:
    return p.textbox_variable(
        "q", label="Text", description="Looked for in logger, message, trace id and extra fields"
    )


def user_filter(description: str = "A user's id; empty for all") -> Any:
    return p.textbox_variable("user", label="User", description=description)


def category_overrides(logs: p.Store) -> list[Any]:
    """Each category of the contract in a colour of its own, for series named by category."""
    return [
        p.override(category.name, color=_PALETTE[index % len(_PALETTE)])
        for index, category in enumerate(logs.contract.categories)
    ]


def percentile_overrides() -> list[Any]:
    """Percentiles: the slower the share of requests that a line stands for, the louder its colour."""
    return [
        p.override("p50", color="blue"),
        p.override("p95", color=NOTICE),
        p.override("p99", color=BAD),
    ]


def change_thresholds() -> Any:
    """For a factor against the time before: half as much again is worth a look, three times is trouble."""
    return p.thresholds(GOOD, (1.5, NOTICE), (3, BAD))


def change_override() -> Any:
    """The factor against the time before, in the colour that it deserves; none where nothing was before."""
    return p.override(
        "change",
        title="times as many",
        unit="none",
        decimals=1,
        no_value="–",
        thresholds=change_thresholds(),
    )


def records_link(title: str = "The records", *, keep: Sequence[str] = (), **filters: Any) -> Any:
    """From a number to the records behind it.

    A text to look for must hold no double quote: Grafana hands one over as `\\"`, which no record holds.
    """
    return p.link_to(APPLICATION_LOGS, title, keep=keep, **filters)


def errors_link(title: str = "The errors", *, keep: Sequence[str] = (), **filters: Any) -> Any:
    """From a number to the errors behind it."""
    return records_link(title, keep=keep, level=ERROR_LEVELS, **filters)


def slow_link(category: str) -> Any:
    """From a duration to the operations of the category that take long."""
    return p.link_to(TRACES, "Slow operations", keep=["user"], category=category)


def trace_link(**ids: Any) -> Any:
    """From a row with a `trace_id` to that trace; `ids` are what else it knows of it."""
    return p.link_to(TRACES, "The trace", trace=p.field("trace_id"), **ids)


def trace_records_link() -> Any:
    """From a row with a `trace_id` to all that the trace logged."""
    return records_link("Its records", q=p.field("trace_id"))


def user_link(keep: Sequence[str] = ()) -> Any:
    """From a row with a `user_id` to all that this user met."""
    return p.link_to(USER, "The user's timeline", keep=keep, user=p.field("user_id"))


def _when(name: str, title: str) -> Any:
    return p.column(name, title=title, width=130, unit=_TIME)


# A column looks and leads the same in every table that has it.
_COLUMNS: Mapping[str, Callable[[], Any]] = {
    "time": lambda: _when("time", "Time"),
    "started": lambda: _when("started", "Started"),
    "first_seen": lambda: _when("first_seen", "First seen"),
    "last_seen": lambda: _when("last_seen", "Last seen"),
    "last_error": lambda: _when("last_error", "Last error"),
    "last_failure": lambda: _when("last_failure", "Last failure"),
    "timeend": lambda: _when("timeend", "Until"),
    "stored": lambda: _when("stored", "Stored"),
    "level": lambda: p.column(
        "level", title="Level", width=90, cell="color-text", mappings=p.level_mappings()
    ),
    "category": lambda: p.column("category", title="Category", width=100),
    "categories": lambda: p.column("categories", title="Categories", width=150),
    "first_message": lambda: p.column("first_message", title="It began with", inspect=True),
    "message": lambda: p.column("message", title="Message", inspect=True),
    "logger": lambda: p.column("logger", title="Logger", width=230),
    "exception": lambda: p.column("exception", title="Exception", width=150),
    "reason": lambda: p.column("reason", title="Reason", width=150),
    "outcome": lambda: p.column(
        "outcome",
        title="Outcome",
        width=90,
        cell="color-text",
        mappings=[p.map_value("success", color=GOOD), p.map_value("failure", color=BAD)],
    ),
    "extra": lambda: p.column("extra", title="Extra", width=220, inspect=True),
    "user_id": lambda: p.column("user_id", title="User", width=80, links=[user_link()]),
    "trace_id": lambda: _trace_column(),
    "duration_ms": lambda: p.column("duration_ms", title="Duration", width=110, unit="ms"),
    "span_ms": lambda: p.column("span_ms", title="Span", width=100, unit="ms"),
    "records": lambda: p.column("records", title="Records", width=90, unit="short"),
    "errors": lambda: p.column(
        "errors", title="Errors", width=80, unit="short", cell="color-text", thresholds=any_is_bad()
    ),
    "users": lambda: p.column("users", title="Users", width=80, unit="short"),
}


def any_is_bad() -> Any:
    """None is as it should be; one is not."""
    return p.thresholds(QUIET, (1, BAD))


def in_sql(logs: p.Store, *columns: Any) -> Sequence[Any]:
    """Columns that a query has in SQL and that its twin goes without."""
    return columns if logs.name in ONLY_SQL else ()


def columns(*names: str) -> list[Any]:
    """How the columns of these names look and where they lead."""
    return [_COLUMNS[name]() for name in names]


def trace_columns() -> list[Any]:
    """The trace id that the records are stored with, and hidden beside it the one that X-Ray knows.

    What a transformation takes out of a table cannot be handed over by a link.
    """
    return [_trace_column(xray_id=p.field("xray_id")), p.column("xray_id", hidden=True)]


def _trace_column(**ids: Any) -> Any:
    return p.column("trace_id", title="Trace", width=170, links=[trace_link(**ids), trace_records_link()])


def bars_by_name(target: Any, **fields: Any) -> Any:
    """Counts over time by a name, stacked; a name has its colour whatever other names there are."""
    return p.timeseries(target, style="bars", stack="normal", color="palette-classic-by-name", **fields)


def error_count(logs: p.Store, **fields: Any) -> Any:
    """How many errors there are, and when they were."""
    return p.stat(
        logs.query("errors/count_over_time"),
        calc="sum",
        graph="area",
        no_value="0",
        thresholds=p.thresholds(GOOD, (1, NOTICE), (20, BAD)),
        **fields,
    )


def all_against_before(logs: p.Store, **fields: Any) -> Any:
    """Errors now, those of as long a time before, and the factor, which has the colour."""
    return p.stat(
        logs.query("errors/all_against_before"),
        only=ONLY_SQL,
        text="value_and_name",
        no_value="none",
        overrides=[
            p.override("errors", title="now"),
            p.override("errors_before", title="before"),
            change_override(),
        ],
        **fields,
    )


def new_errors(logs: p.Store, **fields: Any) -> Any:
    """How many kinds of error are new, as one number."""
    return p.stat(
        logs.query("errors/new_shapes"),
        only=ONLY_SQL,
        key="new-errors-count",
        title="New kinds of error",
        description="Message shapes that the 24 hours before the time range did not have: "
        "something other than usual is wrong.",
        fields="/^errors$/",
        calc="count",
        unit="short",
        no_value="0",
        thresholds=p.thresholds(GOOD, (1, BAD)),
        **fields,
    )
