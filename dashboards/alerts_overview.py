"""Alerts: what fires, since when, and beside it what each rule sees, with the limit drawn in."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from dashboards import _watched as watched
from generator import panels as p

UNSEEN = "transparent"
"""Below the limit a panel is as any other; only what is beyond it has a colour."""

HEIGHT = 7
"""Of a rule's panel, so that all of them are on two screens."""


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Alerts",
        [
            [_firing(logs)],
            p.row("What wakes somebody"),
            [_no_records(logs), _critical_records(logs)],
            [_server_errors(logs), _sign_in_failures(logs)],
            p.row("What waits for the morning"),
            [_error_share(logs), _tool_failures(logs), _slow_turns(logs)],
            [_silent_category(logs), _ingest_lag(logs), _sign_in_guessing(logs)],
            p.row(
                "Since when, one by one",
                [[_history(logs, *which) for which in HISTORIES]],
                collapsed=True,
            ),
        ],
        uid=watched.ALERTS,
        description="What fires and since when, and what each rule sees, with its limit drawn in.",
        time=("now-6h", "now"),
        refresh="1m",
    )


def _firing(logs: p.Store) -> Any:
    grafana = logs.contract.grafana
    return p.alert_list(
        title="Firing and about to fire",
        description="Each alert and since when; a click leads to its rule, its panel and its runbook.",
        folder=(grafana.folder_uid, grafana.folder),
        states=["firing", "pending", "error", "noData", "recovering"],
        max_items=50,
        height=8,
    )


def _course(logs: p.Store, it: watched.Watched, *, below: bool = False, **fields: Any) -> Any:
    """What a rule sees: its own query, a point where each of its windows ends, and its limit."""
    target = logs.query(it.query)
    inside, beyond = (shared.BAD, UNSEEN) if below else (UNSEEN, shared.BAD)
    return p.timeseries(
        target,
        key=it.uid,
        description=_description(it, target),
        interpolation="stepBefore",  # a point is about the time before it
        min=0,
        threshold_style="line+area",
        thresholds=p.thresholds(inside, (it.limit, beyond)),
        links=[_runbook(logs, it)],
        height=HEIGHT,
        **fields,
    )


def _description(it: watched.Watched, target: Any) -> str:
    """The alert's name goes first: that is what its reader was told."""
    return f"{it.title}: {target.query.header.description}"


def _runbook(logs: p.Store, it: watched.Watched) -> Any:
    return p.link("What to do", f"{logs.contract.grafana.runbook_url.rstrip('/')}/{it.runbook}", new_tab=True)


def _label(name: str) -> str:
    """The name of a series, and in a link the value to filter by: a label of its own."""
    return f"${{__field.labels.{name}}}"


def _no_records(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.NO_RECORDS,
        below=True,
        overrides=[p.override("records", color="blue")],
        data_links=[p.link_to(shared.PIPELINE, "Whether they arrive"), shared.records_link()],
    )


def _critical_records(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.CRITICAL_RECORDS,
        display_name=_label("category"),
        data_links=[shared.errors_link(category=_label("category"))],
    )


def _server_errors(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.SERVER_ERRORS,
        display_name=_label("route"),
        max=1,
        data_links=[
            p.link_to(shared.WEB, "The route's traffic", route=_label("route")),
            shared.errors_link("Its errors", category="http", q=_label("route")),
        ],
    )


def _sign_in_failures(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.SIGN_IN_FAILURES,
        display_name=_label("method"),
        max=1,
        data_links=[
            p.link_to(shared.AUTHENTICATION, "Why they fail"),
            shared.records_link(category="auth", q=_label("method")),
        ],
    )


def _error_share(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.ERROR_SHARE,
        display_name=_label("category"),
        data_links=[
            p.link_to(shared.ERRORS, "What is wrong", category=_label("category")),
            shared.errors_link(category=_label("category")),
        ],
    )


def _tool_failures(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.TOOL_FAILURES,
        display_name=_label("tool"),
        max=1,
        data_links=[
            p.link_to(shared.AGENT, "The tool's calls", tool=_label("tool")),
            shared.records_link(category="agent", q=_label("tool")),
        ],
    )


def _slow_turns(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.SLOW_TURNS,
        max=1,
        overrides=[p.override("slow_share", title="slow", color="blue")],
        data_links=[
            p.link_to(shared.AGENT, "The agent"),
            p.link_to(shared.TRACES, "Slow operations", category="agent"),
        ],
    )


def _silent_category(logs: p.Store) -> Any:
    it = watched.SILENT_CATEGORY
    target = logs.query(it.query)
    return p.bar_gauge(
        target,
        only=shared.ONLY_SQL,
        key=it.uid,
        description=_description(it, target),
        fields="/^silence$/",
        time_from="1d",
        min=0,
        decimals=2,
        thresholds=p.thresholds(shared.GOOD, (it.limit, shared.BAD)),
        links=[_runbook(logs, it)],
        height=HEIGHT,
        data_links=[
            p.link_to(shared.PIPELINE, "Whether they arrive"),
            shared.records_link(category=p.field("category")),
        ],
    )


def _ingest_lag(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.INGEST_LAG,
        overrides=[p.override("lag", color="blue")],
        data_links=[p.link_to(shared.PIPELINE, "What arrives late"), shared.records_link()],
    )


def _sign_in_guessing(logs: p.Store) -> Any:
    return _course(
        logs,
        watched.SIGN_IN_GUESSING,
        overrides=[p.override("failures", color="blue")],
        data_links=[
            p.link_to(shared.AUTHENTICATION, "Which address"),
            shared.records_link("Failed sign-ins", category="auth", q="failure"),
        ],
    )


HISTORIES = (
    (watched.ERROR_SHARE, "category", "Categories with many errors"),
    (watched.SERVER_ERRORS, "route", "Routes that fail"),
    (watched.TOOL_FAILURES, "tool", "Tools that fail"),
)
"""The rules with many instances, of which a graph shows that there is trouble and not with whom."""


def _history(logs: p.Store, it: watched.Watched, label: str, title: str) -> Any:
    return p.state_timeline(
        logs.query(it.query),
        key=f"{it.uid}-history",
        title=title,
        description="Red while the rule's limit is passed; the rule itself waits some minutes more.",
        thresholds=p.thresholds(shared.GOOD, (it.limit, shared.BAD)),
        decimals=0,
        display_name=_label(label),
        show_value="never",
        legend="none",
    )
