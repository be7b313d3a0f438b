from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Limit, Sort, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        places = [index for index, command in enumerate(pipeline.commands) if isinstance(command, Stats)]
        if len(places) < 2:
            continue
        for command in pipeline.commands[places[0] + 1 : places[1]]:
            if isinstance(command, Sort | Limit):
                yield Problem(
                    f"{command.word} stands before the second stats",
                    "move it behind the last stats",
                    command.start,
                )


RULE = reading_rule(
    "insights-stats-order",
    "sort and limit must come after the second stats; before it CloudWatch refuses them.",
    Severity.ERROR,
    check,
    about=(Stats,),
)
