"""What Grafana remembers of an alert rule: who changed it when, and what it was after each change.

Source: the API of Grafana's own pages (recorded: 561h, 561u, 658). It came with Grafana 11; where it is not
there, or a token may not read it, nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import attrs

from generator.sync.client.errors import NotFound, Refused
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms.alert_rule import MARK
from generator.sync.marks import our_digests
from generator.sync.model import Edit, Json


@attrs.frozen
class Version:
    """One version; `rule` is as Grafana's own pages have it."""

    number: int
    edit: Edit
    rule: Json = attrs.field(repr=False)

    @property
    def mark(self) -> str:
        return str((self.rule.get("annotations") or {}).get(MARK) or "")


def versions(grafana: Grafana, uid: str) -> Sequence[Version] | None:
    """The newest first; None where Grafana does not tell. Raises ServerError."""
    try:
        answer = grafana.get(f"/api/ruler/grafana/api/v1/rule/{segment(uid)}/versions")
    except NotFound:
        return None
    except Refused as error:
        if error.status == 403:
            return None
        raise
    return [_version(each) for each in answer or ()]


def last_push(known: Sequence[Version], app: str) -> Version | None:
    """The version that our last push made; None where Grafana has forgotten it.

    An edit in Grafana's pages leaves our mark as it is: of the newest versions with one mark the first one
    is ours. It is not sure to be that if all that is older has been thrown away. And no two pushes write the
    same mark: where it stands again after another one, somebody has gone back to an older version.
    """
    if not known or our_digests(known[0].mark, app) is None:
        return None
    run = list(takewhile(lambda version: version.mark == known[0].mark, known))
    older = known[len(run) :]
    if any(version.mark == known[0].mark for version in older):
        return last_push(older, app)
    return run[-1] if older or run[-1].number == 1 else None


def _version(entry: Json) -> Version:
    alert = entry.get("grafana_alert") or {}
    who = alert.get("updated_by") or {}
    edit = Edit(str(who.get("name") or who.get("uid") or ""), str(alert.get("updated") or ""))
    return Version(int(alert.get("version") or 0), edit, entry)
