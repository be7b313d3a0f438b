"""A plan, and what became of a push, as JSON; docs/sync.md describes the keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.sync.changes import Intent
from generator.sync.diff import Difference
from generator.sync.explain import explain, was_edited
from generator.sync.files import place
from generator.sync.model import Change, Comparison, Status
from generator.sync.plan import Plan
from generator.sync.pull import Pulled
from generator.sync.push import Outcome


def plan_data(plan: Plan) -> dict[str, object]:
    """The plan as JSON."""
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
    """What became of a push, as JSON."""
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


def pull_data(pulled: Pulled, path: Path) -> dict[str, object]:
    """What was pulled, as JSON."""
    live = pulled.live
    return {
        "kind": live.key.kind,
        "uid": live.key.id,
        "title": live.title,
        "file": str(path),
        "in_project": pulled.in_project,
        "edited_by": live.edit.by,
        "edited_at": live.edit.at,
        "differences": [
            {
                "part": each.difference.part,
                "what": each.difference.what,
                "location": place(each.location),
                "diffs": list(each.diffs),
            }
            for each in pulled.carries
        ],
    }
