"""Moments and spans as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from generator.queries.moments import from_epoch, parse_moment, parse_relative, parse_span

START = datetime(2026, 1, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15T10:05:30Z", START + timedelta(minutes=5, seconds=30)),
        ("2026-01-15 11:05:30+01:00", START + timedelta(minutes=5, seconds=30)),
        ("2026-01-15T10:00:00.123456Z", START + timedelta(microseconds=123_456)),
        ("2026-01-15 10:00:00.5+00", START + timedelta(milliseconds=500)),
        ("+5m30s", START + timedelta(minutes=5, seconds=30)),
        ("+0", START),
        ("-1h", START - timedelta(hours=1)),
        ("+1.5s", START + timedelta(milliseconds=1500)),
    ],
)
def test_a_moment_is_iso_or_after_the_start(text: str, moment: datetime) -> None:
    assert parse_moment(text, START) == moment


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("yesterday", "no timestamp"),
        ("2026-02-30T00:00:00Z", "no timestamp"),
        ("0001-01-01T00:00:00+14:00", "no timestamp"),
        ("9999-12-31T23:59:59-12:00", "no timestamp"),
        ("2026-01-15T10:00:00", "no time zone"),
        ("2026-01-15", "no time zone"),
        ("", "no timestamp"),
        ("+5", "no duration"),
        ("+5d", "no duration"),
        ("+9000000h", "no duration"),
    ],
)
def test_what_is_no_moment_is_said(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        parse_moment(text, START)


def test_without_a_start_there_is_nothing_to_count_from() -> None:
    with pytest.raises(ValueError, match="no timestamp"):
        parse_moment("+5m")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("1h30m", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("500ms", timedelta(milliseconds=500)),
    ],
)
def test_a_span_is_what_grafana_reads(text: str, span: timedelta) -> None:
    assert parse_span(text, START) == span


@pytest.mark.parametrize("text", ["", "5", "0s", "-1h", "an hour", "1hour"])
def test_what_is_no_span_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        parse_span(text, START)


def test_relative_moments_count_from_now() -> None:
    assert parse_relative("now", START) == START
    assert parse_relative("now-6h", START) == START - timedelta(hours=6)
    assert parse_relative("2026-01-15T10:00:00Z", START) == START
    for text in ("now+1h", "now-", "later"):
        with pytest.raises(ValueError, match="no "):
            parse_relative(text, START)


@pytest.mark.parametrize("value", [1_768_471_200, 1_768_471_200_000, 1_768_471_200_000_000_000])
def test_a_number_is_a_moment_by_its_digits(value: int) -> None:
    assert from_epoch(value) == START


def test_a_number_beyond_all_years_is_no_moment() -> None:
    assert from_epoch(1e25) is None
    assert from_epoch(float("nan")) is None
