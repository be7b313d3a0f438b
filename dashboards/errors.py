"""Errors: what is wrong, since when, for whom, and whether it was so before."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p

KEEP = ("category", "user", "q")


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Errors",
        [
            _answer(logs),
            _course(logs),
            [_new_errors(logs)],
            [_shapes(logs), _against_before(logs)],
            [_recent(logs)],
            p.row("Exceptions and error shares", [[_exceptions(logs), _shares(logs)]], collapsed=True),
        ],
        uid=shared.ERRORS,
        description="What is wrong, since when and for whom; what is new and what is worse than before.",
        variables=[logs.variable("category"), shared.user_filter(), shared.text_filter()],
    )


def _answer(logs: p.Store) -> list[Any]:
    return [
        shared.error_count(
            logs,
            data_links=[shared.errors_link(keep=KEEP)],
            width=4,
        ),
        shared.all_against_before(
            logs, thresholds=p.thresholds(shared.QUIET), data_links=[shared.errors_link(keep=KEEP)], width=7
        ),
        shared.new_errors(logs, width=4),
        p.stat(
            logs.query("errors/impact"),
            fields="/^(users|traces|categories)$/",
            text="value_and_name",
            unit="short",
            thresholds=p.thresholds(shared.QUIET),
            overrides=[
                p.override(
                    "users", thresholds=p.thresholds(shared.GOOD, (1, shared.NOTICE), (10, shared.BAD))
                )
            ],
            data_links=[shared.errors_link(keep=KEEP)],
            width=6,
        ),
        p.stat(
            logs.query("errors/impact"),
            key="last-error",
            title="Last error",
            description="How long ago the last error was: whether it still goes on.",
            fields="/^last_seen$/",
            text="value",
            unit="dateTimeFromNow",
            no_value="none",
            data_links=[shared.errors_link(keep=KEEP)],
            width=3,
        ),
    ]


def _course(logs: p.Store) -> list[Any]:
    return [
        p.timeseries(
            logs.query("errors/over_time"),
            style="bars",
            stack="normal",
            calcs=["sum"],
            overrides=shared.category_overrides(logs),
            data_links=[shared.errors_link(keep=["user", "q"], category=p.series())],
            width=14,
        ),
        p.state_timeline(
            logs.query("errors/worst_level_over_time"),
            mappings=[
                p.map_value(0, text="fine", color=shared.GOOD),
                p.map_value(1, text="WARNING", color=shared.NOTICE),
                p.map_value(2, text="ERROR", color=shared.BAD),
                p.map_value(3, text="CRITICAL", color=shared.WORST),
            ],
            show_value="never",
            data_links=[shared.records_link(keep=["user", "q"], category=p.series())],
            width=10,
        ),
    ]


def _new_errors(logs: p.Store) -> Any:
    return p.table(
        logs.query("errors/new_shapes"),
        only=shared.ONLY_SQL,
        columns=_shape_columns(),
        height=6,
    )


def _shapes(logs: p.Store) -> Any:
    return p.table(
        logs.query("errors/by_shape"),
        columns=_shape_columns(),
        height=9,
        width=16,
    )


def _shape_columns() -> list[Any]:
    return [
        p.column("shape", title="Message", inspect=True),
        *shared.columns("errors", "users", "categories", "first_seen", "last_seen", "trace_id"),
    ]


def _against_before(logs: p.Store) -> Any:
    return p.table(
        logs.query("errors/against_before"),
        only=shared.ONLY_SQL,
        columns=[
            p.column(
                "category",
                title="Category",
                links=[shared.errors_link(keep=["user", "q"], category=p.field("category"))],
            ),
            *shared.columns("errors"),
            p.column("errors_before", title="Before", width=80, unit="short"),
            p.column(
                "change",
                title="Change",
                width=90,
                decimals=1,
                cell="color-text",
                thresholds=shared.change_thresholds(),
            ),
        ],
        width=8,
    )


def _recent(logs: p.Store) -> Any:
    return p.table(
        logs.query("errors/recent"),
        columns=[
            *shared.columns("time", "level", "category", "message", "exception", "user_id"),
            *shared.trace_columns(),
            *shared.columns("logger", "extra"),
        ],
        height=10,
    )


def _exceptions(logs: p.Store) -> Any:
    return p.table(
        logs.query("errors/by_exception"),
        columns=[
            p.column(
                "exception",
                title="Exception",
                links=[shared.errors_link(keep=["category", "user"], q=p.field("exception"))],
            ),
            *shared.columns("logger", "errors", "last_seen"),
        ],
        width=14,
    )


def _shares(logs: p.Store) -> Any:
    return p.bar_gauge(
        logs.query("errors/share_by_category"),
        unit="percentunit",
        min=0,
        max=1,
        thresholds=p.thresholds(shared.GOOD, *shared.ERROR_SHARE),
        transformations=[p.organize(hide=["records", "errors"])],
        data_links=[shared.errors_link(keep=["user"], category=p.field("category"))],
        width=10,
    )
