"""Records as CloudWatch discovers them in lines of JSON, and records that try a translation."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.insights.aggregates import Row
from tests.insights.values import Value

COLUMNS = (
    "id",
    "timestamp",
    "level",
    "category",
    "logger",
    "message",
    "user_id",
    "trace_id",
    "extra",
    "created_at",
)
"""The table's columns, as `event` wants them."""


def event(record: Mapping[str, Any]) -> Row:
    """The fields of a record of the table: CloudWatch's own, and what it finds in the line of JSON.

    A map or list is no field itself; what it holds is, by its path (AWS, "Fields in JSON logs").
    """
    line = {name: record[name] for name in COLUMNS[2:-1] if record[name] is not None}
    sent = {"timestamp": f"{record['timestamp'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z", **line}
    return {
        "@ptr": record["id"],
        "@timestamp": _to_millis(record["timestamp"]),
        "@ingestionTime": _to_millis(record["created_at"]),
        "@message": json.dumps(sent, ensure_ascii=False),
        **dict(discovered("", line)),
    }


def discovered(path: str, value: Value) -> Iterator[tuple[str, Value]]:
    """The fields at and below a path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from discovered(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from discovered(f"{path}.{index}", inner)
    elif value is not None:
        yield path, value


def _to_millis(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


# --- adversarial records ---

# Letters beyond ASCII have no case: what becomes of others in capitals is up to a database's locale.
TEXTS = (
    "",
    " ",
    "user=ada action=save took 12 ms",
    "user=bo action=load took 7 ms, then took 300 ms",
    "user=日🙂 action= took ms",
    "line one\nuser=ada took 5 ms\nline three",
    'it\'s "quoted" and \\ escaped',
    "100% of a_b.*c [x] (y) {z} ^$ |",
    "Timeout after 30s",
    "timeout: connection REFUSED",
    "aXbXc",
    "ab",
    "a",
    "日本 語",
    "42",
    "043",
    " 4.5 ",
    "-7",
    "+.5",
    "1e3",
    "1e",
    "0x10",
    "NaN",
    "Infinity",
    "1,000",
    "12 34",
    "١٢",
    '{"a": {"b": "x", "n": 5}, "items": [1, "2", null, {"k": "v"}]}',
    "[1, 2, 3]",
    "[]",
    '{"a":',
    '["]',
    "192.0.2.7",
    "10.1.2.3",
    "2001:db8::1",
    "null",
    "true",
)
LOGGERS = ("code_monet.auth", "code_monet.agent", "code_monet.agent.tools", "code_monet.http")
NUMBERS = (0, 1, 2, 7, 10, 42, 250, 1000, -3, 0.5, 12.25, 1500.75, 100000)
"""Sums and products of these are the same in binary and in decimal. No text looks like the same number as
another: which of the two is the greatest is anybody's guess."""
BAD_NUMBERS = ("fast", "12", " 8", "", "3e2", "7 ms")
EXTRAS: Mapping[str, Sequence[Any]] = {
    "tool": ("brush", "Brush", "brush10", "brush9", "", "eraser", "42", "日"),
    "outcome": ("success", "failure"),
    "reason": TEXTS,
    "client_ip": ("192.0.2.7", "192.0.3.1", "10.1.2.3", "2001:db8::1", "not an address", "999.1.1.1"),
    "duration_ms": NUMBERS,
    "tokens": (0, 1, 5, 100, 2048),
    "status": (200, 204, 301, 404, 500, 503),
    "turn": (1, 2, 3),
}
DEEP: Sequence[Any] = (
    {"a": {"b": "x", "c": 5}},
    {"a": {"b": 5}},
    {"a": [{"b": "x"}, {"b": "y"}]},
    {"a": None},
    [1, "x"],
    "deep",
    7,
)
START = datetime(2026, 1, 15, 9, 58, tzinfo=UTC)


def records(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Records that may make a translation stumble; with ids, in the order in which they came in."""
    chance = random.Random(seed)
    at = START
    for number in range(1, count + 1):
        if chance.random() < 0.8:
            at += timedelta(milliseconds=chance.choice((1, 250, 999, 1000, 61_000, 240_000)))
        moment = at - timedelta(hours=chance.choice((0, 0, 0, 0, 1, 30, 24 * 40)))
        extra: dict[str, Any] | None = {
            key: chance.choice(
                BAD_NUMBERS if isinstance(choices[0], int) and chance.random() < 0.2 else choices
            )
            for key, choices in EXTRAS.items()
            if chance.random() < 0.6
        }
        if chance.random() < 0.5:
            extra = {**(extra or {}), "deep": chance.choice(DEEP)}
        if chance.random() < 0.1:
            extra = chance.choice((None, {}, {"tool": None}))
        # As jsonb keeps them, so that the line of JSON is the same.
        extra = extra and {key: extra[key] for key in sorted(extra, key=lambda key: (len(key), key))}
        yield {
            "id": number,
            "timestamp": moment,
            "level": chance.choice(("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
            "category": chance.choice(("auth", "agent", "http", "http")),
            "logger": chance.choice(LOGGERS),
            "message": chance.choice(TEXTS),
            "user_id": chance.choice((None, 1, 7, 42, 1001)),
            "trace_id": None if chance.random() < 0.3 else f"{number:032x}",
            "extra": extra,
            "created_at": moment + timedelta(milliseconds=chance.choice((3, 700, 90_000))),
        }
