"""What the stand-in remembers of alerting: rules, and the one configuration of notifications."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import attrs

from tests.grafana.identifiers import Counter, long_uid
from tests.grafana.people import Identity
from tests.grafana.wire import Json

DEFAULT_RECEIVER = "grafana-default-email"
DEFAULT_POLICY: Json = {"receiver": DEFAULT_RECEIVER, "group_by": ["grafana_folder", "alertname"]}
DEFAULT_INTERVAL = 60


@attrs.frozen
class RuleVersion:
    number: int
    title: str
    body: Json = attrs.field(repr=False)
    interval: int
    group: str
    folder_uid: str
    updated: datetime
    by: Identity


@attrs.define
class Rule:
    """`body` holds the keys of the HTTP API but for those that are fields here. `index` orders a group."""

    id: int
    uid: str
    folder_uid: str
    group: str
    title: str
    body: Json
    updated: datetime
    by: Identity
    provenance: str = ""
    index: int = 1
    version: int = 1
    guid: str = attrs.field(factory=long_uid)
    history: list[RuleVersion] = attrs.field(factory=list)


@attrs.frozen
class Evaluation:
    """What the last evaluation of a rule came to; `alerts` are as the state API shows them."""

    state: str = "inactive"
    health: str = "ok"
    last_error: str = ""
    alerts: tuple[Json, ...] = ()
    at: str = "0001-01-01T00:00:00Z"
    active_at: str = ""


def alert(
    rule: Rule,
    folder_title: str,
    state: str,
    value: str = "",
    labels: Json | None = None,
    annotations: Json | None = None,
    active_at: str = "0001-01-01T00:00:00Z",
) -> Json:
    """One instance of a rule: `state` is Normal, Pending, Alerting, NoData, Error, "Normal (NoData)" ...

    `labels` and `annotations` are what the query adds, and the rendered texts.
    """
    named = {"alertname": rule.title, "grafana_folder": folder_title}
    return {
        "labels": rule.body.get("labels", {}) | named | (labels or {}),
        "annotations": rule.body.get("annotations", {}) | (annotations or {}),
        "state": state,
        "activeAt": active_at,
        "value": value,
    }


@attrs.define
class Integration:
    """One entry of a contact point. `settings` are in clear; those that are secret are hidden when shown.

    `receiver` is the contact point that it belongs to, which has the same name but for the default one.
    """

    uid: str
    name: str
    type: str
    settings: Json = attrs.field(repr=False)
    receiver: str
    disable_resolve_message: bool = False
    provenance: str = ""


@attrs.define
class Named:
    """A mute timing or a template: `content` is its list of intervals, or its text."""

    name: str
    content: list[Json] | str
    provenance: str = ""

    @property
    def version(self) -> str:
        text = json.dumps([self.name, self.content, self.provenance], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Alerting:
    """See the module."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.rule_ids = Counter()
        self.intervals: dict[tuple[str, str], int] = {}
        """Seconds, by folder and group."""
        self.evaluations: dict[str, Evaluation] = {}
        self.integrations: list[Integration] = [
            Integration("", "email receiver", "email", {"addresses": "<example@email.com>"}, DEFAULT_RECEIVER)
        ]
        self.policy: Json = DEFAULT_POLICY
        self.policy_provenance = ""
        self.mute_timings: dict[str, Named] = {}
        self.templates: dict[str, Named] = {}
        self.revision = 0
        """Counts the writes to what Grafana keeps as one Alertmanager configuration."""

    def in_order(self) -> list[Rule]:
        """All rules, as Grafana lists them."""
        return sorted(
            self.rules.values(), key=lambda rule: (rule.folder_uid, rule.group, rule.index, rule.id)
        )

    def group(self, folder_uid: str, name: str) -> list[Rule]:
        return [rule for rule in self.in_order() if (rule.folder_uid, rule.group) == (folder_uid, name)]

    def groups(self) -> list[tuple[str, str]]:
        return sorted({(rule.folder_uid, rule.group) for rule in self.rules.values()})

    def interval(self, folder_uid: str, group: str) -> int:
        return self.intervals.get((folder_uid, group), DEFAULT_INTERVAL)

    def add(self, rule: Rule) -> None:
        self.rules[rule.uid] = rule
        self._remember(rule)

    def change(self, rule: Rule, who: Identity, title: str, body: Json, folder_uid: str, group: str) -> None:
        """A write of a rule: its version goes up, but its history grows only where something has changed."""
        rule.title, rule.body, rule.folder_uid, rule.group = title, body, folder_uid, group
        rule.version += 1
        rule.updated, rule.by = datetime.now(UTC), who
        self._remember(rule)

    def _remember(self, rule: Rule) -> None:
        entry = RuleVersion(
            number=rule.version,
            title=rule.title,
            body=rule.body,
            interval=self.interval(rule.folder_uid, rule.group),
            group=rule.group,
            folder_uid=rule.folder_uid,
            updated=rule.updated,
            by=rule.by,
        )
        if rule.history:
            last = rule.history[-1]
            if attrs.evolve(entry, number=last.number, updated=last.updated, by=last.by) == last:
                return
        rule.history.append(entry)

    def remove(self, rule: Rule) -> None:
        del self.rules[rule.uid]
        self.evaluations.pop(rule.uid, None)
        if not self.group(rule.folder_uid, rule.group):
            self.intervals.pop((rule.folder_uid, rule.group), None)

    def receivers(self) -> set[str]:
        return {integration.receiver for integration in self.integrations}

    def integration(self, uid: str) -> Integration | None:
        return next((one for one in self.integrations if one.uid and one.uid == uid), None)


def routes_of(policy: Json) -> Iterator[Json]:
    """The policy and all routes below it."""
    yield policy
    for route in policy.get("routes") or ():
        yield from routes_of(route)
