"""Alert rules: ours by a mark in an annotation. What is written is a whole group, where it is all ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from generator.sync.alerting import provenance, rule_groups, rule_history
from generator.sync.alerting.rule_groups import RULES, Place, place_of
from generator.sync.alerting.rule_marks import marked_digests
from generator.sync.client.errors import NotFound
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms.alert_rule import canonical, from_history
from generator.sync.kind import Source
from generator.sync.marks import our_digests
from generator.sync.model import Action, Change, Desired, Edit, Json, Key, Live, digest
from generator.sync.notes import as_kept

NAME = "alert rule"

_LATER = ("keep_firing_for", "missingSeriesEvalsToResolve", "notification_settings")
_LATER_SETTINGS = ("active_time_intervals",)
"""Keys that came with Grafana 11 and 12, no later than the history of rules: older servers drop them."""


@attrs.frozen
class AlertRules:
    """See the module. A rule's place among the others of its group is no difference by itself."""

    name: str = NAME
    order: int = 90
    writers: int = 1

    def desired(self, source: Source) -> Iterable[Desired]:
        given = provenance.wanted(source)
        for group in source.project.alert_groups.get(source.store, ()):
            for rule, written in zip(group.rules, group.to_json_data()["rules"], strict=True):
                body = canonical(written, group.interval, given)
                yield Desired(Key(NAME, rule.uid), rule.title, body, rule.location)

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        rules: Sequence[Json] = grafana.get(RULES)
        groups: dict[Place, list[Json]] = defaultdict(list)
        for rule in rules:
            groups[place_of(rule)].append(rule)
        chosen = [
            rule
            for rule in rules
            if Key(NAME, rule["uid"]) in wanted or marked_digests(rule, source.app) is not None
        ]
        places = list(dict.fromkeys(map(place_of, chosen)))
        intervals = dict(
            zip(places, grafana.map(lambda place: _interval(grafana, place), places), strict=True)
        )
        reader = _Reader(grafana, source, wanted, groups)
        return grafana.map(lambda rule: reader.live(rule, intervals[place_of(rule)]), chosen)

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        try:
            rule: Json = grafana.get(f"{RULES}/{segment(key.id)}")
        except NotFound:
            return None
        place = place_of(rule)
        group = rule_groups.read_group(grafana, place) or {}
        wanted = {each.key: each for each in self.desired(source)}
        reader = _Reader(grafana, source, wanted, {place: group.get("rules") or []})
        return reader.live(rule, int(group.get("interval") or 0))

    def batch(self, change: Change) -> Hashable:
        if change.action is Action.DELETE or change.desired is None:
            return change.key
        return place_of(change.desired.body)

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        if any(change.action is Action.DELETE for change in changes):
            for change in changes:
                rule_groups.delete(grafana, change, self.read_one(grafana, source, change.key))
        else:
            rule_groups.write(grafana, source, changes)


@attrs.frozen
class _Reader:
    """One reading of rules: `groups` are those of Grafana, as far as they were read."""

    grafana: Grafana
    source: Source
    wanted: Mapping[Key, Desired]
    groups: Mapping[Place, Sequence[Json]]

    def live(self, rule: Json, interval: int) -> Live:
        """A rule; its history is read only where it is not as it should be."""
        key = Key(NAME, str(rule["uid"]))
        want = self.wanted.get(key)
        given = provenance.stored(rule)
        digests = marked_digests(rule, self.source.app)
        live = Live(
            key,
            str(rule.get("title") or ""),
            canonical(rule, interval, given),
            rule,
            owned=digests is not None,
            base_digests=digests or frozenset(),
            edit=Edit("", str(rule.get("updated") or "")),
            blocked=provenance.other_owner(given),
        )
        if want is None and live.digest in live.base_digests:
            return live
        if want is not None and live.digest == want.digest:
            return live
        live = self._with_history(live, want, given)
        return live if want is None or live.blocked else self._with_neighbours(live, want)

    def _with_history(self, live: Live, want: Desired | None, given: str) -> Live:
        known = rule_history.versions(self.grafana, live.key.id)
        if known is None:
            return _without_history(live, want)
        push = rule_history.last_push(known, self.source.app) if live.owned else None
        base = from_history(push.rule, given) if push else None
        digests = (our_digests(push.mark, self.source.app) if push else None) or live.base_digests
        if want is not None and want.digest in digests and base == live.body:
            return as_kept(live, want)
        return attrs.evolve(
            live,
            base=base,
            base_digests=digests | ({digest(base)} if base else set()),
            version=known[0].number if known else None,
            edit=known[0].edit if known else live.edit,
        )

    def _with_neighbours(self, live: Live, want: Desired) -> Live:
        """Blocked, where Grafana does it to a whole group only, and the group is not all ours."""
        others = [
            rule
            for rule in self.groups.get(place_of(want.body), ())
            if Key(NAME, rule["uid"]) not in self.wanted and marked_digests(rule, self.source.app) is None
        ]
        opens = provenance.locked_in(live.body["provenance"], want.body["provenance"])
        same_place = place_of(live.body) == place_of(want.body)
        paces = same_place and live.body["interval"] != want.body["interval"]
        if not others or not (opens or paces):
            return live
        what = "the interval" if paces else "what the UI may edit"
        return attrs.evolve(
            live,
            blocked="a group that holds rules of others too",
            advice=f"{what} is set for a whole group only: give yours a group of its own",
        )


def _interval(grafana: Grafana, place: Place) -> int:
    return int((rule_groups.read_group(grafana, place) or {}).get("interval") or 0)


def _without_history(live: Live, want: Desired | None) -> Live:
    """A server that keeps no history of rules drops what it does not know either."""
    if want is None or want.digest not in live.base_digests:
        return live
    body = _with_dropped(live.body, want.body, live.raw, _LATER)
    settings = body.get("notification_settings")
    if settings:
        body["notification_settings"] = _with_dropped(
            settings, want.body.get("notification_settings") or {}, settings, _LATER_SETTINGS
        )
    return as_kept(live, want) if digest(body) == want.digest else live


def _with_dropped(body: Json, want: Json, raw: Mapping[str, Any], keys: Iterable[str]) -> Json:
    return body | {key: want[key] for key in keys if key in want and key not in raw}


KIND = AlertRules()
