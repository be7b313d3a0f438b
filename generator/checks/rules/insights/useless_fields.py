from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import fields_in, of, pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Field, Fields, Stats

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    if not of(reading.parsed, Fields):
        return
    for pipeline in pipelines(reading.parsed):
        place = next((i for i, c in enumerate(pipeline.commands) if isinstance(c, Stats)), -1)
        read_later: set[str] = set()
        for command in reversed(pipeline.commands[: place + 1]):
            if isinstance(command, Fields) and not _is_of_use(command, read_later):
                yield Problem(
                    "stats leaves none of these fields, and nothing else reads them",
                    "leave it out: every field can be read without it",
                    command.start,
                )
            read_later.update(field.name for field in fields_in(command))


def _is_of_use(command: Fields, read_later: set[str]) -> bool:
    """Whether it makes something, or lists what is read behind it.

    Some like to begin with a list of what the query is about.
    """
    listed = {item.expression.name for item in command.items if isinstance(item.expression, Field)}
    makes = len(listed) < len(command.items) or any(item.alias is not None for item in command.items)
    return makes or not listed.isdisjoint(read_later)


RULE = reading_rule(
    "insights-useless-fields",
    "fields only chooses what is shown, and of what it chooses before stats nothing is left.",
    Severity.WARNING,
    check,
    about=(Fields,),
)
