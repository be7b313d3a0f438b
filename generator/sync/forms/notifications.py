"""Canonical forms of contact points, message templates, mute timings and notification policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.alerting.calendar import MONTHS, WEEKDAYS
from generator.sync.forms import Json, tidy
from generator.sync.forms.alert_rule import duration

REDACTED = "[REDACTED]"
"""What Grafana answers for a secret; sent back, it leaves the secret as it is (recorded: 580p, 580q)."""

OTHER = f"{REDACTED}, changed in Grafana"
"""What we put for a secret that Grafana shows, and that is neither the project's nor the one last pushed."""

BELOW = "below"
"""The key that says, in the form of our route, below which other route somebody has put it."""

_DEFINE = re.compile(r"\{\{-?\s*define\b")
_MONTH_NAMES = {str(number): name for number, name in enumerate(MONTHS, 1)} | {name: name for name in MONTHS}
_DAY_NAMES = {name: name for name in WEEKDAYS}


def contact_point(point: Mapping[str, Any], provenance: str) -> Json:
    """One integration. Its secrets must be out of the settings already."""
    return {
        "uid": point.get("uid") or "",
        "name": point.get("name") or "",
        "type": point.get("type") or "",
        "settings": tidy(point.get("settings") or {}),
        "disableResolveMessage": bool(point.get("disableResolveMessage")),
        "provenance": provenance,
    }


def with_settings(settings: Mapping[str, Any], change: Callable[[str, Any], Any], above: str = "") -> Json:
    """Settings with each value that is no mapping changed; `change` gets its path, `tlsConfig.clientKey`."""
    return {
        key: with_settings(value, change, f"{above}{key}.")
        if isinstance(value, Mapping)
        else change(f"{above}{key}", value)
        for key, value in settings.items()
    }


def message_template(template: Mapping[str, Any], provenance: str) -> Json:
    """A text that defines nothing is made the definition of its name by Grafana (recorded: 626)."""
    name, text = str(template.get("name") or ""), str(template.get("template") or "").strip()
    if not _DEFINE.search(text):
        lines = "\n".join(f"  {line}" for line in text.split("\n"))
        text = f'{{{{ define "{name}" }}}}\n{lines}\n{{{{ end }}}}'
    return {"name": name, "template": text, "provenance": provenance}


def mute_timing(timing: Mapping[str, Any], provenance: str) -> Json:
    return {
        "name": timing.get("name") or "",
        "time_intervals": [_interval(each) for each in timing.get("time_intervals") or ()],
        "provenance": provenance,
    }


def route(route_: Mapping[str, Any]) -> Json:
    """A policy or a route without what is empty, and without a provenance, which only a whole tree has."""
    body = {key: value for key, value in tidy(route_).items() if key != "provenance"}
    if "object_matchers" in body:
        # All of them must hold, so their order says nothing. Grafana takes quotes off.
        body["object_matchers"] = sorted(map(_matcher, body["object_matchers"]))
    for key in ("group_wait", "group_interval", "repeat_interval"):
        if key in body:
            body[key] = duration(body[key])
    if "routes" in body:
        body["routes"] = [route(each) for each in body["routes"]]
    return {key: value for key, value in body.items() if value not in ("", [], {}, False)}


def _interval(interval: Mapping[str, Any]) -> Json:
    body: Json = {
        "times": [dict(each) for each in interval.get("times") or ()],
        "weekdays": _ranges(interval.get("weekdays"), _DAY_NAMES),
        "days_of_month": _ranges(interval.get("days_of_month"), {}),
        "months": _ranges(interval.get("months"), _MONTH_NAMES),
        "years": _ranges(interval.get("years"), {}),
        "location": interval.get("location") or "",
    }
    return {key: value for key, value in body.items() if value}


def _ranges(given: Iterable[Any] | None, names: Mapping[str, str]) -> list[str]:
    """Each as `first:last` in the words of `names`, or as one where both are the same."""
    found = []
    for each in given or ():
        words = [word.strip().lower() for word in str(each).split(":")]
        words = [names.get(word, word) for word in words]
        found.append(words[0] if len(set(words)) == 1 else ":".join(words))
    return found


def _matcher(matcher: Any) -> list[str]:
    label, operator, value = map(str, matcher)
    return [label, operator, value.removeprefix('"').removesuffix('"')]
