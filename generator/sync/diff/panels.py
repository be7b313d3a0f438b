"""What differs between the panels of two dashboards: matched by id, then by title, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.sync.diff.difference import ABSENT, Difference, turned
from generator.sync.diff.keys import by_key, without

Json = Mapping[str, Any]

_MOVES_NAMED = 3
"""More panels that did nothing but move are one line."""

_QUERY_TEXTS = ("rawSql", "expression", "expr", "query")
"""Where the datasources' targets hold the text that is asked."""

_IN_WORDS = ("title", "type", "datasource", "gridPos", "targets", "panels")
"""The keys that have words of their own below, or say nothing."""


def panel_differences(before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    moved = []
    for one, other in _pairs(flat(before), flat(after)):
        if other is None:
            yield Difference(_part(one or {}), "removed", owner(one or {}))
        elif one is None:
            yield Difference(_part(other), "added", owner(other))
        elif words := list(panel_words(one, other)):
            difference = Difference(_part(one), ", ".join(words), owner(other))
            if words == ["moved"]:
                moved.append(difference)
            else:
                yield difference
    if len(moved) <= _MOVES_NAMED:
        yield from moved
    else:
        # A panel put in at the top moves all that are below it.
        yield Difference(
            f"{len(moved)} panels", f"moved ({', '.join(each.part for each in moved[:_MOVES_NAMED])}, ...)"
        )


def panel_words(before: Json, after: Json) -> Iterator[str]:
    """How one panel became another, in words: `query changed`, `moved`, `title a -> b`."""
    if _library(before) != _library(after):
        # What it shows stands in the library on one of the sides: there is nothing to compare it with.
        yield f"linked to library panel {_library(after)}" if _library(after) else "unlinked from the library"
        yield from _place(before.get("gridPos") or {}, after.get("gridPos") or {})
        return
    for key in ("title", "type"):
        if before.get(key) != after.get(key):
            yield f"{key} {turned(before.get(key), after.get(key))}"
    if _datasource(before) != _datasource(after):
        yield f"datasource {turned(_datasource(before), _datasource(after))}"
    yield from _targets(_asked(before), _asked(after))
    for difference in by_key(without(before, *_IN_WORDS), without(after, *_IN_WORDS)):
        yield f"{_short(difference.part)} {difference.what}"
    yield from _place(before.get("gridPos") or {}, after.get("gridPos") or {})


def _place(before: Json, after: Json) -> Iterator[str]:
    if any(before.get(key) != after.get(key) for key in "xy"):
        yield "moved"
    if any(before.get(key) != after.get(key) for key in "wh"):
        yield "resized"


def _library(panel: Json) -> str:
    """The uid of the library panel that a panel shows; empty where it shows none."""
    return str((panel.get("libraryPanel") or {}).get("uid") or "")


def _datasource(panel: Json) -> Any:
    """The uid of a panel's datasource; Grafana once wrote a name there."""
    reference = panel.get("datasource", ABSENT)
    return reference.get("uid", ABSENT) if isinstance(reference, Mapping) else reference


def _asked(panel: Json) -> list[Json]:
    """The targets, without the datasource where it is the panel's: that has been said."""
    same = panel.get("datasource")
    targets = panel.get("targets") or ()
    return [without(each, "datasource") if each.get("datasource") == same else each for each in targets]


def _targets(before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    old, new = ({target.get("refId", ""): target for target in targets} for targets in (before, after))
    several = len({*old, *new}) > 1
    for ref in [*old, *(ref for ref in new if ref not in old)]:
        name = f"query {ref}" if several else "query"
        if ref not in new or ref not in old:
            yield f"{name} {'removed' if ref in old else 'added'}"
        elif query_text(old[ref]) != query_text(new[ref]):
            yield f"{name} changed"
        else:
            for difference in by_key(old[ref], new[ref]):
                yield f"{name} {difference.part} {difference.what}"


def query_text(target: Json) -> str:
    """The text that a target asks, in whatever language; empty where it has none."""
    return next((text for key in _QUERY_TEXTS if isinstance(text := target.get(key), str)), "")


def _short(path: str) -> str:
    """A path without what every panel has above it: `fieldConfig.defaults.unit` is `unit`."""
    for prefix in ("fieldConfig.defaults.custom.", "fieldConfig.defaults.", "fieldConfig."):
        if path.startswith(prefix):
            return path.removeprefix(prefix)
    return path


def _part(panel: Json) -> str:
    word = "row" if panel.get("type") == "row" else "panel"
    title = panel.get("title") or _library(panel) or panel.get("type", "")
    return f"{word} '{title}'"


def flat(panels: Sequence[Any]) -> list[Json]:
    """All panels, those inside of collapsed rows too."""
    return [each for panel in panels for each in (panel, *(panel.get("panels") or ()))]


def _pairs(old: Sequence[Json], new: Sequence[Json]) -> Iterator[tuple[Json | None, Json | None]]:
    """Each panel beside what it became: the one with its id, else one of its type and title."""
    left = dict(enumerate(old))
    found: dict[int, Json] = {}
    for same in (lambda one, other: _id(one) == _id(other) is not None, _same_name):
        for index, panel in enumerate(new):
            if index in found:
                continue
            match = next((at for at, one in left.items() if same(one, panel)), None)
            if match is not None:
                found[index] = left.pop(match)
    for index, panel in enumerate(new):
        yield found.get(index), panel
    for panel in left.values():
        yield panel, None


def owner(panel: Json) -> str:
    """What a panel is known by in a Difference."""
    return str(panel.get("id", ""))


def _id(panel: Json) -> Any:
    return panel.get("id")


def _same_name(one: Json, other: Json) -> bool:
    return bool(_name(one)) and _name(one) == _name(other)


def _name(panel: Json) -> tuple[Any, ...]:
    """What a panel is known by where its id is another; empty where it has no name at all."""
    library = _library(panel)
    return (panel.get("type"), panel.get("title"), library) if panel.get("title") or library else ()
