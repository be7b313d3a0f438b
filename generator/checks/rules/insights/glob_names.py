from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Parse, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for parse in of(reading.parsed, Parse):
        if not isinstance(parse.pattern, String):
            continue
        stars = parse.pattern.value.count("*")
        if stars == len(parse.names):
            continue
        # Behind the last star's name there is one too many; else the pattern has what nobody names.
        surplus = parse.names[stars:]
        yield Problem(
            f"the pattern has {stars} times *, and as gives {len(parse.names)} names",
            "give each * a name behind as, in their order",
            surplus[0].start if surplus else parse.pattern.start,
        )


RULE = reading_rule(
    "insights-glob-names",
    "Each * of a pattern fills one name; where their numbers differ, CloudWatch refuses the query.",
    Severity.ERROR,
    check,
    about=(Parse,),
)
