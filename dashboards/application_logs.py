"""Application logs: what is going on, and the records themselves. All other dashboards lead here."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p

KEEP = ("category", "user", "q")


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Application logs",
        [
            _answer(logs),
            _course(logs),
            [_records(logs)],
            p.row("The records in full", [[_in_full(logs)]], collapsed=True),
            p.row(
                "Who writes how much",
                [[_by_category(logs)], [_by_level(logs), _by_logger(logs)]],
                collapsed=True,
            ),
            p.row("Where else to look", [[_guide(), _dashboards()]], collapsed=True),
        ],
        uid=shared.APPLICATION_LOGS,
        description="How much is logged, how much of it is errors, and the records themselves.",
        variables=[
            logs.variable("category"),
            logs.variable("level"),
            shared.user_filter(),
            shared.text_filter(),
        ],
        time=("now-1h", "now"),
        refresh="1m",
    )


def _answer(logs: p.Store) -> list[Any]:
    to_errors = p.link_to(shared.ERRORS, "What is wrong", keep=KEEP)
    return [
        shared.error_count(
            logs,
            data_links=[to_errors, shared.errors_link("Only the errors", keep=KEEP)],
            width=5,
        ),
        shared.all_against_before(
            logs, thresholds=p.thresholds(shared.QUIET), data_links=[to_errors], width=7
        ),
        shared.new_errors(logs, data_links=[to_errors], width=4),
        p.stat(
            logs.query("errors/share_over_time"),
            title="Error share, latest",
            graph="area",
            decimals=1,
            thresholds=p.thresholds(shared.GOOD, *shared.ERROR_SHARE),
            data_links=[to_errors],
            width=4,
        ),
        p.stat(
            logs.query("volume/over_time"),
            calc="sum",
            graph="area",
            no_value="0",
            data_links=[p.link_to(shared.PIPELINE, "Whether they all arrive")],
            width=4,
        ),
    ]


def _course(logs: p.Store) -> list[Any]:
    return [
        p.timeseries(
            logs.query("volume/by_level_over_time"),
            style="bars",
            stack="normal",
            calcs=["sum"],
            overrides=p.level_overrides(),
            data_links=[shared.records_link(keep=KEEP, level=p.series())],
            width=12,
        ),
        p.pie_chart(
            logs.query("errors/by_category"),
            each_row=False,
            # Each category becomes a field, so that it has its own colour.
            transformations=[p.organize(hide=["last_seen"]), p.transform("rowsToFields")],
            overrides=shared.category_overrides(logs),
            data_links=[shared.errors_link(keep=["user", "q"], category=p.series())],
            width=6,
        ),
        p.alert_list(
            title="Alerts",
            folder=(logs.contract.grafana.folder_uid, logs.contract.grafana.folder),
            width=6,
        ),
    ]


def _records(logs: p.Store) -> Any:
    order = ["time", "level", "category", "message", "user_id", "trace_id", "logger", "extra"]
    return p.table(
        logs.query("records/recent", format="table"),
        columns=[*shared.columns(*(name for name in order if name != "trace_id")), *shared.trace_columns()],
        transformations=[p.organize(order=order)],
        height=16,
    )


def _in_full(logs: p.Store) -> Any:
    return p.logs_panel(
        logs.query("records/recent"),
        title="Records, line by line",
        description="The same records to read on: a click on a line shows all its fields. "
        "The links to traces and users are in the table above.",
        height=18,
    )


def _by_category(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("volume/by_category_over_time"),
        stack="normal",
        overrides=shared.category_overrides(logs),
        data_links=[shared.records_link(keep=["level", "user", "q"], category=p.series())],
    )


def _by_level(logs: p.Store) -> Any:
    return p.bar_chart(
        logs.query("volume/by_level"),
        x="level",
        color_by="level",
        mappings=p.level_mappings(),
        legend="none",
        data_links=[shared.records_link(keep=KEEP, level=p.field("level"))],
        width=8,
    )


def _by_logger(logs: p.Store) -> Any:
    return p.table(
        logs.query("volume/by_logger"),
        columns=[
            p.column(
                "logger",
                title="Logger",
                links=[shared.records_link(keep=["category", "level", "user"], q=p.field("logger"))],
            ),
            *shared.columns("category", "records", "errors", "last_seen"),
        ],
        width=16,
    )


def _guide() -> Any:
    return p.text(
        "* **Something fails**: *Errors* says what, since when, for whom, and what is new.\n"
        "* **Nobody gets in**: *Authentication*. **It is slow**: *Web traffic*, then *Traces*.\n"
        "* **One user complains**: *User timeline*, with the user's id.\n"
        "* **It is too quiet**: *Pipeline health* says whether records still arrive.\n\n"
        "A click on a number leads to its records, on a trace id to the trace, on a user to the timeline.",
        title="Where to go",
        width=12,
        height=7,
    )


def _dashboards() -> Any:
    return p.dashboard_list(title="Log dashboards", tags=[shared.TAG], keep_variables=True, width=12)
