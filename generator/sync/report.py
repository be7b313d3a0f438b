"""A plan, and what became of a push, for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from generator.sync.changes import Intent
from generator.sync.diff import Difference
from generator.sync.explain import explain, was_edited
from generator.sync.files import near
from generator.sync.model import Action, Change, Comparison, Status
from generator.sync.plan import Plan
from generator.sync.push import Outcome
from generator.sync.wording import by, named, owner, typed, ways_on

Style = Callable[[str, Status], str]
"""Paints the words of a status; for a file it leaves them as they are."""

_HEADINGS = {
    Status.CREATE: "To create",
    Status.UPDATE: "To update",
    Status.EDITED: "Edited in Grafana since the last push",
    Status.CONFLICT: "Edited in Grafana, and changed in the project too",
    Status.TAKEN: "In Grafana already, without our mark",
    Status.BLOCKED: "Not ours to write",
    Status.ORPHAN: "In Grafana with our mark, and no longer in the project; push --prune deletes it",
}

_MOST_LINES = 20
"""A resource that differs in more ways is cut short; --format json has them all."""

_COUNTED = {
    Status.CREATE: "to create",
    Status.UPDATE: "to update",
    Status.UNCHANGED: "unchanged",
    Status.EDITED: "edited in Grafana",
    Status.CONFLICT: "in conflict",
    Status.TAKEN: "taken",
    Status.BLOCKED: "blocked",
    Status.ORPHAN: "left over",
}

_DID = {Action.CREATE: "created", Action.UPDATE: "updated", Action.DELETE: "deleted"}


def plain(text: str, _: Status) -> str:
    return text


def plan_text(plan: Plan, style: Style = plain) -> str:
    """The plan, grouped by what follows for a resource; the last line sums it up."""
    lines: list[str] = []
    for status, heading in _HEADINGS.items():
        found = plan.with_status(status)
        if found:
            lines.append(style(f"{heading} ({len(found)})", status))
            lines += [f"  {line}" for each in found for line in _resource(each)]
            lines.append("")
    for note in plan.notes:
        lines += [f"Note: {note}", ""]
    return "\n".join([*lines, plan_summary(plan)])


def plan_summary(plan: Plan) -> str:
    """One line, for the end."""
    counts = ", ".join(f"{count} {_COUNTED[status]}" for status, count in plan.counts.items())
    return f"{counts or 'nothing to compare'} ({_where(plan)})"


def push_text(plan: Plan, intent: Intent, outcome: Outcome) -> str:
    """What was done; the last line sums it up."""
    lines = [_did(change) for change in outcome.done]
    lines += [f"kept {named(each.key, each.title)}, edited{by(each)}" for each in intent.kept]
    return "\n".join([*lines, push_summary(plan, intent, outcome)])


def push_summary(plan: Plan, intent: Intent, outcome: Outcome) -> str:
    done = [change.action for change in outcome.done]
    counts = [f"{done.count(action)} {word}" for action, word in _DID.items() if action in done]
    rest = (
        (plan.counts.get(Status.UNCHANGED, 0), "unchanged"),
        (len(intent.kept), "kept as edited"),
        (len(outcome.failed), "failed"),
        (len(outcome.left), "not begun"),
    )
    counts += [f"{count} {word}" for count, word in rest if count]
    copies = f"; what was there before is in {near(outcome.backup)}" if outcome.backup else ""
    return f"{', '.join(counts) or 'nothing to push'} ({_where(plan)}){copies}"


def _where(plan: Plan) -> str:
    return f"{plan.url}, organisation {plan.org}"


def _did(change: Change) -> str:
    side = change.desired or change.live
    return f"{_DID[change.action]} {named(change.key, side.title if side else '')}"


def _resource(comparison: Comparison) -> Iterator[str]:
    yield named(comparison.key, comparison.title) + _who(comparison)
    explanation = explain(comparison)
    if explanation.edited:
        yield "  what the edit did:"
        yield from _indented(explanation.edited, "    ")
    if explanation.pushed and comparison.status is Status.UPDATE:
        yield from _indented(explanation.pushed, "  ")
    elif explanation.pushed:
        yield "  what a push would make of it:"
        yield from _indented(explanation.pushed, "    ")
    if stops := _stops(comparison):
        yield f"  {stops}"


def _who(comparison: Comparison) -> str:
    """`, by admin, 2026-01-05 11:02:07 UTC` of what was edited."""
    edited = by(comparison) if comparison.status in (Status.EDITED, Status.CONFLICT) else ""
    return f",{edited}" if edited else ""


def _stops(comparison: Comparison) -> str:
    """What stops a push here, and the ways on; empty where nothing does."""
    match comparison.status:
        case Status.EDITED | Status.CONFLICT:
            return f"push stops here: {ways_on(comparison.key)}"
        case Status.TAKEN:
            return f"push stops here: --adopt {typed(comparison.key)} takes it over"
        case Status.BLOCKED:
            return f"push stops here: it {owner(comparison)}"
        case Status.ORPHAN:
            return _orphan(comparison)
    return ""


def _orphan(comparison: Comparison) -> str:
    """What keeps a left-over from being deleted, if anything does."""
    live = comparison.live
    if live and live.children:
        return f"push --prune stops here: it holds {live.children} that are not ours"
    if was_edited(comparison):
        return f"edited{by(comparison)}; push --prune stops here: --on-edit overwrite, or --on-edit keep"
    return ""


def _indented(differences: Sequence[Difference], indent: str) -> Iterator[str]:
    for difference in differences[:_MOST_LINES]:
        yield f"{indent}{difference}"
    if len(differences) > _MOST_LINES:
        yield f"{indent}and {len(differences) - _MOST_LINES} more"
