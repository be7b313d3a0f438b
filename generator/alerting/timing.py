"""How alerts are gathered into notifications: what policies, routes and single rules share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import attrs

from generator.alerting.durations import duration, format_duration
from generator.mistakes import mistake
from generator.words import texts

EVERY_LABEL = "..."
"""In `group_by`: each alert is a notification of its own."""


@attrs.frozen
class Timing:
    """The labels that alerts are grouped by, and the waits; None where the route above decides."""

    group_by: tuple[str, ...] = ()
    group_wait: timedelta | None = None
    group_interval: timedelta | None = None
    repeat_interval: timedelta | None = None

    def to_json_data(self) -> dict[str, Any]:
        waits = {
            "group_wait": self.group_wait,
            "group_interval": self.group_interval,
            "repeat_interval": self.repeat_interval,
        }
        return {
            **({"group_by": list(self.group_by)} if self.group_by else {}),
            **{key: format_duration(wait) for key, wait in waits.items() if wait is not None},
        }


def timing(group_by: Sequence[str], group_wait: str, group_interval: str, repeat_interval: str) -> Timing:
    """Raises LogloomError for what Alertmanager refuses: a label twice, `...` with others, no interval."""
    labels = texts(group_by, "group_by")
    if "" in labels:
        raise mistake(f"group_by={list(labels)} has a label without a name")
    if len(set(labels)) < len(labels):
        raise mistake(f"group_by={list(labels)} has a label twice")
    if EVERY_LABEL in labels and len(labels) > 1:
        raise mistake(
            f"group_by={list(labels)} has {EVERY_LABEL} and other labels", "it stands for all of them"
        )
    return Timing(
        labels,
        _wait(group_wait, "group_wait"),
        _interval(group_interval, "group_interval"),
        _interval(repeat_interval, "repeat_interval"),
    )


def _wait(text: str, what: str) -> timedelta | None:
    return duration(text, what) if text else None


def _interval(text: str, what: str) -> timedelta | None:
    length = _wait(text, what)
    if length is not None and not length:
        raise mistake(f"{what} is 0", "it must be longer")
    return length
