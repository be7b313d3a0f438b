"""The last step: Grafana's backend evaluates macros.

Source: `Interpolate` in sql_engine.go and macros.go of grafana-postgresql-datasource,
12.2, with TimescaleDB off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from generator.languages.grafana.gotime import (
    format_interval,
    parse_interval,
    rfc3339,
    seconds,
    since_epoch,
)
from generator.languages.grafana.model import Expansion, ExpansionError, Scenario
from generator.languages.grafana.rewrite import Copied, Piece, Replacement, rewrite, source_range

MACRO = re.compile(r"\$([_a-zA-Z0-9]+)\(([^)]*)\)")
"""Grafana's own expression: the first closing parenthesis ends the arguments."""

GLOBAL = re.compile(r"\$(__interval_ms|__interval|__unixEpochFrom\(\)|__unixEpochTo\(\))")
"""What is replaced as plain text before any macro is looked for, longer words and literals included."""

_SECOND, _MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)


@attrs.frozen
class Argument:
    """An argument without the blanks around it, and where it stands in the text."""

    text: str
    copied: Copied


def put_in_globals(before: Expansion, scenario: Scenario) -> Expansion:
    """The first part: plain replacement."""
    start, end = scenario.time_range.start, scenario.time_range.end
    values = {
        "__interval_ms": str(scenario.interval_ms),
        "__interval": format_interval(scenario.interval_ms),
        "__unixEpochFrom()": str(since_epoch(start, _SECOND)),
        "__unixEpochTo()": str(since_epoch(end, _SECOND)),
    }
    return rewrite(
        before,
        [
            Replacement(match.start(), match.end(), "macro", match[1].removesuffix("()"), (values[match[1]],))
            for match in GLOBAL.finditer(before.text)
        ],
    )


def evaluate_macros(before: Expansion, scenario: Scenario) -> Expansion:
    """The second part: `$__name(arguments)`. Raises ExpansionError in Grafana's words."""
    return rewrite(before, list(_evaluations(before, scenario)))


def _evaluations(before: Expansion, scenario: Scenario) -> Iterator[Replacement]:
    text = before.text
    for match in MACRO.finditer(text):
        name = match[1]
        if name == "__timeGroup" and _followed_by_comma(text, match[0]):
            name = "__timeGroupAlias"
        try:
            macro = _MACROS[name]
        except KeyError:
            _refuse(before, f'unknown macro "{name}"', match.start(), match.end())
        arguments = tuple(split_arguments(text, match.start(2), match.end(2)))
        try:
            pieces = macro(name, arguments, scenario)
        except _BadArgument as error:
            where = error.argument.copied if error.argument else Copied(match.start(), match.end())
            _refuse(before, str(error), where.start, where.end)
        yield Replacement(match.start(), match.end(), "macro", match[1], pieces)


def _followed_by_comma(text: str, call: str) -> bool:
    """Whether a comma follows the first place in the text with this call: not always the one looked at."""
    return text.startswith(",", text.index(call) + len(call))


def split_arguments(text: str, start: int, end: int) -> Iterator[Argument]:
    """The arguments in `start..end`, parted at every comma; only spaces are trimmed, no line ends."""
    for part in text[start:end].split(","):
        inner = part.strip(" ")
        first = start + len(part) - len(part.lstrip(" "))
        yield Argument(inner, Copied(first, first + len(inner)))
        start += len(part) + 1


def _refuse(before: Expansion, message: str, start: int, end: int) -> None:
    raise ExpansionError(message, *source_range(before, start, end))


class _BadArgument(Exception):
    def __init__(self, message: str, argument: Argument | None = None) -> None:
        super().__init__(message)
        self.argument = argument


_Arguments = tuple[Argument, ...]
_Macro = Callable[[str, _Arguments, Scenario], tuple[Piece, ...]]


def _around(before: str, after: str) -> _Macro:
    return lambda _name, arguments, _scenario: (before, arguments[0].copied, after)


def _time_filter(_name: str, arguments: _Arguments, scenario: Scenario) -> tuple[Piece, ...]:
    start, end = rfc3339(scenario.time_range.start), rfc3339(scenario.time_range.end)
    return arguments[0].copied, f" BETWEEN '{start}' AND '{end}'"


def _epoch_filter(unit: timedelta, factor: int) -> _Macro:
    def write(_name: str, arguments: _Arguments, scenario: Scenario) -> tuple[Piece, ...]:
        column = arguments[0].copied
        start = since_epoch(scenario.time_range.start, unit) * factor
        end = since_epoch(scenario.time_range.end, unit) * factor
        return column, f" >= {start} AND ", column, f" <= {end}"

    return write


def _bound(write_bound: Callable[[Scenario], str]) -> _Macro:
    return lambda _name, _arguments, scenario: (write_bound(scenario),)


def _nanoseconds(moment: datetime) -> str:
    return str(since_epoch(moment, _MICROSECOND) * 1000)


def _group(before: str, after: str, alias: str = "") -> _Macro:
    def write(name: str, arguments: _Arguments, scenario: Scenario) -> tuple[Piece, ...]:
        if len(arguments) < 2:
            plain = name.removesuffix("Alias")
            raise _BadArgument(f"macro {plain} needs time column and interval and optional fill value")
        column, interval, *fill = arguments
        try:
            width = seconds(parse_interval(interval.text.strip("'"), scenario.time_range.end))
        except ValueError:
            raise _BadArgument(f"error parsing interval {interval.text}", interval) from None
        if len(fill) == 1 and fill[0].text not in {"NULL", "previous"} and not _is_float(fill[0].text):
            raise _BadArgument(f"error parsing fill value {fill[0].text}", fill[0])
        return before, column.copied, f"{after}/{width})*{width}{alias}"

    return write


def _is_float(text: str) -> bool:
    """Whether Go's strconv.ParseFloat reads it."""
    number = r"(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf(inity)?|nan|0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)p[-+]?\d+"
    return re.fullmatch(rf"[-+]?({number})", text, re.IGNORECASE | re.ASCII) is not None


_MACROS: Mapping[str, _Macro] = {
    "__time": _around("", ' AS "time"'),
    "__timeEpoch": _around("extract(epoch from ", ') as "time"'),
    "__timeFilter": _time_filter,
    "__timeFrom": _bound(lambda scenario: f"'{rfc3339(scenario.time_range.start)}'"),
    "__timeTo": _bound(lambda scenario: f"'{rfc3339(scenario.time_range.end)}'"),
    "__timeGroup": _group("floor(extract(epoch from ", ")"),
    "__timeGroupAlias": _group("floor(extract(epoch from ", ")", ' AS "time"'),
    "__unixEpochFilter": _epoch_filter(_SECOND, 1),
    "__unixEpochNanoFilter": _epoch_filter(_MICROSECOND, 1000),
    "__unixEpochNanoFrom": _bound(lambda scenario: _nanoseconds(scenario.time_range.start)),
    "__unixEpochNanoTo": _bound(lambda scenario: _nanoseconds(scenario.time_range.end)),
    "__unixEpochGroup": _group("floor((", ")"),
    "__unixEpochGroupAlias": _group("floor((", ")", ' AS "time"'),
}
MACROS = frozenset(_MACROS) | {"__unixEpochFrom", "__unixEpochTo"}
"""The macros that exist, by name."""
