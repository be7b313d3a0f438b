"""The canonical form of alert rules: complete, so that it can be written as it is.

What Grafana adds to a rule is recorded as 502b; how it writes durations as 560a to 560d.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.alerting.durations import format_duration, parse_duration
from generator.sync.forms import Json, tidy

MARK = "__logloom__"
"""The annotation that holds our mark. Grafana sends no annotation that begins and ends with `__`."""

_MODEL_DEFAULTS = {"intervalMs": 1000, "maxDataPoints": 43200}

_DURATIONS = ("group_wait", "group_interval", "repeat_interval")

_RULER_KEYS = {
    "uid": "uid",
    "title": "title",
    "condition": "condition",
    "data": "data",
    "namespace_uid": "folderUID",
    "rule_group": "ruleGroup",
    "no_data_state": "noDataState",
    "exec_err_state": "execErrState",
    "is_paused": "isPaused",
    "notification_settings": "notification_settings",
    "record": "record",
    "missing_series_evals_to_resolve": "missingSeriesEvalsToResolve",
}
"""Our keys, by those of Grafana's own pages, which the history speaks in."""


def canonical(rule: Mapping[str, Any], interval: int, provenance: str) -> Json:
    """A rule of the provisioning API with the interval of its group, in seconds, and without our mark."""
    annotations = rule.get("annotations") or {}
    body: Json = {
        "uid": rule.get("uid") or "",
        "title": rule.get("title") or "",
        "folderUID": rule.get("folderUID") or "",
        "ruleGroup": rule.get("ruleGroup") or "",
        "interval": interval,
        "condition": rule.get("condition") or "",
        "data": [_step(step) for step in rule.get("data") or ()],
        "noDataState": rule.get("noDataState") or "",
        "execErrState": rule.get("execErrState") or "",
        "for": duration(rule.get("for") or "0s"),
        "keep_firing_for": duration(rule.get("keep_firing_for") or "0s"),
        "annotations": {key: text for key, text in annotations.items() if key != MARK},
        "labels": dict(rule.get("labels") or {}),
        "isPaused": bool(rule.get("isPaused")),
        "provenance": provenance,
    }
    optional = {
        "notification_settings": _settings(rule.get("notification_settings") or {}),
        "record": tidy(rule.get("record") or {}),
        "missingSeriesEvalsToResolve": rule.get("missingSeriesEvalsToResolve"),
    }
    return body | {key: value for key, value in optional.items() if value not in (None, {})}


def from_history(version: Mapping[str, Any], provenance: str) -> Json:
    """The canonical form of a version in a rule's history, which does not say its provenance."""
    alert = version.get("grafana_alert") or {}
    rule = {ours: alert.get(theirs) for theirs, ours in _RULER_KEYS.items()}
    rule |= {key: version.get(key) for key in ("for", "keep_firing_for", "annotations", "labels")}
    return canonical(rule, int(alert.get("intervalSeconds") or 0), provenance)


def duration(text: Any) -> Any:
    """A duration as Grafana writes it; what is none stays as it is."""
    length = parse_duration(text) if isinstance(text, str) else None
    return text if length is None else format_duration(length)


def _step(step: Mapping[str, Any]) -> Json:
    model = tidy(step.get("model") or {})
    for key, default in _MODEL_DEFAULTS.items():
        if not _is_number(model.get(key)) or not model[key]:
            model[key] = default
    span = step.get("relativeTimeRange") or {}
    return {
        "refId": step.get("refId") or "",
        # Grafana copies it out of the model.
        "queryType": model.get("queryType") or step.get("queryType") or "",
        "relativeTimeRange": {end: tidy(span.get(end) or 0) for end in ("from", "to")},
        "datasourceUid": step.get("datasourceUid") or "",
        "model": model,
    }


def _settings(settings: Mapping[str, Any]) -> Json:
    found = {key: value for key, value in tidy(settings).items() if value not in ("", [])}
    return {key: duration(value) if key in _DURATIONS else value for key, value in found.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
