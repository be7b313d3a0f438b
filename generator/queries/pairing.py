"""Which expected row is which of the rows that came back, where their order means nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence


def pair(likeness: Sequence[Sequence[int]], whole: Sequence[int]) -> dict[int, int]:
    """Pairs of expected rows and rows: as many alike in full as there can be, then the nearest of the rest.

    `likeness[e][r]` is the number of columns in which expected row e and row r agree, `whole[e]` the number
    that e has. Rows that agree in nothing are a pair only where one of each is left.
    """
    pairs = _matched([[r for r, n in enumerate(row) if n == whole[e]] for e, row in enumerate(likeness)])
    taken = set(pairs.values())
    left = sorted(
        (-n, e, r)
        for e, row in enumerate(likeness)
        if e not in pairs
        for r, n in enumerate(row)
        if r not in taken
    )
    for score, e, r in left:
        if (score or len(left) == 1) and e not in pairs and r not in taken:
            pairs[e] = r
            taken.add(r)
    return pairs


def _matched(equal: Sequence[Sequence[int]]) -> dict[int, int]:
    """A maximum matching, found by augmenting paths; `equal[e]` are the rows that e may be.

    First come, first served is not enough: rows that leave out columns, or are equal within a tolerance,
    may be equal to several.
    """
    row_of: dict[int, int] = {}
    owner: dict[int, int] = {}
    for start in range(len(equal)):
        row, came_from = _free_row(start, equal, owner)
        while row is not None:
            e = came_from[row]
            before = row_of.get(e)
            row_of[e], owner[row] = row, e
            row = before
    return row_of


def _free_row(
    start: int, equal: Sequence[Sequence[int]], owner: Mapping[int, int]
) -> tuple[int | None, dict[int, int]]:
    """A row that nobody owns, if owners on the way to it move on, and who would own each row on the way."""
    came_from: dict[int, int] = {}
    waiting = deque([start])
    while waiting:
        e = waiting.popleft()
        for row in equal[e]:
            if row not in came_from:
                came_from[row] = e
                if row not in owner:
                    return row, came_from
                waiting.append(owner[row])
    return None, came_from
