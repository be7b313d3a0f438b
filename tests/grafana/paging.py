"""The tokens with which a list goes on: the last entry's number, or in unified storage something opaque."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.grafana.state import State

Entry = TypeVar("Entry")


def token_after(state: State, shown: int, last: int) -> str:
    """For a page that ends with entry `last`, after `shown` entries in all."""
    if not state.unified:
        return f"org:1/start:{last}/folder:"
    content = {"o": shown, "v": state.moment(), "s": False}
    return base64.b64encode(json.dumps(content, separators=(",", ":")).encode()).decode()


def skipped(token: str, entries: Sequence[Entry], number: Callable[[Entry], int]) -> int:
    """How many of the entries were on the pages before. The highest numbers come first."""
    if not token:
        return 0
    match = re.search(r"start:(\d+)", token)
    if match:
        return sum(number(entry) >= int(match[1]) for entry in entries)
    offset: int = json.loads(base64.b64decode(token))["o"]
    return offset
