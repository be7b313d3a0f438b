"""What differs between two pieces of JSON, key by key, for whatever has no words of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.sync.diff.difference import ABSENT, Difference, same, turned

_NAMES = ("uid", "name", "title", "refId")
"""What tells the entries of a list apart, where all of them have it."""


def by_key(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """Each leaf that differs, by its path: `jsonData.sslmode: disable -> require`."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            below = f"{path}.{key}" if path else str(key)
            yield from by_key(before.get(key, ABSENT), after.get(key, ABSENT), below)
        return
    if same(before, after):
        return
    if isinstance(before, list) and isinstance(after, list):
        name = next(
            (name for name in _NAMES if _tells_apart(name, before) and _tells_apart(name, after)), None
        )
        if name is not None:
            yield from by_name(before, after, lambda entry: entry[name], path)
            return
    yield Difference(path or "it", turned(before, after))


def by_name(
    before: Sequence[Any], after: Sequence[Any], name: Callable[[Any], object], path: str
) -> Iterator[Difference]:
    """The entries of two lists, matched by name: added, removed, what differs in each, and a new order."""
    old, new = (named(entries, name) for entries in (before, after))
    for each in [*old, *(key for key in new if key not in old)]:
        part = f"{path} {each}".strip()
        if each not in new:
            yield Difference(part, "removed")
        elif each not in old:
            yield Difference(part, "added")
        else:
            yield from by_key(old[each], new[each], part)
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield Difference(path, "in another order")


def named(entries: Iterable[Any], name: Callable[[Any], object]) -> dict[str, Any]:
    """The entries by name; the second of one name is told apart by a number."""
    seen: Counter[str] = Counter()
    found = {}
    for entry in entries:
        word = str(name(entry))
        seen[word] += 1
        found[word if seen[word] == 1 else f"{word} ({seen[word]})"] = entry
    return found


def without(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """What is left to be compared key by key, when the keys that have words of their own are done."""
    return {key: value for key, value in mapping.items() if key not in keys}


def _tells_apart(name: str, entries: Sequence[Any]) -> bool:
    names = [entry.get(name) if isinstance(entry, Mapping) else None for entry in entries]
    return all(isinstance(each, str) and each for each in names) and len(set(names)) == len(names)
