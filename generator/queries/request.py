"""What somebody asks of a query, and the values that its variables get, whatever store answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import attrs
from logloom import Contract
from logloom.contract import LEVELS

from generator.languages.grafana.model import ALL, Scenario, TimeRange, Value, Variable
from generator.languages.grafana.scenarios import releases
from generator.queries.choices import pick
from generator.queries.library import Library
from generator.queries.model import Query

BUCKETS = 60
"""About how many points a time series has when no interval is asked for."""

_INTERVALS_S = (1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400)

ChoicesOf = Callable[[Query], tuple[str, ...]]
"""What a variable's own query returns; nothing where the store cannot be asked."""


@attrs.frozen
class Request:
    """What is asked. `picked` holds the values of the variables that were named; `timeout` is in seconds."""

    query: Query
    time_range: TimeRange
    interval_ms: int
    picked: Mapping[str, tuple[str, ...]]
    limit: int | None = None
    timeout: float = 30.0

    def scenario(self, values: Mapping[str, Value]) -> Scenario:
        """The setting of a dashboard in which the variables have these values."""
        return Scenario(self.time_range, self.interval_ms, values, releases[0])


@attrs.frozen
class Settled:
    """The query with all that its variables may be, the setting it is run in, and what to say of that."""

    query: Query
    scenario: Scenario
    notes: tuple[str, ...]


def usual_interval_ms(time_range: TimeRange) -> int:
    """The smallest round interval that parts a time range into no more than about BUCKETS."""
    wanted = (time_range.end - time_range.start) / BUCKETS
    for seconds in _INTERVALS_S:
        if timedelta(seconds=seconds) >= wanted:
            return seconds * 1000
    days = -(-wanted // timedelta(days=1))
    return days * 86_400_000


def settled(request: Request, contract: Contract | None, library: Library, choices_of: ChoicesOf) -> Settled:
    """The request with a value for each variable.

    One that was not named is set as a dashboard would show it first: to All, to every value, to an empty
    text box; one that must have a value takes its first sample, which a note says. All stands for the
    contract's categories and levels, or for what the library query `variables/<name>s` returns; a note says
    when it can only stand for the samples.

    Raises LogloomError for a value that cannot be picked.
    """
    header = request.query.header
    given = {name: pick(header.params, name, values) for name, values in request.picked.items()}
    notes: list[str] = []
    values: dict[str, Value] = {}
    variables: list[Variable] = []
    for variable in header.params:
        name = variable.name
        values[name] = given[name] if name in given else _default(variable, notes)
        if values[name] == ALL and variable.all_value is None:
            choices = _choices(name, contract, library, choices_of)
            if choices:
                variable = attrs.evolve(variable, values=choices)
            else:
                notes.append(f"{variable.name}: All is no more than its samples {', '.join(variable.values)}")
        variables.append(variable)
    query = attrs.evolve(request.query, header=attrs.evolve(header, params=tuple(variables)))
    return Settled(query, request.scenario(values), tuple(notes))


def _default(variable: Variable, notes: list[str]) -> Value:
    if variable.include_all:
        return ALL
    if variable.multi:
        return variable.values
    if variable.text_box and "" in variable.values:
        return ""
    first = variable.values[0]
    if len(variable.values) > 1 or variable.text_box:
        notes.append(
            f"{variable.name}: {first or 'empty'}, its first sample (--var {variable.name}=... picks)"
        )
    return first


def _choices(
    name: str, contract: Contract | None, library: Library, choices_of: ChoicesOf
) -> tuple[str, ...]:
    """Everything that All stands for, as far as it can be known."""
    if name == "level":
        return LEVELS
    if name == "category" and contract is not None:
        return tuple(category.name for category in contract.categories)
    query = library.queries.get(f"variables/{name}s") or library.queries.get(f"variables/{name}")
    return choices_of(query) if query is not None else ()
