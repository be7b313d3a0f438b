"""Alert rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import attrs

from generator.alerting.durations import duration, format_duration
from generator.alerting.expressions import Expression
from generator.alerting.labels import (
    DASHBOARD_ANNOTATION,
    PANEL_ANNOTATION,
    RUNBOOK_ANNOTATION,
    checked_annotations,
    checked_labels,
)
from generator.alerting.notification_settings import NotificationSettings
from generator.alerting.queries import AlertQuery, TimeRange
from generator.alerting.queries import query as alert_query
from generator.alerting.steps import numbered
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.panels.encode import panel_id
from generator.words import checked_name, checked_uid, flag, mapping, one_of, text

NoData = Literal["NoData", "Alerting", "OK", "KeepLast"]
OnError = Literal["Error", "Alerting", "OK", "KeepLast"]

_NO_DATA = ("NoData", "Alerting", "OK", "KeepLast")
_ON_ERROR = ("Error", "Alerting", "OK", "KeepLast")


@attrs.frozen
class PanelLink:
    """The panel that shows what a rule watches: by its dashboard's uid, and its key or title there."""

    dashboard_uid: str
    panel: str

    @property
    def panel_id(self) -> int:
        return panel_id(self.panel)


@attrs.frozen(kw_only=True)
class AlertRule:
    """A rule, in the words of Grafana's provisioning API.

    `data` are the queries and the expressions, each with its refId; `condition` is the refId that decides.
    `annotations` are without the link to the panel. `runbook` is as its author gave it; so is the annotation
    of it, until the project makes an address of that.
    `location` is the line that made it, `allow` an author's exceptions: a check's name and the reason.
    """

    uid: str
    title: str
    data: tuple[AlertQuery | Expression, ...]
    condition: str
    for_: timedelta = timedelta()
    keep_firing_for: timedelta = timedelta()
    labels: Mapping[str, str] = attrs.field(factory=dict)
    annotations: Mapping[str, str] = attrs.field(factory=dict)
    runbook: str = ""
    no_data: str = "NoData"
    error: str = "Error"
    notification: NotificationSettings | None = None
    panel: PanelLink | None = None
    missing_series_evals_to_resolve: int | None = None
    paused: bool = False
    allow: Mapping[str, str] = attrs.field(factory=dict)
    location: Location = attrs.field(eq=False)

    @property
    def queries(self) -> tuple[AlertQuery, ...]:
        return tuple(step for step in self.data if isinstance(step, AlertQuery))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(step for step in self.data if isinstance(step, Expression))

    def to_json_data(self) -> dict[str, Any]:
        """The rule as the API has it, without orgID; its group adds the folder and the group."""
        annotations = dict(self.annotations)
        if self.panel is not None:
            annotations[DASHBOARD_ANNOTATION] = self.panel.dashboard_uid
            annotations[PANEL_ANNOTATION] = str(self.panel.panel_id)
        optional = {
            "notification_settings": self.notification and self.notification.to_json_data(),
            "missingSeriesEvalsToResolve": self.missing_series_evals_to_resolve,
        }
        return {
            "uid": self.uid,
            "title": self.title,
            "condition": self.condition,
            "data": [step.to_json_data() for step in self.data],
            "noDataState": self.no_data,
            "execErrState": self.error,
            "for": format_duration(self.for_),
            "keep_firing_for": format_duration(self.keep_firing_for),
            "annotations": annotations,
            "labels": dict(self.labels),
            "isPaused": self.paused,
            **{key: value for key, value in optional.items() if value is not None},
        }


def rule(
    title: str,
    *,
    uid: str,
    query: Any,
    time_range: TimeRange = "10m",
    interval: str = "1m",
    expressions: Sequence[Expression] = (),
    condition: str = "",
    for_: str = "0s",
    keep_firing_for: str = "0s",
    labels: Mapping[str, str] | None = None,
    summary: str = "",
    description: str = "",
    runbook: str = "",
    annotations: Mapping[str, str] | None = None,
    panel: PanelLink | None = None,
    no_data: NoData = "NoData",
    error: OnError = "Error",
    notification: NotificationSettings | None = None,
    missing_series_evals_to_resolve: int | None = None,
    paused: bool = False,
    allow: Mapping[str, str] | None = None,
) -> AlertRule:
    """A rule that asks one target or several, and decides by expressions over the answers.

    `time_range` and `interval` are those of the queries that bring none of their own (`a.query(...)`). The
    steps without a refId are called A, B, C in order, queries first; `condition` is the last one by default.
    `runbook` is the name of a page below docs/runbooks, or a whole address. `summary` and `description` may
    hold Grafana's templates: `{{ $labels.category }}: {{ $values.B }}`.
    `allow` excuses findings of `logloom check`: a rule's name, and the reason.

    Raises LogloomError, at the author's line, for whatever Grafana would refuse or silently misread.
    """
    location = author_location()
    checked_name(title, "a rule", location)
    what = f"rule {title!r}"
    checked_uid(uid, what, location)
    _check_kinds(what, panel, notification, missing_series_evals_to_resolve, location)
    reasons = mapping(allow or {}, f"the exceptions of {what}", location)
    data = numbered(_queries(query, time_range, interval), expressions, what, location)
    ref_ids = [step.ref_id for step in data]
    return AlertRule(
        uid=uid,
        title=title,
        data=data,
        condition=one_of(condition or ref_ids[-1], ref_ids, "step for the condition", location),
        for_=duration(for_, "for_", location),
        keep_firing_for=duration(keep_firing_for, "keep_firing_for", location),
        labels=checked_labels(labels or {}, what, location),
        annotations=checked_annotations(
            annotations or {},
            {"summary": summary, "description": description, RUNBOOK_ANNOTATION: runbook},
            what,
            location,
        ),
        runbook=runbook,
        no_data=one_of(no_data, _NO_DATA, "state for no data", location),
        error=one_of(error, _ON_ERROR, "state for an error", location),
        notification=notification,
        panel=panel,
        missing_series_evals_to_resolve=missing_series_evals_to_resolve,
        paused=flag(paused, f"paused= of {what}", location),
        allow={name: text(reason, f"the reason for {name}", location) for name, reason in reasons.items()},
        location=location,
    )


def _queries(given: Any, time_range: TimeRange, interval: str) -> list[AlertQuery]:
    listed = list(given) if isinstance(given, list | tuple) else [given]
    return [
        each if isinstance(each, AlertQuery) else alert_query(each, time_range=time_range, interval=interval)
        for each in listed
    ]


def _check_kinds(what: str, panel: Any, notification: Any, evaluations: Any, location: Location) -> None:
    if panel is not None and not isinstance(panel, PanelLink):
        raise mistake(
            f"panel= of {what} is {type(panel).__name__}", 'write a.PanelLink("uid", "title")', location
        )
    for named in (panel.dashboard_uid, panel.panel) if panel is not None else ():
        if not text(named, f"a.PanelLink of {what}", location):
            raise mistake(f"panel= of {what} names no panel", "its dashboard's uid, and its title", location)
    if notification is not None and not isinstance(notification, NotificationSettings):
        raise mistake(
            f"notification= of {what} is {type(notification).__name__}",
            'write a.notification_settings("contact point")',
            location,
        )
    if evaluations is not None and (type(evaluations) is not int or evaluations < 0):
        raise mistake(
            f"missing_series_evals_to_resolve={evaluations!r} of {what} is no count of evaluations",
            location=location,
        )
