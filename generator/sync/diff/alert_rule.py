"""What differs between two forms of an alert rule: `for: 5m -> 10m`, `threshold: 10 -> 20`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.sync.diff.difference import Difference, shown
from generator.sync.diff.keys import by_key, without
from generator.sync.diff.panels import query_text

Json = Mapping[str, Any]

_SIGNS = {"gt": ">", "lt": "<", "gte": ">=", "lte": "<=", "eq": "=", "ne": "!="}

_BESIDES = ("settings.", "annotations.", "labels.", "model.")
"""What goes without saying above a key: an annotation `summary` is the summary."""


def differences(before: Json, after: Json) -> Iterator[Difference]:
    yield from _steps(before.get("data") or (), after.get("data") or ())
    for each in by_key(without(before, "data"), without(after, "data")):
        yield Difference(_short(each.part), each.what)


def _steps(before: Sequence[Json], after: Sequence[Json]) -> Iterator[Difference]:
    """The queries and expressions, by refId."""
    old, new = ({step.get("refId", ""): step for step in steps} for steps in (before, after))
    every = {**old, **new}
    kinds = Counter(map(_kind, every.values()))
    for ref, step in every.items():
        # The refId is for those that nothing else tells apart.
        name = f"{_kind(step)} {ref}" if kinds[_kind(step)] > 1 else _kind(step)
        if ref not in new or ref not in old:
            yield Difference(name, "removed" if ref in old else "added")
        else:
            yield from _step(name, old[ref], new[ref])


def _step(name: str, before: Json, after: Json) -> Iterator[Difference]:
    one, other = before.get("model") or {}, after.get("model") or {}
    if before.get("datasourceUid") != after.get("datasourceUid"):
        yield Difference(name, f"datasource {before.get('datasourceUid')} -> {after.get('datasourceUid')}")
        one, other = without(one, "datasource"), without(other, "datasource")
    if not _is_expression(after) and query_text(one) != query_text(other):
        yield Difference(name, "changed")
        return
    if one.get("type") == other.get("type") == "threshold" and _limit(one) != _limit(other):
        yield _threshold(name, _limit(one), _limit(other))
        return
    one, other = ({**step, "model": model} for step, model in ((before, one), (after, other)))
    for each in by_key(without(one, "datasourceUid"), without(other, "datasourceUid")):
        yield Difference(name, f"{_short(each.part)} {each.what}")


def _threshold(name: str, before: str, after: str) -> Difference:
    if before.partition(" ")[0] == after.partition(" ")[0]:  # the same sign need not be said
        before, after = before.partition(" ")[2], after.partition(" ")[2]
    return Difference(name, f"{before} -> {after}")


def _limit(model: Json) -> str:
    """`> 10`, or `outside_range 1, 5`: what the (first) condition of a threshold holds to."""
    evaluator = (next(iter(model.get("conditions") or ()), None) or {}).get("evaluator") or {}
    kind = str(evaluator.get("type", ""))
    return f"{_SIGNS.get(kind, kind)} {', '.join(shown(value) for value in evaluator.get('params') or ())}"


def _is_expression(step: Json) -> bool:
    return step.get("datasourceUid") in ("__expr__", "-100")


def _kind(step: Json) -> str:
    return str((step.get("model") or {}).get("type", "expression")) if _is_expression(step) else "query"


def _short(path: str) -> str:
    return next((path.removeprefix(prefix) for prefix in _BESIDES if path.startswith(prefix)), path)
