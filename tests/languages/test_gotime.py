"""Go's durations and numbers, as its own documentation and gtime's tests have them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.languages.grafana.gotime import NANOSECONDS, parse_duration, parse_interval, seconds

NOW = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
HOUR = NANOSECONDS["h"]
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("5m", 300 * 10**9),
        ("1h30m", 5400 * 10**9),
        ("1h15m30.918273645s", 4530918273645),
        ("1.5h", 5400 * 10**9),
        (".5s", 5 * 10**8),
        ("5.s", 5 * 10**9),
        ("-1.5h", -5400 * 10**9),
        ("+5s", 5 * 10**9),
        ("100ms", 10**8),
        ("3us", 3000),
        ("3µs", 3000),
        ("3μs", 3000),
        ("7ns", 7),
        ("1d", DAY),
        ("2w", 14 * DAY),
        ("1M", 31 * DAY),  # from the 31st of January: February's 31st is the 3rd of March
        ("12M", 365 * DAY),
        ("1y", 365 * DAY),
        ("5y", 1826 * DAY),
    ],
)
def test_interval(text: str, nanoseconds: int) -> None:
    assert parse_interval(text, NOW) == nanoseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "m",
        "5 m",
        " 5m",
        "5m ",
        "1d12h",
        "1.5d",
        "-1d",
        "5min",
        "1h-5m",
        ".",
        "+",
        "1..5s",
        "5M5",
        "3000000h",
    ],
)
def test_what_go_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="invalid duration"):
        parse_interval(text, NOW)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0"),
        (300 * 10**9, "300"),
        (5 * 10**8, "0.5"),
        (10**5, "0.0001"),
        (10**4, "1e-05"),
        (1, "1e-09"),
        (-15 * 10**8, "-1.5"),
        (31_536_000 * 10**9, "31536000"),
        (1_000_000_001, "1.000000001"),
    ],
)
def test_seconds_as_go_prints_a_float(nanoseconds: int, text: str) -> None:
    assert seconds(nanoseconds) == text


@given(st.integers(0, 10**6), st.sampled_from(sorted(NANOSECONDS)))
def test_a_whole_number_of_units_is_exact(count: int, unit: str) -> None:
    assert parse_duration(f"{count}{unit}") == count * NANOSECONDS[unit]


@given(st.text("0123456789.hmsnuµdwMy+-", max_size=12))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert -(2**63) < parse_interval(text, NOW) < 2**63
