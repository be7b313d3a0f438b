"""The alert rules: what somebody is told of, and what somebody is woken for.

`severity` decides who hears of it (notifications.py): `critical` wakes, since users cannot work or nobody
would notice if they could not; `warning` waits for the morning.

A query that fails keeps the state of its rule. The one store behind all of them being away would else be
an alert for each; it is told once, by "Nothing is logged any more".
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import _shared as shared
from dashboards import _watched as watched
from generator import alerting as a
from generator import panels as p

CRITICAL = {"severity": "critical"}
WARNING = {"severity": "warning"}


def alert_rules(logs: p.Store) -> Sequence[a.RuleGroup]:
    return [
        a.group("Errors", [_error_share(logs), _critical_records(logs)]),
        a.group("Web", [_server_errors(logs)]),
        a.group("Sign-ins", [_sign_in_failures(logs), _sign_in_guessing(logs)]),
        a.group("Agent", [_tool_failures(logs), _slow_turns(logs)]),
        a.group("Pipeline", [_no_records(logs), *_silent_category(logs), _ingest_lag(logs)]),
    ]


def _error_share(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.ERROR_SHARE.rule(logs),
        for_="3m",
        keep_firing_for="10m",  # trouble that comes and goes is one trouble
        labels=WARNING,
        summary="{{ humanizePercentage $values.B.Value }} of the records of {{ $labels.category }} "
        "are errors",
        description="Of the last ten minutes' records of {{ $labels.category }}, more than 10 % are ERROR or "
        "CRITICAL.",
        no_data="OK",  # no record, no error; that there is none is told by the rules of the pipeline
        error="KeepLast",
    )


def _critical_records(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.CRITICAL_RECORDS.rule(logs),
        # At once: three of them are no accident, and what logs them is about to stop.
        keep_firing_for="10m",
        labels=CRITICAL,
        summary="{{ $values.B.Value }} CRITICAL records of {{ $labels.category }} in ten minutes",
        description="{{ $labels.category }} says again and again that it cannot go on. One or two such "
        "records are looked at in the morning.",
        no_data="OK",  # as above
        error="KeepLast",
    )


def _server_errors(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.SERVER_ERRORS.rule(logs),
        for_="3m",
        keep_firing_for="10m",
        labels=CRITICAL,
        summary="{{ humanizePercentage $values.B.Value }} of the requests to {{ $labels.route }} fail",
        description="Of the last ten minutes' requests to {{ $labels.route }}, more than 20 % were answered "
        "with a status of 500 or above.",
        no_data="OK",  # nobody asked; that nothing at all is logged is another rule's
        error="KeepLast",
    )


def _sign_in_failures(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.SIGN_IN_FAILURES.rule(logs),
        for_="5m",
        keep_firing_for="15m",
        labels=CRITICAL,
        summary="{{ humanizePercentage $values.B.Value }} of the sign-ins by {{ $labels.method }} fail",
        description="Of the last half hour's attempts to sign in by {{ $labels.method }}, hardly any came "
        "through. People fail now and then; not all of them do.",
        no_data="OK",  # at night nobody signs in
        error="KeepLast",
    )


def _sign_in_guessing(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.SIGN_IN_GUESSING.rule(logs),
        keep_firing_for="30m",  # guessing goes on in bursts
        labels=WARNING,
        summary="{{ $values.B.Value }} failed sign-ins from one address in ten minutes",
        description="One address fails to sign in more than 50 times in ten minutes, as a program does that "
        "guesses.",
        no_data="OK",  # nobody tried
        error="KeepLast",
    )


def _tool_failures(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.TOOL_FAILURES.rule(logs),
        for_="5m",
        keep_firing_for="15m",
        labels=WARNING,
        summary="{{ humanizePercentage $values.B.Value }} of the calls of {{ $labels.tool }} fail",
        description="Of the last half hour's calls of the tool {{ $labels.tool }}, more than 30 % failed.",
        no_data="OK",  # the agent had nothing to do
        error="KeepLast",
    )


def _slow_turns(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.SLOW_TURNS.rule(logs),
        for_="5m",
        keep_firing_for="15m",
        labels=WARNING,
        summary="{{ humanizePercentage $values.B.Value }} of the agent's turns take more than half a minute",
        description="Of the agent's turns in the last quarter of an hour, more than 25 % took longer than 30 "
        "seconds.",
        no_data="OK",  # the agent had nothing to do
        error="KeepLast",
    )


def _no_records(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.NO_RECORDS.rule(logs),
        for_="2m",  # a database that is started again is away for one evaluation, not for two
        labels=CRITICAL,
        summary="Nothing has been logged for a quarter of an hour, or the logs cannot be asked",
        description="The application is down, or its records no longer arrive, or the logs cannot be "
        "asked: no other alert can be relied on.",
        # SQL answers 0 where there is nothing, Logs Insights nothing. No answer and a failure are as bad as
        # a zero.
        no_data="Alerting",
        error="Alerting",
        allow={"alert-vanishing": "the range is one window: without a record there is no data, an alarm too"},
    )


def _silent_category(logs: p.Store) -> list[a.AlertRule]:
    """In Logs Insights what logged nothing makes no row; there "Nothing is logged any more" must do."""
    if logs.name not in shared.ONLY_SQL:
        return []
    silent = a.rule(
        **watched.SILENT_CATEGORY.rule(logs),
        for_="5m",
        labels=WARNING,
        summary="{{ $labels.category }} has logged nothing for more than {{ $labels.usual_pause }}",
        description="The longest pause that is usual for {{ $labels.category }} is "
        "{{ $labels.usual_pause }}: what it does has stopped, or is no longer logged.",
        no_data="Alerting",  # there is a row for each category, whatever is logged
        error="KeepLast",
    )
    return [silent]


def _ingest_lag(logs: p.Store) -> a.AlertRule:
    return a.rule(
        **watched.INGEST_LAG.rule(logs),
        for_="5m",
        keep_firing_for="10m",
        labels=WARNING,
        summary="Records arrive {{ humanizeDuration $values.B.Value }} late",
        description="One record in twenty takes more than two minutes to be stored: all panels and all "
        "other alerts are as late.",
        no_data="OK",  # nothing arrived: "Nothing is logged any more" says so
        error="KeepLast",
    )
