"""How long a time one row of a SQL query stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.alert_answer import Bucket, Place
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading
from generator.checks.sql_nodes import own_nodes, text_value
from generator.languages.grafana.gotime import format_interval, parse_interval
from generator.languages.grafana.model import MacroCall
from generator.languages.grafana.scenarios import RANGE_END
from generator.languages.grafana_sql.places import Place as PlaceKind
from generator.languages.grafana_sql.tree import Call, Query, Select

_GROUPS = frozenset({"__timeGroup", "__timeGroupAlias", "__unixEpochGroup", "__unixEpochGroupAlias"})
_BINS = frozenset({"date_trunc", "date_bin", "time_bucket"})

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mon": 2_592_000, "y": 31_536_000}
_UNITS = {
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), "s"),
    **dict.fromkeys(("minute", "minutes", "min", "mins", "m"), "m"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), "h"),
    **dict.fromkeys(("day", "days", "d"), "d"),
    **dict.fromkeys(("week", "weeks", "w"), "w"),
    **dict.fromkeys(("month", "months", "mon", "mons"), "mon"),
    **dict.fromkeys(("year", "years", "y"), "y"),
}
_PARTS = {"quarter": 7_776_000, "decade": 315_360_000, "century": 3_153_600_000}
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")


def widest_bucket(subject: QuerySubject, reading: Reading, interval_ms: int) -> Bucket | None:
    """The longest time that rows are grouped by; None where they are not, or it cannot be told."""
    found = [*_of_macros(subject, interval_ms), *_of_calls(reading)]
    return max(found, key=lambda bucket: bucket.seconds, default=None)


def fill_value(subject: QuerySubject) -> float | None:
    """The number that Grafana puts in for a bucket without rows; None where there is none."""
    for call in _groups(subject):
        for fill in call.arguments[2:3]:
            try:
                return float(fill)
            except ValueError:
                continue  # NULL, previous
    return None


def _groups(subject: QuerySubject) -> Iterator[MacroCall]:
    for call in subject.macros:
        in_comment = subject.places.at(call.start) is PlaceKind.COMMENT
        if call.name in _GROUPS and len(call.arguments) > 1 and not in_comment:
            yield call


def _of_macros(subject: QuerySubject, interval_ms: int) -> Iterator[Bucket]:
    for call in _groups(subject):
        written = call.arguments[1]
        width = written.replace("$__interval_ms", str(interval_ms)).replace(
            "$__interval", format_interval(interval_ms)
        )
        try:
            seconds = parse_interval(width.strip("'"), RANGE_END) / 10**9
        except ValueError:
            continue
        yield Bucket(seconds, Place(written, _second_argument(subject.text, call)))


def _second_argument(text: str, call: MacroCall) -> int:
    return text.index(call.arguments[1], text.index(",", call.argument_start) + 1)


def _of_calls(reading: Reading) -> Iterator[Bucket]:
    """The times by which PostgreSQL's own functions group."""
    statement = reading.query
    for query in statement.of(Query) if statement is not None else ():
        select = query.body
        if not isinstance(select, Select) or not select.group_by:
            continue
        for part in (*(item.expression for item in select.items), *select.group_by):
            for node in own_nodes(part):
                if isinstance(node, Call) and node.name in _BINS and node.arguments:
                    seconds = _seconds(node.name, (text_value(node.arguments[0]) or "").lower())
                    first = node.arguments[0]
                    if seconds:
                        written = reading.text[first.start : first.end]
                        yield Bucket(seconds, Place(written, reading.source(first.start)))


def _seconds(function: str, text: str) -> float:
    if function == "date_trunc":
        return _PARTS.get(text) or _SECONDS.get(_UNITS.get(text, ""), 0)
    parts = _NUMBER_AND_UNIT.findall(text)
    if not parts or any(unit not in _UNITS for _, unit in parts):
        return 0
    return sum(float(count) * _SECONDS[_UNITS[unit]] for count, unit in parts)
