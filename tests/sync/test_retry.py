"""When a request is sent again: soon at first, never all at once, and as Grafana asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sync.client.retry import Retry, retry_after

NOON = 1767960000.0
"""2026-01-09 12:00:00 UTC."""


def test_pauses_double_up_to_the_longest_and_end() -> None:
    retry = Retry(attempts=5, first=1, longest=4, random=lambda: 1.0)

    assert [retry.pause(attempt) for attempt in range(1, 6)] == [1, 2, 4, 4, None]


@given(st.integers(1, 6), st.floats(0, 1, exclude_max=True))
def test_luck_takes_no_more_than_half_of_a_pause(attempt: int, luck: float) -> None:
    whole, pause = Retry(random=lambda: 1.0).pause(attempt), Retry(random=lambda: luck).pause(attempt)

    assert whole is not None
    assert pause is not None
    assert whole / 2 <= pause <= whole


@given(st.integers(1, 6), st.floats(0, 120), st.floats(0, 1, exclude_max=True))
def test_nobody_comes_back_before_grafana_wants(attempt: int, asked: float, luck: float) -> None:
    pause = Retry(random=lambda: luck).pause(attempt, asked)

    assert pause is not None
    assert asked <= pause <= asked + 0.25


def test_an_hour_is_not_waited_for() -> None:
    assert Retry(patience=120).pause(1, 3600) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        (" 0 ", 0),
        ("Fri, 09 Jan 2026 12:00:30 GMT", 30),
        ("Fri, 09 Jan 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_retry_after_holds_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds
