"""Which of a plan's resources a push writes, and what stops it: a pure function of plan and options."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import attrs

from generator.errors import LogloomError
from generator.suggest import did_you_mean
from generator.sync.model import Action, Change, Comparison, Status
from generator.sync.notes import missing_secrets, unset
from generator.sync.plan import Plan
from generator.sync.wording import hyphened, named, names_of, why

MAX_DELETES = 10


class OnEdit(StrEnum):
    """What happens to a resource that somebody has edited in Grafana."""

    STOP = "stop"
    OVERWRITE = "overwrite"
    KEEP = "keep"


@attrs.frozen
class Options:
    """What a push may do besides creating and updating. `adopt` are uids, or `kind/uid`."""

    on_edit: OnEdit = OnEdit.STOP
    adopt: Collection[str] = ()
    prune: bool = False
    max_deletes: int = MAX_DELETES


@attrs.frozen
class Stop:
    """A reason why nothing is pushed, about one resource or about the push as a whole."""

    message: str
    comparison: Comparison | None = None


@attrs.frozen
class Intent:
    """What a push is about to do: writes in the order of kinds, then deletions in the opposite order.

    With a stop nothing is written. `kept` are the edits that stay as they are.
    """

    writes: tuple[Change, ...]
    deletes: tuple[Change, ...]
    kept: tuple[Comparison, ...]
    stops: tuple[Stop, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.writes, *self.deletes)


def intend(plan: Plan, options: Options) -> Intent:
    """What a push with these options does. Raises LogloomError for an --adopt that names nothing."""
    _know(plan, options.adopt)
    writes: list[Change] = []
    deletes: list[Change] = []
    kept: list[Comparison] = []
    stops: list[Stop] = []
    for comparison in plan.comparisons:
        match _decided(comparison, options):
            case Change(action=Action.DELETE) as change:
                deletes.append(change)
            case Change(desired=want, live=live) if missing := missing_secrets(want, live):
                stops.append(Stop(unset(comparison, missing), comparison))
            case Change() as change:
                writes.append(change)
            case Stop() as stop:
                stops.append(stop)
            case OnEdit.KEEP:
                kept.append(comparison)
            case None:
                pass
    if len(deletes) > options.max_deletes:
        stops.append(
            Stop(
                f"{len(deletes)} deletions are more than the {options.max_deletes} that --max-deletes allows"
            )
        )
    return Intent(tuple(writes), tuple(reversed(deletes)), tuple(kept), tuple(stops))


def _decided(comparison: Comparison, options: Options) -> Change | Stop | OnEdit | None:
    key, want, live = comparison.key, comparison.desired, comparison.live
    update = Change(Action.UPDATE, key, want, live)
    match comparison.status:
        case Status.CREATE:
            return Change(Action.CREATE, key, want)
        case Status.UPDATE:
            return update
        case Status.EDITED | Status.CONFLICT:
            return _edited(comparison, update, options.on_edit)
        case Status.TAKEN:
            return (
                update if not names_of(key).isdisjoint(options.adopt) else Stop(why(comparison), comparison)
            )
        case Status.BLOCKED:
            return Stop(why(comparison), comparison)
        case Status.ORPHAN if options.prune:
            return _orphan(comparison, options.on_edit)
    return None


def _edited(comparison: Comparison, change: Change, on_edit: OnEdit) -> Change | Stop | OnEdit:
    match on_edit:
        case OnEdit.STOP:
            return Stop(why(comparison), comparison)
        case OnEdit.OVERWRITE:
            return change
    return on_edit


def _orphan(comparison: Comparison, on_edit: OnEdit) -> Change | Stop | OnEdit:
    """Deleting takes an edit away as well as overwriting does, and what stands inside goes along."""
    live = comparison.live
    if live is not None and live.children:
        return Stop(
            f"{named(comparison.key, comparison.title)} holds {live.children} that are not ours: "
            "move them elsewhere, or keep it in the project",
            comparison,
        )
    delete = Change(Action.DELETE, comparison.key, None, live)
    if live is not None and live.base_digests and live.digest not in live.base_digests:
        return _edited(comparison, delete, on_edit)
    return delete


def _know(plan: Plan, adopt: Collection[str]) -> None:
    """Raise LogloomError for a name that nothing has, or that could mean two things to be taken over."""
    names = {each.key: names_of(each.key) for each in plan.comparisons}
    taken = [each.key for each in plan.with_status(Status.TAKEN)]
    for name in adopt:
        if not any(name in known for known in names.values()):
            raise LogloomError(
                f"--adopt {name}: there is nothing of this uid in the project",
                hint=did_you_mean(name, frozenset().union(*names.values())),
            )
        meant = [key for key in taken if name in names[key]]
        if len(meant) > 1:
            several = ", ".join(f"{hyphened(key.kind)}/{key.id}" for key in meant)
            raise LogloomError(f"--adopt {name} may mean several things", hint=f"name one: {several}")
