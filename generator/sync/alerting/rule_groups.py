"""Writing alert rules: by the group where all of it is ours, else one by one.

A write of a group replaces it: what is not sent is deleted (recorded: 529), and all that is sent gets the
write's provenance (561e). So nobody else's rule is ever sent along. A write of one rule leaves its group's
interval as it is (561l, 561m), and cannot open it to the UI (508).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from generator.errors import ServerError
from generator.sync.alerting import provenance, rule_history
from generator.sync.alerting.rule_marks import marked, marked_digests
from generator.sync.client.errors import LostUpdate, NotFound, meanwhile
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms import without_keys
from generator.sync.forms.alert_rule import canonical
from generator.sync.kind import Source
from generator.sync.model import Change, Desired, Json, Live

RULES = "/api/v1/provisioning/alert-rules"


@attrs.frozen
class Place:
    """A group: the uid of its folder, and its name there."""

    folder: str
    group: str

    @property
    def path(self) -> str:
        return f"/api/v1/provisioning/folder/{segment(self.folder)}/rule-groups/{segment(self.group)}"


def place_of(rule: Mapping[str, Any]) -> Place:
    return Place(str(rule.get("folderUID") or ""), str(rule.get("ruleGroup") or ""))


def read_group(grafana: Grafana, place: Place) -> Json | None:
    """A group as Grafana answers, None where there is none. It does not say its rules' provenance (561c)."""
    if not place.folder or not place.group:
        return None  # Grafana takes a rule of no group (recorded: 516), and has no address for that
    try:
        group: Json = grafana.get(place.path)
    except NotFound:
        return None
    return group


def write(grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
    """Create and update rules of one group. Raises ServerError."""
    wanted = [change.desired for change in changes if change.desired is not None]
    place = place_of(wanted[0].body)
    _check_folder(grafana, place)
    rules: Mapping[str, Json] = {rule["uid"]: rule for rule in grafana.get(RULES)}
    group = read_group(grafana, place)
    for change in changes:
        _check_untouched(change, rules.get(change.key.id), grafana)
    members = [rules.get(rule["uid"], rule) for rule in (group or {}).get("rules") or ()]
    rest = [rule for rule in members if rule["uid"] not in {want.key.id for want in wanted}]
    given = wanted[0].body["provenance"]
    if all(_may_be_sent_along(rule, source, given) for rule in rest):
        _write_group(grafana, source, place, wanted, rest)
    else:
        _write_rules(grafana, source, group or {}, wanted, rules)
    for change in changes:
        _check_history(grafana, source, change)


def delete(grafana: Grafana, change: Change, now: Live | None) -> None:
    """Delete a rule, if it is still as it was read. Raises ServerError."""
    if now is None:
        return
    if change.live is not None and _fence(now.body) != _fence(change.live.body):
        raise LostUpdate(f"{change.key} was changed{_by(now.edit.by)} before it could be deleted")
    # Without the header it takes both what is locked and what is open (recorded: 545, 690).
    grafana.delete(f"{RULES}/{segment(change.key.id)}")


def _write_group(
    grafana: Grafana, source: Source, place: Place, wanted: Sequence[Desired], rest: Sequence[Json]
) -> None:
    """The group as the project orders it; what is ours and not to be changed goes back as it was read."""
    sent = {want.key.id: marked(want.body, source.app) for want in wanted}
    sent |= {rule["uid"]: without_keys(rule, "provenance") for rule in rest}
    ordered = [sent.pop(uid) for uid in _project_order(source, place) if uid in sent]
    body = {
        "title": place.group,
        "folderUid": place.folder,
        "interval": wanted[0].body["interval"],
        "rules": [*ordered, *sent.values()],
    }
    grafana.put(place.path, body, provenance.headers(wanted[0].body["provenance"]))


def _write_rules(
    grafana: Grafana,
    source: Source,
    group: Json,
    wanted: Sequence[Desired],
    rules: Mapping[str, Json],
) -> None:
    for want in wanted:
        now = rules.get(want.key.id)
        if group.get("interval") != want.body["interval"]:
            raise ServerError(
                f"{want.key} is to be evaluated every {want.body['interval']}s, and its group, which holds "
                f"rules of others too, is every {group.get('interval')}s",
                hint="give yours a group of its own",
            )
        if now and provenance.locked_in(provenance.stored(now), want.body["provenance"]):
            raise ServerError(
                f"{want.key} cannot be opened to the UI: its group holds rules of others too",
                hint="give yours a group of its own",
            )
        rule, headers = marked(want.body, source.app), provenance.headers(want.body["provenance"])
        if now is None:
            grafana.post(RULES, rule, headers)
        else:
            grafana.put(f"{RULES}/{segment(want.key.id)}", rule, headers)


def _may_be_sent_along(rule: Json, source: Source, given: str) -> bool:
    """Whether a write of its group leaves a rule as it is, and it is ours."""
    return marked_digests(rule, source.app) is not None and provenance.stored(rule) == given


def _project_order(source: Source, place: Place) -> Iterator[str]:
    for group in source.project.alert_groups.get(source.store, ()):
        if (group.folder_uid, group.name) == (place.folder, place.group):
            yield from (rule.uid for rule in group.rules)


def _check_folder(grafana: Grafana, place: Place) -> None:
    """Grafana makes a group in a folder that is not there, and then cannot export any rule (534, 550)."""
    try:
        grafana.get(f"/api/folders/{segment(place.folder)}")
    except NotFound:
        raise ServerError(
            f"the folder {place.folder} of group {place.group!r} is not in Grafana", hint="plan again"
        ) from None


def _check_untouched(change: Change, now: Json | None, grafana: Grafana) -> None:
    """Raises LostUpdate where a rule is not what it was when the plan was made."""
    live = change.live
    body = canonical(now, 0, provenance.stored(now)) if now is not None else None
    if change.desired is not None and body is not None and _fence(body) == _fence(change.desired.body):
        return
    if (body is None) != (live is None) or (body and live and _fence(body) != _fence(live.body)):
        newest = next(iter(rule_history.versions(grafana, change.key.id) or ()), None) if body else None
        what = f"changed{_by(newest.edit.by if newest else '')}" if body else "deleted"
        raise meanwhile(change.key, what)


def _check_history(grafana: Grafana, source: Source, change: Change) -> None:
    """Raises LostUpdate for an edit between our reading and our writing, which nothing prevents."""
    live, want = change.live, change.desired
    if want is None or live is None or not isinstance(live.version, int):
        return
    for version in rule_history.versions(grafana, change.key.id) or ():
        if version.number <= live.version:
            return
        if marked_digests(_as_rule(version, change.key.id), source.app) != frozenset({want.digest}):
            raise LostUpdate(
                f"{change.key} was changed{_by(version.edit.by)} while it was being pushed",
                hint=f"ours stands now; theirs is version {version.number} in its history in Grafana",
            )


def _as_rule(version: rule_history.Version, uid: str) -> Json:
    return {"uid": uid, "annotations": version.rule.get("annotations")}


def _fence(body: Json) -> Json:
    """A canonical form without what a push itself changes on the way: a receiver's name, a group's interval.

    Where a contact point gets another name Grafana puts that into the rules by itself (recorded: 590, 591).
    """
    rule = without_keys(body, "interval")
    if "notification_settings" in rule:
        rule["notification_settings"] = without_keys(rule["notification_settings"], "receiver")
    return rule


def _by(name: str) -> str:
    return f" by {name}" if name else ""
