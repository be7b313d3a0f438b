"""A plan, and what became of a push, for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.sync.changes import WAYS_ON, Intent, advice, by, named
from generator.sync.diff import Difference
from generator.sync.explain import explain, was_edited
from generator.sync.files import near, place
from generator.sync.model import Action, Change, Comparison, Status
from generator.sync.plan import Plan
from generator.sync.push import Outcome

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
    name = named(comparison.key, comparison.title)
    uid = comparison.key.id or comparison.key.kind
    explanation = explain(comparison)
    ways = ""
    match comparison.status:
        case Status.EDITED | Status.CONFLICT:
            name, ways = (
                f"{name},{by(comparison)}" if by(comparison) else name,
                f"push stops here: {WAYS_ON.format(uid=uid)}",
            )
        case Status.TAKEN:
            ways = f"push stops here: --adopt {uid} takes it over"
        case Status.BLOCKED if comparison.live:
            ways = f"it belongs to {comparison.live.blocked}: {advice(comparison)}"
        case Status.ORPHAN:
            ways = _orphan(comparison)
    yield name
    if explanation.edited:
        yield "  what the edit did:"
        yield from _indented(explanation.edited, "    ")
    if explanation.pushed:
        if comparison.status is not Status.UPDATE:
            yield "  what a push would make of it:"
        yield from _indented(explanation.pushed, "  " if comparison.status is Status.UPDATE else "    ")
    if ways:
        yield f"  {ways}"


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


def plan_data(plan: Plan) -> dict[str, object]:
    """The plan as JSON: see docs/sync.md for its keys."""
    return {
        "url": plan.url,
        "org": plan.org,
        "store": plan.store,
        "resources": [_comparison_data(each) for each in plan.comparisons],
        "notes": list(plan.notes),
        "summary": {str(status): plan.counts.get(status, 0) for status in Status},
    }


def _comparison_data(comparison: Comparison) -> dict[str, object]:
    live, desired = comparison.live, comparison.desired
    explanation = explain(comparison)
    optional = {
        "location": place(desired.location) if desired else "",
        "edited_by": live.edit.by if live and was_edited(comparison) else "",
        "edited_at": live.edit.at if live and was_edited(comparison) else "",
        "blocked_by": live.blocked if live and comparison.status is Status.BLOCKED else "",
        "differences": _differences(explanation.pushed),
        "edits": _differences(explanation.edited),
    }
    return {
        "kind": comparison.key.kind,
        "uid": comparison.key.id,
        "title": comparison.title,
        "status": str(comparison.status),
        **{key: value for key, value in optional.items() if value},
    }


def _differences(differences: Iterable[Difference]) -> list[dict[str, str]]:
    return [{"part": each.part, "what": each.what} for each in differences]


def push_data(plan: Plan, intent: Intent, outcome: Outcome) -> dict[str, object]:
    """What became of a push, as JSON: see docs/sync.md for its keys."""
    return {
        "url": plan.url,
        "org": plan.org,
        "store": plan.store,
        "done": [_change_data(change) for change in outcome.done],
        "failed": [{**_change_data(each.change), "error": str(each.error)} for each in outcome.failed],
        "not_begun": [_change_data(change) for change in outcome.left],
        "kept": [_key_data(each) for each in intent.kept],
        "stops": [stop.message for stop in intent.stops],
        "unchanged": plan.counts.get(Status.UNCHANGED, 0),
        "backup": str(outcome.backup) if outcome.backup else None,
        "interrupted": outcome.interrupted,
    }


def stopped_data(plan: Plan, intent: Intent) -> dict[str, object]:
    """The same of a push that did not begin."""
    return push_data(plan, intent, Outcome((), (), intent.changes))


def _key_data(comparison: Comparison) -> dict[str, str]:
    return {"kind": comparison.key.kind, "uid": comparison.key.id, "title": comparison.title}


def _change_data(change: Change) -> dict[str, str]:
    side = change.desired or change.live
    return {
        "action": str(change.action),
        "kind": change.key.kind,
        "uid": change.key.id,
        "title": side.title if side else "",
    }
