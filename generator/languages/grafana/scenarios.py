"""The ways in which a viewer may set a dashboard, whatever the language of its queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import attrs

from generator.languages.grafana.model import (
    ALL,
    Quoting,
    Reference,
    Release,
    Scenario,
    TimeRange,
    Value,
    Variable,
)

releases: tuple[Release, ...] = (
    Release("12.2.9 and later", Quoting.ARRAYS_ONLY, strips_comments=True),
    Release("12.2.3 to 12.2.8", Quoting.ARRAYS_ONLY, strips_comments=False),
    Release("12.2.2 and earlier", Quoting.MULTI_OR_ALL, strips_comments=False),
)
"""The rules that Grafana's releases follow, newest first, by the numbers of the 12.2 line."""

RANGE_END = datetime(2026, 1, 15, 11, tzinfo=UTC)
RANGES = (
    TimeRange(RANGE_END - timedelta(hours=1), RANGE_END),
    TimeRange(RANGE_END - timedelta(days=30), RANGE_END),
)
INTERVALS_MS = (60_000, 10_000, 3_600_000)


def used_variables(named: Iterable[Reference], variables: Sequence[Variable]) -> list[Variable]:
    """The variables that are referred to, in the order in which they are declared."""
    names = {reference.name for reference in named}
    return [variable for variable in variables if variable.name in names]


def usual_scenario(used: Sequence[Variable]) -> Scenario:
    """The setting to begin with: the last hour, and the first value of each variable."""
    return Scenario(
        RANGES[0], INTERVALS_MS[0], {variable.name: picks(variable)[0] for variable in used}, releases[0]
    )


def other_picks(usual: Scenario, used: Sequence[Variable], typed: str | None = None) -> Iterator[Scenario]:
    """The usual setting with one variable set to another of its values; for `typed` see `picks`."""
    for variable in used:
        for value in picks(variable, typed)[1:]:
            picked = {**usual.values, variable.name: value}
            yield Scenario(usual.time_range, usual.interval_ms, picked, usual.release)


def other_intervals(usual: Scenario) -> Iterator[Scenario]:
    """The usual setting with the other intervals."""
    for interval_ms in INTERVALS_MS[1:]:
        yield attrs.evolve(usual, interval_ms=interval_ms)


def picks(variable: Variable, typed: str | None = None) -> tuple[Value, ...]:
    """What may be picked in a variable, the usual first, each once.

    `typed` is what a viewer may well type into a text box beside the values that are given.
    """
    singles = variable.values or ("",)
    if variable.text_box and typed is not None:
        singles = (*singles, typed)
    found: list[Value] = [(value,) for value in singles] if variable.multi else list(singles)
    if variable.multi and len(singles) > 1:
        found.append(singles[:2])
    if variable.include_all:
        found.append(ALL)
    elif variable.multi and len(singles) > 2:
        found.append(singles)
    return tuple(dict.fromkeys(found))
