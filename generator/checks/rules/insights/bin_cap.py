from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import outside_source
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.catalog import CAPS, UNITS
from generator.languages.insights.tree import Duration

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_NEXT = {"millisecond": (1000, "s"), "second": (60, "m"), "minute": (60, "h"), "hour": (24, "d")}
"""How many of a unit make one of the next, and how that is written."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    for duration in outside_source(reading.parsed, Duration):
        unit = UNITS.get(duration.unit, "")
        most = CAPS.get(unit)
        if most is not None and duration.count > most:
            written = f"{duration.count}{duration.unit}"
            yield Problem(
                f"CloudWatch takes at most {most}{duration.unit}, so {written} is {most}{duration.unit}",
                _instead(duration.count, unit),
                duration.start,
            )


def _instead(count: int, unit: str) -> str:
    size, shorter = _NEXT[unit]
    if count % size == 0:
        return f"write {count // size}{shorter}"
    return f"the next longer unit is {shorter}"


RULE = reading_rule(
    "insights-bin-cap",
    "CloudWatch cuts a period off at what its unit takes, and says nothing: bin(300s) counts by the minute.",
    Severity.ERROR,
    check,
    about=(Duration,),
)
