"""Authentication: whether people can get in, and whether somebody tries who should not."""

from __future__ import annotations

from typing import Any

from dashboards import _shared as shared
from generator import panels as p

CATEGORY = "auth"


def dashboard(logs: p.Store) -> Any:
    return shared.dashboard(
        logs,
        "Authentication",
        [
            _answer(logs),
            _course(logs),
            [_by_account(logs), _by_address(logs)],
            [_failures(logs)],
            p.row("Sign-ins that came through", [[_methods(logs)], [_sign_ins(logs)]], collapsed=True),
        ],
        uid=shared.AUTHENTICATION,
        description="Whether people can get in, why not, and whether somebody tries who should not.",
        variables=[shared.text_filter()],
    )


def _records(title: str = "The records", **filters: Any) -> Any:
    return shared.records_link(title, category=CATEGORY, **filters)


def _answer(logs: p.Store) -> list[Any]:
    failures = _records("Failed sign-ins", q="failure")
    return [
        p.gauge(
            logs.query("auth/attempts_summary"),
            title="Share of sign-ins that fail",
            description="The part of all attempts to sign in that failed; near 100 % nobody gets in.",
            fields="/^failure_share$/",
            unit="percentunit",
            min=0,
            max=1,
            decimals=0,
            no_value="no attempt",
            thresholds=p.thresholds(shared.GOOD, (0.3, shared.NOTICE), (0.6, shared.BAD)),
            data_links=[failures],
            height=5,
            width=5,
        ),
        p.stat(
            logs.query("auth/against_before"),
            only=shared.ONLY_SQL,
            text="value_and_name",
            overrides=[
                p.override("failures", title="now"),
                p.override("failures_before", title="before"),
                shared.change_override(),
            ],
            thresholds=p.thresholds(shared.QUIET),
            data_links=[failures],
            width=8,
        ),
        p.stat(
            logs.query("auth/attempts_over_time"),
            calc="sum",
            graph="area",
            text="value_and_name",
            no_value="0",
            overrides=[
                # Nobody came in is bad; nobody failed is not.
                p.override("succeeded", thresholds=p.thresholds(shared.BAD, (1, shared.GOOD))),
                p.override("failed", thresholds=p.thresholds(shared.QUIET, (1, shared.NOTICE))),
            ],
            data_links=[_records("All of authentication")],
            width=6,
        ),
        p.stat(
            logs.query("auth/attempts_summary"),
            key="origins",
            title="Who tries",
            description="How many accounts and addresses the attempts came from: "
            "one address with many accounts is an attack.",
            fields="/^(accounts|addresses)$/",
            text="value_and_name",
            unit="short",
            data_links=[_records("All of authentication")],
            width=5,
        ),
    ]


def _course(logs: p.Store) -> list[Any]:
    return [
        shared.bars_by_name(
            logs.query("auth/failures_over_time"),
            calcs=["sum"],
            data_links=[_records("Failures for this reason", q=p.series())],
            width=14,
        ),
        p.timeseries(
            logs.query("auth/failure_share_over_time"),
            key="failure-share-course",
            min=0,
            max=1,
            overrides=[p.override("failure_share", title="failed", color=shared.BAD)],
            data_links=[_records()],
            width=10,
        ),
    ]


def _by_account(logs: p.Store) -> Any:
    return p.table(
        logs.query("auth/failures_by_account"),
        columns=[
            p.column(
                "email_masked",
                title="Account",
                links=[_records("All of this account", q=p.field("email_hash"))],
            ),
            _failed(),
            p.column("addresses", title="Addresses", width=95, unit="short"),
            *shared.columns("last_seen"),
            *shared.in_sql(logs, p.column("reasons", title="Reasons")),
        ],
        transformations=[
            p.organize(order=["email_masked", "failures", "addresses", "last_seen", "reasons", "email_hash"])
        ],
        width=12,
    )


def _by_address(logs: p.Store) -> Any:
    return p.table(
        logs.query("auth/failures_by_address"),
        columns=[
            p.column(
                "client_ip",
                title="Address",
                links=[shared.records_link("All from this address", q=p.field("client_ip"))],
            ),
            _failed(),
            p.column(
                "accounts",
                title="Accounts",
                width=90,
                unit="short",
                cell="color-text",
                thresholds=p.thresholds(shared.QUIET, (3, shared.NOTICE), (10, shared.BAD)),
            ),
            p.column("successes", title="Came in", width=90, unit="short"),
            *shared.columns("last_failure"),
        ],
        width=12,
    )


def _failed() -> Any:
    return p.column(
        "failures",
        title="Failed",
        width=80,
        unit="short",
        cell="color-text",
        thresholds=p.thresholds(shared.QUIET, (5, shared.NOTICE), (20, shared.BAD)),
    )


def _failures(logs: p.Store) -> Any:
    return p.table(
        logs.query("auth/failures"),
        columns=[
            *shared.columns("time", "level", "message", "reason", "user_id"),
            *shared.trace_columns(),
            *_person(),
        ],
        height=10,
    )


def _methods(logs: p.Store) -> Any:
    return shared.bars_by_name(
        logs.query("auth/sign_ins_over_time"),
        data_links=[_records("Sign-ins by this method", q=p.series())],
    )


def _sign_ins(logs: p.Store) -> Any:
    return p.table(
        logs.query("auth/sign_ins"),
        columns=[*shared.columns("time", "user_id", "message"), *shared.trace_columns(), *_person()],
        height=9,
    )


def _person() -> list[Any]:
    return [
        p.column("method", title="Method", width=100),
        p.column("email_masked", title="Account", width=170),
        p.column(
            "client_ip",
            title="Address",
            width=130,
            links=[shared.records_link("All from this address", q=p.field("client_ip"))],
        ),
    ]
