"""Which expected row is which of the rows that came back."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from generator.queries.pairing import pair

WHOLE = 2

likenesses = st.integers(0, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, WHOLE), min_size=columns, max_size=columns), min_size=0, max_size=4
    )
)


def most_alike_in_full(likeness: list[list[int]]) -> int:
    """By trying every way to pair them."""
    rows = len(likeness[0]) if likeness else 0
    slots = [*range(rows), *[None] * len(likeness)]
    alike: list[int] = [
        sum(row is not None and likeness[e][row] == WHOLE for e, row in enumerate(order))
        for order in permutations(slots, len(likeness))
    ]
    return max(alike)


@given(likenesses)
def test_as_many_rows_as_can_be_are_alike_in_full(likeness: list[list[int]]) -> None:
    pairs = pair(likeness, [WHOLE] * len(likeness))
    alike = [(e, r) for e, r in pairs.items() if likeness[e][r] == WHOLE]
    assert len(alike) == most_alike_in_full(likeness)
    assert len(set(pairs.values())) == len(pairs)


def test_first_come_first_served_would_lose_a_pair() -> None:
    assert pair([[1, 1], [1, 0]], [1, 1]) == {0: 1, 1: 0}


def test_the_rest_are_paired_by_how_much_they_agree() -> None:
    assert pair([[1, 2], [2, 1]], [3, 3]) == {0: 1, 1: 0}


def test_rows_that_agree_in_nothing_are_a_pair_only_when_alone() -> None:
    assert pair([[0]], [1]) == {0: 0}
    assert pair([[0, 0]], [1]) == {}


def test_no_rows_are_no_pairs() -> None:
    assert pair([], []) == {}
    assert pair([[], []], [1, 1]) == {}


def test_a_long_chain_of_owners_moves_on() -> None:
    size = 300
    likeness = [[int(r in (e, e + 1)) for r in range(size)] for e in range(size - 1)]
    likeness.append([int(r == 0) for r in range(size)])
    assert len(pair(likeness, [1] * size)) == size
