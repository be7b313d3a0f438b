"""What differs between two dashboards, as people speak of them: panels, variables, time, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.sync.diff.difference import Difference, turned
from generator.sync.diff.keys import by_key, by_name, without
from generator.sync.diff.panels import panel_differences

Json = Mapping[str, Any]

_IN_WORDS = ("panels", "templating", "annotations", "links", "time")
"""The keys that have words of their own below."""


def differences(before: Json, after: Json) -> Iterator[Difference]:
    if before.get("folderUid") != after.get("folderUid"):
        yield Difference(
            "folder", turned(before.get("folderUid") or "General", after.get("folderUid") or "General")
        )
    old, new = before.get("dashboard", {}), after.get("dashboard", {})
    yield from panel_differences(old.get("panels") or (), new.get("panels") or ())
    yield from by_name(
        _list(old, "templating"), _list(new, "templating"), lambda each: each.get("name"), "variable"
    )
    yield from by_name(
        _list(old, "annotations"), _list(new, "annotations"), lambda each: each.get("name"), "annotation"
    )
    yield from by_name(old.get("links") or (), new.get("links") or (), lambda each: each.get("title"), "link")
    if old.get("time") != new.get("time"):
        yield Difference("time", turned(_span(old), _span(new)))
    yield from by_key(without(old, *_IN_WORDS), without(new, *_IN_WORDS))


def _list(dashboard: Json, key: str) -> list[Any]:
    return (dashboard.get(key) or {}).get("list") or []


def _span(dashboard: Json) -> str:
    time = dashboard.get("time") or {}
    return f"{time.get('from', '')} to {time.get('to', '')}"
