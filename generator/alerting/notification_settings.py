"""Where a single rule's alerts go, past the policy tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from generator.alerting.timing import EVERY_LABEL, Timing, timing
from generator.mistakes import author_location, mistake
from generator.words import text, texts

GROUPED_BY = ("grafana_folder", "alertname")
"""What Grafana wants among the labels (OpenAPI of 12.2, AlertRuleNotificationSettings)."""


@attrs.frozen
class NotificationSettings:
    """The contact point of one rule, and how its notifications are grouped, timed and muted."""

    receiver: str
    timing: Timing = attrs.field(factory=Timing)
    mute_timings: tuple[str, ...] = ()
    active_timings: tuple[str, ...] = ()

    def to_json_data(self) -> dict[str, Any]:
        lists = {
            "mute_time_intervals": list(self.mute_timings),
            "active_time_intervals": list(self.active_timings),
        }
        return {
            "receiver": self.receiver,
            **self.timing.to_json_data(),
            **{key: names for key, names in lists.items() if names},
        }


def notification_settings(
    receiver: str,
    *,
    group_by: Sequence[str] = (),
    group_wait: str = "",
    group_interval: str = "",
    repeat_interval: str = "",
    mute_timings: Sequence[str] = (),
    active_timings: Sequence[str] = (),
) -> NotificationSettings:
    """Send a rule's alerts to a contact point directly; what is empty is as in the policy tree's root."""
    location = author_location()
    if not text(receiver, "the receiver of notification settings", location):
        raise mistake("notification settings have no receiver", "name a contact point", location)
    grouping = timing(group_by, group_wait, group_interval, repeat_interval)
    missing = [name for name in GROUPED_BY if name not in grouping.group_by]
    if grouping.group_by and EVERY_LABEL not in grouping.group_by and missing:
        raise mistake(
            f"group_by={list(grouping.group_by)} of notification settings lacks {' and '.join(missing)}",
            "Grafana wants both of them, or leave group_by out",
            location,
        )
    return NotificationSettings(
        receiver,
        grouping,
        texts(mute_timings, "mute_timings", location),
        texts(active_timings, "active_timings", location),
    )
