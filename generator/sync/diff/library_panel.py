"""What differs between two library panels: in the words of a panel, then in their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.sync.diff.difference import Difference
from generator.sync.diff.keys import by_key, without
from generator.sync.diff.panels import panel_words

Json = Mapping[str, Any]


def differences(before: Json, after: Json) -> Iterator[Difference]:
    words = list(panel_words(before.get("model") or {}, after.get("model") or {}))
    if words:
        yield Difference("panel", ", ".join(words))
    yield from by_key(without(before, "model"), without(after, "model"))
