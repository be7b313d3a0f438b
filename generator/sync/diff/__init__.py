"""What differs between two forms of a resource, in words.

A kind whose resources need words of their own has a module here under its name (`alert_rule` for
`alert rule`) with a function `differences`; every other kind is compared key by key.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from generator.sync.diff.difference import Difference, same
from generator.sync.diff.keys import by_key, without
from generator.sync.model import Json

PROVENANCE = "provenance"

__all__ = ["Difference", "differences"]


def differences(kind: str, before: Json, after: Json) -> list[Difference]:
    """How `before` became `after`; empty exactly where they are equal."""
    if same(before, after):
        return []
    lock = list(_edits_in_ui(before, after))
    if lock:
        before, after = without(before, PROVENANCE), without(after, PROVENANCE)
    try:
        told = list(_words(kind)(before, after))
    except (AttributeError, KeyError, TypeError, ValueError):
        told = []  # Grafana stores whatever it is sent: a list may be a text there
    return [*(told or by_key(before, after)), *lock]


def _edits_in_ui(before: Json, after: Json) -> Iterator[Difference]:
    """Grafana locks in its UI what the API writes, unless it is told not to."""
    one, other = before.get(PROVENANCE), after.get(PROVENANCE)
    if one != other and isinstance(other, str):
        becomes = "read-only in Grafana's UI" if other else "open to edits in Grafana's UI"
        yield Difference(PROVENANCE, f"{one or 'none'} -> {other or 'none'}, it becomes {becomes}")


@cache
def _words(kind: str) -> Callable[[Json, Json], Iterable[Difference]]:
    name = re.sub(r"\W", "_", kind)
    if name not in {module.name for module in pkgutil.iter_modules(__path__)}:
        return by_key
    words: Callable[[Json, Json], Iterable[Difference]] = importlib.import_module(
        f"{__name__}.{name}"
    ).differences
    return words
