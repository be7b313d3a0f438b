"""The queries and expressions of a rule, in order and named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from string import ascii_uppercase

import attrs

from generator.alerting.expressions import Expression, Resample
from generator.alerting.queries import AlertQuery
from generator.errors import Location
from generator.mistakes import mistake
from generator.suggest import did_you_mean
from generator.words import instances, text

Step = AlertQuery | Expression

_REF_ID = re.compile(r"\w[\w -]*")


def numbered(
    queries: Sequence[AlertQuery], expressions: Sequence[Expression], what: str, location: Location
) -> tuple[Step, ...]:
    """All steps, those without a refId called A, B, C in order.

    Raises LogloomError for two of one refId, for none at all, and for an expression that reads a step that
    does not stand before it: Grafana takes such a rule and fails at each evaluation.
    """
    if not queries:
        raise mistake(f"{what} asks no query", 'write query=logs.query("topic/name")', location)
    given: list[Step] = [
        *queries,
        *instances(expressions, Expression, f"the expressions of {what}", "a.threshold(...)", location),
    ]
    taken = {text(step.ref_id, f"a ref_id of {what}", location) for step in given}
    names = (name for name in _names() if name not in taken)
    steps: list[Step] = []
    known: set[str] = set()
    for step in given:
        named = step if step.ref_id else attrs.evolve(step, ref_id=next(names))
        if not _REF_ID.fullmatch(named.ref_id):
            raise mistake(
                f"the ref_id {named.ref_id!r} of {what} is none", "letters, digits, _, - and blanks", location
            )
        if named.ref_id in known:
            raise mistake(f"{what} has two steps {named.ref_id}", "give each its own ref_id", location)
        for read in named.reads if isinstance(named, Expression) else ():
            if read not in known:
                raise mistake(
                    f"step {named.ref_id} of {what} reads {read}, which is no step before it",
                    did_you_mean(read, known),
                    location,
                )
        known.add(named.ref_id)
        steps.append(_with_range(named, steps))
    return tuple(steps)


def _with_range(step: Step, before: Sequence[Step]) -> Step:
    """A resampling with the time range of the query that its series come from."""
    if not isinstance(step, Resample):
        return step
    by_ref_id = {each.ref_id: each for each in before}
    behind: Step = step
    while isinstance(behind, Expression):
        behind = by_ref_id[behind.reads[0]]
    return attrs.evolve(step, from_seconds=behind.from_seconds, to_seconds=behind.to_seconds)


def _names() -> Iterator[str]:
    """A to Z, then A1 to Z1 and so on."""
    yield from ascii_uppercase
    for round_ in count(1):
        yield from (f"{letter}{round_}" for letter in ascii_uppercase)
