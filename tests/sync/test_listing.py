"""A list in pages is whole although others add and delete while it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from generator.sync.client.listing import whole_list

Json = dict[str, Any]

SIZE = 3


def pages(
    uids: list[str], meanwhile: Callable[[int], None] = lambda number: None
) -> Callable[[int], Sequence[Json]]:
    """A server with these; `meanwhile` is told of each page before it is answered."""

    def page(number: int) -> Sequence[Json]:
        meanwhile(number)
        return [{"uid": uid} for uid in uids[(number - 1) * SIZE : number * SIZE]]

    return page


def read(page: Callable[[int], Sequence[Json]]) -> list[str]:
    return list(whole_list(page, SIZE, lambda entry: str(entry["uid"])))


@pytest.mark.parametrize("count", range(10))
def test_all_pages_are_read(count: int) -> None:
    uids = [f"u{number}" for number in range(count)]

    assert read(pages(uids)) == uids


def test_a_list_of_one_page_is_asked_for_once() -> None:
    asked: list[int] = []

    read(pages(["a", "b"], asked.append))

    assert asked == [1]


def test_what_moves_up_over_the_edge_of_a_page_is_not_missed() -> None:
    """After the first page one of it is deleted, and the fourth becomes the third."""
    uids = ["a", "b", "c", "d", "e"]

    def delete(number: int) -> None:
        if number == 2 and "a" in uids:
            uids.remove("a")

    assert {"b", "c", "d", "e"} <= set(read(pages(uids, delete)))


def test_what_moves_down_over_the_edge_is_not_there_twice() -> None:
    uids = ["b", "c", "d", "e", "f"]

    def add(number: int) -> None:
        if number == 2 and "a" not in uids:
            uids.insert(0, "a")

    assert sorted(read(pages(uids, add))) == ["a", "b", "c", "d", "e", "f"]


def test_a_server_that_knows_no_pages_ends_nevertheless() -> None:
    assert read(lambda number: [{"uid": uid} for uid in "abc"]) == ["a", "b", "c"]


def test_a_list_that_never_rests_ends_nevertheless() -> None:
    numbers = iter(range(10_000))

    assert read(lambda number: [{"uid": str(next(numbers))} for _ in range(SIZE if number < 3 else 1)])
