"""Prometheus durations: read as Grafana reads them, written as it gives them back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.alerting.durations import format_duration, format_in_one_unit, parse_duration

lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=100_000)).map(
    lambda length: timedelta(milliseconds=length // timedelta(milliseconds=1))
)


@pytest.mark.parametrize(
    ("written", "given_back"),
    [
        ("90s", "1m30s"),  # recorded: 560a
        ("1h", "1h"),  # 560b
        ("60s", "1m"),  # 560c
        ("1d", "1d"),  # 560d
        ("0s", "0s"),  # 502
        ("0", "0s"),
        ("345600s", "4d"),
        ("4d", "4d"),
        ("96h", "4d"),
        ("24h", "1d"),
        ("7d", "1w"),
        ("8d", "8d"),
        ("365d", "1y"),
        ("366d", "366d"),
        ("1h0m30s", "1h30s"),
        ("1500ms", "1s500ms"),
        ("0m", "0s"),
    ],
)
def test_a_duration_comes_back_as_grafana_writes_it(written: str, given_back: str) -> None:
    length = parse_duration(written)
    assert length is not None
    assert format_duration(length) == given_back


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "5",
        "5 m",
        "m",
        "-5m",
        "1.5h",
        "1m1h",
        "5M",
        "5min",
        "1h1h",
        "1m 30s",
        "5m\n",
        "५m",
        "300000y",
    ],
)
def test_what_grafana_does_not_read_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@given(lengths)
def test_a_length_survives_being_written_and_read(length: timedelta) -> None:
    assert parse_duration(format_duration(length)) == length


@given(lengths)
def test_what_is_written_adds_up_to_the_length(length: timedelta) -> None:
    """A second reading, by adding the parts up one by one."""
    milliseconds = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
    milliseconds |= {"w": 7 * milliseconds["d"], "y": 365 * milliseconds["d"]}
    parts = re.findall(r"(\d+)([a-z]+)", format_duration(length))
    assert sum(int(count) * milliseconds[unit] for count, unit in parts) == length / timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("written", "in_one_unit"),
    [("1d12h", "36h"), ("1m30s", "90s"), ("60s", "1m"), ("1w", "7d"), ("1500ms", "1500ms"), ("2h", "2h")],
)
def test_a_resamples_window_has_one_unit(written: str, in_one_unit: str) -> None:
    length = parse_duration(written)
    assert length is not None
    assert format_in_one_unit(length) == in_one_unit
