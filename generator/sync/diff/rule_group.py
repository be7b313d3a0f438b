"""What differs between two groups of alert rules: `rule 'Errors': for 5m -> 10m, threshold 10 -> 20`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.sync.diff.difference import Difference, shown
from generator.sync.diff.keys import by_key, without
from generator.sync.diff.panels import query_text

Json = Mapping[str, Any]

_SIGNS = {"gt": ">", "lt": "<", "gte": ">=", "lte": "<=", "eq": "=", "ne": "!="}

_SHORT = ("settings.", "annotations.", "labels.")
"""What goes without saying above a key: an annotation `summary` is the summary."""


def differences(before: Json, after: Json) -> Iterator[Difference]:
    old, new = ({rule["uid"]: rule for rule in group.get("rules") or ()} for group in (before, after))
    for uid in [*old, *(uid for uid in new if uid not in old)]:
        title = (old.get(uid) or new.get(uid) or {}).get("title", uid)
        if uid not in new or uid not in old:
            yield Difference(f"rule '{title}'", "removed" if uid in old else "added", uid)
        elif words := list(_rule(old[uid], new[uid])):
            yield Difference(f"rule '{title}'", ", ".join(words), uid)
    if [uid for uid in old if uid in new] != [uid for uid in new if uid in old]:
        yield Difference("rules", "in another order")
    yield from by_key(without(before, "rules"), without(after, "rules"))


def _rule(before: Json, after: Json) -> Iterator[str]:
    yield from _steps(before.get("data") or (), after.get("data") or ())
    for difference in by_key(without(before, "data"), without(after, "data")):
        yield f"{_short(difference.part)} {difference.what}"


def _steps(before: Sequence[Json], after: Sequence[Json]) -> Iterator[str]:
    """The queries and expressions, by refId."""
    old, new = ({step.get("refId", ""): step for step in steps} for steps in (before, after))
    queries = sum(not _is_expression(step) for step in new.values())
    for ref in [*old, *(ref for ref in new if ref not in old)]:
        one, other = old.get(ref), new.get(ref)
        if one is None or other is None:
            yield f"{_word(one or other or {}, ref)} {'removed' if one else 'added'}"
        elif one != other:
            name = _word(other, ref) if _is_expression(other) or queries > 1 else "query"
            yield from _step(name, one, other)


def _step(name: str, before: Json, after: Json) -> Iterator[str]:
    one, other = before.get("model") or {}, after.get("model") or {}
    if not _is_expression(after) and query_text(one) != query_text(other):
        yield f"{name} changed"
    elif one.get("type") == other.get("type") == "threshold":
        yield from _threshold(one, other)
    else:
        for difference in by_key(before, after):
            yield f"{name} {difference.part.removeprefix('model.')} {difference.what}"


def _threshold(before: Json, after: Json) -> Iterator[str]:
    one, other = _limit(before), _limit(after)
    if one != other:
        if one.partition(" ")[0] == other.partition(" ")[0]:  # the same sign need not be said
            one, other = one.partition(" ")[2], other.partition(" ")[2]
        yield f"threshold {one} -> {other}"
    else:
        for difference in by_key(before, after):
            yield f"threshold {difference.part} {difference.what}"


def _limit(model: Json) -> str:
    """`> 10`, or `outside_range 1, 5`: what the (first) condition of a threshold holds to."""
    evaluator = (next(iter(model.get("conditions") or ()), None) or {}).get("evaluator") or {}
    kind = str(evaluator.get("type", ""))
    return f"{_SIGNS.get(kind, kind)} {', '.join(shown(value) for value in evaluator.get('params') or ())}"


def _is_expression(step: Json) -> bool:
    return step.get("datasourceUid") in ("__expr__", "-100")


def _word(step: Json, ref: str) -> str:
    return f"{(step.get('model') or {}).get('type', 'expression') if _is_expression(step) else 'query'} {ref}"


def _short(path: str) -> str:
    return next((path.removeprefix(prefix) for prefix in _SHORT if path.startswith(prefix)), path)
