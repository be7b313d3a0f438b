from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import fields_in, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Field, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    names = {field.name for field in of(reading.parsed, Field)}
    for stats in of(reading.parsed, Stats):
        for item in stats.aggregates:
            alias = item.alias
            if alias is None or alias.text not in names:
                continue
            if any(field.name == alias.text for field in fields_in(item.expression)):
                yield Problem(
                    f"the result is called like the field {alias.text} that it is made of",
                    f"call it something else: as {alias.text.rpartition('.')[2].lstrip('@')}_value",
                    alias.start,
                )


RULE = reading_rule(
    "insights-aggregate-alias",
    "An aggregate that is called like its own field may come out as an empty column.",
    Severity.WARNING,
    check,
    about=(Stats,),
)
