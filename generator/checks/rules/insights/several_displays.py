from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Display

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        displays = [command for command in pipeline.commands if isinstance(command, Display)]
        for display in displays[:-1]:
            yield Problem(
                "only the last display counts, and this is not the last",
                "leave it out, or use fields",
                display.start,
            )


RULE = reading_rule(
    "insights-several-displays",
    "Of several displays the last one decides what is shown; the others show nothing.",
    Severity.WARNING,
    check,
    about=(Display,),
)
