"""Lists that come in pages, while others add and delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Json = dict[str, Any]

TRIES = 4


def whole_list(
    page: Callable[[int], Sequence[Json]], size: int, name: Callable[[Json], str], tries: int = TRIES
) -> dict[str, Json]:
    """All entries by name. `page` answers the page of a number, from 1; one of less than `size` is the last.

    Where an entry is deleted between two pages the next one moves up and is in neither of them. So a list
    of several pages is read until two readings agree.
    """
    before = None
    for _ in range(tries):
        found, pages = _read(page, size, name)
        if pages == 1 or (before is not None and before.keys() == found.keys()):
            return found
        # What one reading has missed another may have.
        before = found
    return found


def _read(
    page: Callable[[int], Sequence[Json]], size: int, name: Callable[[Json], str]
) -> tuple[dict[str, Json], int]:
    found: dict[str, Json] = {}
    number = 0
    while True:
        number += 1
        entries = page(number)
        known = len(found)
        found.update({name(entry): entry for entry in entries})
        # A server that knows no pages answers the first one again.
        if len(entries) < size or len(found) == known:
            return found, number
