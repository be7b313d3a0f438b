from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import fields_in, pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Command, Field, Fields, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        place = next((i for i, c in enumerate(pipeline.commands) if isinstance(c, Stats)), 0)
        for index, command in enumerate(pipeline.commands[:place]):
            if isinstance(command, Fields) and _does_nothing(command, pipeline.commands[index + 1 :]):
                yield Problem(
                    "stats leaves none of these fields, and nothing else reads them",
                    "leave it out: every field can be read without it",
                    command.start,
                )


def _does_nothing(command: Fields, later: Sequence[Command]) -> bool:
    """Whether it only lists fields that are there anyway, and that nothing behind it takes up.

    Those that are read are a list of what the query is about, which some like to begin with.
    """
    listed = {item.expression.name for item in command.items if isinstance(item.expression, Field)}
    if len(listed) < len(command.items) or any(item.alias is not None for item in command.items):
        return False
    return not any(field.name in listed for each in later for field in fields_in(each))


RULE = reading_rule(
    "insights-useless-fields",
    "fields only chooses what is shown, and of what it chooses before stats nothing is left.",
    Severity.WARNING,
    check,
)
