"""One write of a push, until it is known to be done: what was not answered is read before it is repeated."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import attrs

from generator.errors import ServerError
from generator.sync.client.errors import Refused, Unanswered, meanwhile
from generator.sync.client.grafana import Grafana
from generator.sync.decide import decide
from generator.sync.kind import Kind, Source
from generator.sync.model import Action, Change, Live, Status

PAUSES = (0.3, 1.0, 2.0, 4.0)
"""Seconds before each repetition."""

_JUST_MADE = "access denied to folder"
"""What Grafana says, for a moment, of a folder that it has just made."""


@attrs.frozen
class Writer:
    """Writes to one Grafana. `pauses` are the seconds before each repetition; there is none after `stop`."""

    grafana: Grafana
    source: Source
    pauses: Sequence[float] = PAUSES
    stop: threading.Event = attrs.field(factory=threading.Event, init=False)

    def write(self, kind: Kind, changes: Sequence[Change]) -> None:
        """Do one batch. Raises Refused, Unanswered or LostUpdate where it is not known to be done."""
        for pause in (*self.pauses, None):
            try:
                kind.apply(self.grafana, self.source, changes)
                self._verify(kind, changes)
                return
            except (Refused, Unanswered) as error:
                if not _is_in_doubt(error):
                    raise
                changes = self._outstanding(kind, changes)
                if not changes:
                    return
                if pause is None or self.stop.wait(pause):
                    raise
        raise AssertionError("the last repetition returns or raises")

    def is_answered(self) -> bool:
        """Whether Grafana answers at all."""
        try:
            self.grafana.get("/api/health")
        except Refused:
            return True
        except ServerError:
            return False
        return True

    def _verify(self, kind: Kind, changes: Sequence[Change]) -> None:
        """Grafana says of some deletions that they are done although nothing has gone."""
        for change in changes:
            if change.action is Action.DELETE and kind.read_one(self.grafana, self.source, change.key):
                raise Refused(f"{change.key} is still there, although Grafana said that it is deleted", 200)

    def _outstanding(self, kind: Kind, changes: Sequence[Change]) -> list[Change]:
        """The changes that are not done, each with what is there now. Raises LostUpdate for an edit."""
        left = []
        for change in changes:
            now = kind.read_one(self.grafana, self.source, change.key)
            if is_done(change, now):
                continue
            if not is_untouched(change, now):
                raise meanwhile(change.key, _fate(now))
            left.append(attrs.evolve(change, live=now, action=_action(change, now)))
        return left


def is_done(change: Change, now: Live | None) -> bool:
    """Whether what is there is what the change was to bring about."""
    if change.desired is None or now is None:
        return change.desired is None and now is None
    comparison = decide(change.desired, now)
    return comparison is not None and comparison.status is Status.UNCHANGED


def is_untouched(change: Change, now: Live | None) -> bool:
    """Whether nobody but this push can have made what is there: it may be done, or done again."""
    if now is None:
        return change.live is None
    if change.live is not None and change.live.digest == now.digest:
        return True
    comparison = decide(change.desired, now)
    return comparison is not None and comparison.status is Status.UPDATE


def _fate(now: Live | None) -> str:
    if now is None:
        return "deleted in Grafana"
    return f"changed in Grafana{f' by {now.edit.by}' if now.edit.by else ''}"


def _action(change: Change, now: Live | None) -> Action:
    """A creation that was done by half goes on as an update."""
    return Action.UPDATE if change.action is Action.CREATE and now is not None else change.action


def _is_in_doubt(error: Exception) -> bool:
    """Whether it is worth a look what is there now.

    Grafana's stores answer 409 and 500 where two writes met, whether it is done or not.
    """
    if not isinstance(error, Refused):
        return True
    return error.status == 409 or error.status >= 500 or _JUST_MADE in str(error).casefold()
