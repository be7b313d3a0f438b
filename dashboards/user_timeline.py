"""User timeline: everything that one user met, and whom to look at."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "User timeline",
        [
            _answer(logs),
            [_course(logs)],
            [_timeline(logs), _traces(logs)],
            [_users(logs), _active(logs)],
        ],
        uid=shared.USER,
        description="Everything that one user met. Type an id on top, or click on a user in the list below.",
        variables=[
            shared.user_filter("The user's id; click on one in the list below"),
            logs.variable("category"),
            shared.text_filter(),
        ],
        annotations=[
            *shared.events(logs),
            logs.annotation("annotations/user_errors", color=shared.NOTICE),
        ],
    )


def _answer(logs: p.Store) -> list[Any]:
    records = shared.records_link("The user's records", keep=["user", "category", "q"])
    errors = shared.errors_link("The user's errors", keep=["user", "category", "q"])
    return [
        p.stat(
            logs.query("users/summary"),
            fields="/^(errors|records|traces|addresses)$/",
            text="value_and_name",
            unit="short",
            thresholds=p.thresholds(shared.QUIET),
            overrides=[
                p.override("errors", thresholds=p.thresholds(shared.GOOD, (1, shared.BAD)), links=[errors]),
                # Somebody on the move has a few; an account that is shared or stolen has many.
                p.override("addresses", thresholds=p.thresholds(shared.QUIET, (4, shared.NOTICE))),
            ],
            data_links=[records],
            width=14,
        ),
        _when(logs, "last_error", "Last error", "How long ago the user last met an error.", errors),
        _when(logs, "last_seen", "Last seen", "How long ago the user last did anything.", records),
    ]


def _when(logs: p.Store, field: str, title: str, description: str, link: Any) -> Any:
    return p.stat(
        logs.query("users/summary"),
        title=title,
        description=description,
        fields=f"/^{field}$/",
        text="value",
        unit="dateTimeFromNow",
        no_value="never",
        data_links=[link],
        width=5,
    )


def _course(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("users/activity_over_time"),
        style="bars",
        stack="normal",
        overrides=shared.category_overrides(logs),
        data_links=[shared.records_link(keep=["user", "q"], category=p.series())],
        height=6,
    )


def _timeline(logs: p.Store) -> Any:
    return p.logs_panel(
        logs.query("users/timeline"),
        links=[shared.records_link("As a table, with traces", keep=["user", "category", "q"])],
        height=14,
        width=13,
    )


def _traces(logs: p.Store) -> Any:
    order = ["started", "trace_id", "errors", "span_ms", "records", "first_message"]
    return p.table(
        logs.query("users/traces"),
        columns=[*shared.columns(*(name for name in order if name != "trace_id")), *shared.trace_columns()],
        transformations=[p.organize(hide=["categories"], order=order)],
        width=11,
    )


def _users(logs: p.Store) -> Any:
    return p.table(
        logs.query("users/active"),
        columns=shared.columns("user_id", "records", "errors", "categories", "first_seen", "last_seen"),
        width=14,
    )


def _active(logs: p.Store) -> Any:
    return p.timeseries(
        logs.query("users/active_over_time"), overrides=[p.override("users", color="blue")], width=10
    )
