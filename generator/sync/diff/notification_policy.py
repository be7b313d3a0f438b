"""What differs between two notification policies: `route severity = critical: receiver a -> b`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.sync.diff.difference import Difference
from generator.sync.diff.keys import by_key, named, without
from generator.sync.forms.notifications import BELOW

Json = Mapping[str, Any]


def differences(before: Json, after: Json) -> Iterator[Difference]:
    old, new = before.get(BELOW), after.get(BELOW)
    if old != new:
        yield Difference("our route", f"moved below route {new}" if new else f"moved out of route {old}")
    yield from _route(without(before, BELOW), without(after, BELOW), "")


def _route(before: Json, after: Json, path: str) -> Iterator[Difference]:
    for difference in by_key(without(before, "routes"), without(after, "routes")):
        if path:
            yield Difference(f"route {path}", f"{difference.part} {difference.what}")
        else:
            yield difference
    yield from _routes(
        named(before.get("routes") or (), _matchers), named(after.get("routes") or (), _matchers), path
    )


def _routes(old: Mapping[str, Json], new: Mapping[str, Json], path: str) -> Iterator[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        below = f"{path} > {name}" if path else name
        if name not in new:
            yield Difference(f"route {below}", f"removed, was to {old[name].get('receiver') or 'its parent'}")
        elif name not in old:
            yield Difference(f"route {below}", f"added, to {new[name].get('receiver') or 'its parent'}")
        else:
            yield from _route(old[name], new[name], below)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield Difference(f"routes below {path}" if path else "routes", "in another order")


def _matchers(route: Json) -> str:
    written = route.get("object_matchers") or route.get("matchers") or ()
    words = [each if isinstance(each, str) else " ".join(str(word) for word in each) for each in written]
    return ", ".join(sorted(words)) or "of everything"
