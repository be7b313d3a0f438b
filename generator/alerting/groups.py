"""Groups of alert rules, which Grafana evaluates together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import attrs

from generator.alerting.durations import duration
from generator.alerting.rules import AlertRule
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import checked_name, instances, text


@attrs.frozen(kw_only=True)
class RuleGroup:
    """Rules that are evaluated one after the other, every `interval` seconds.

    `folder_uid` is empty for the contract's folder until the project fills it in.
    """

    name: str
    rules: tuple[AlertRule, ...]
    interval: int
    folder_uid: str = ""
    location: Location = attrs.field(eq=False)

    @property
    def every(self) -> timedelta:
        return timedelta(seconds=self.interval)

    def to_json_data(self) -> dict[str, Any]:
        """The group as the API has it, without orgID."""
        place = {"folderUID": self.folder_uid, "ruleGroup": self.name}
        return {
            "title": self.name,
            "folderUid": self.folder_uid,
            "interval": self.interval,
            "rules": [{**rule.to_json_data(), **place} for rule in self.rules],
        }


def group(name: str, rules: Sequence[AlertRule], *, interval: str = "1m", folder: str = "") -> RuleGroup:
    """Rules that are evaluated together every `interval`; `folder` is a uid, the contract's by default."""
    location = author_location()
    checked_name(name, "a group", location)
    inside = instances(rules, AlertRule, f"the rules of group {name!r}", "a.rule(...)", location)
    if not inside:
        raise mistake(f"group {name!r} has no rule", "leave it out: Grafana knows no empty groups", location)
    seconds, rest = divmod(duration(interval, "the interval", location), timedelta(seconds=1))
    if rest or not seconds:
        raise mistake(
            f"the interval {interval} is not a number of seconds", "Grafana counts in 10s", location
        )
    return RuleGroup(
        name=name,
        rules=inside,
        interval=seconds,
        folder_uid=text(folder, f"the folder of group {name!r}", location),
        location=location,
    )
