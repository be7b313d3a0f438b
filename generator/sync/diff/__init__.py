"""What differs between two forms of a resource, in words.

A kind whose resources need words of their own has a module here under its name (`rule_group` for
`rule group`) with a function `differences`; every other kind is compared key by key.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from functools import cache

from generator.sync.diff.difference import Difference, same
from generator.sync.diff.keys import by_key
from generator.sync.model import Json

__all__ = ["Difference", "differences"]


def differences(kind: str, before: Json, after: Json) -> list[Difference]:
    """How `before` became `after`; empty exactly where they are equal."""
    if same(before, after):
        return []
    try:
        told = list(_words(kind)(before, after))
    except (AttributeError, KeyError, TypeError, ValueError):
        told = []  # Grafana stores whatever it is sent: a list may be a text there
    return told or list(by_key(before, after))


@cache
def _words(kind: str) -> Callable[[Json, Json], Iterable[Difference]]:
    name = re.sub(r"\W", "_", kind)
    if name not in {module.name for module in pkgutil.iter_modules(__path__)}:
        return by_key
    words: Callable[[Json, Json], Iterable[Difference]] = importlib.import_module(
        f"{__name__}.{name}"
    ).differences
    return words
