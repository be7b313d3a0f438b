from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, fields_in, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Call, Fields

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for command in of(reading.parsed, Fields):
        parsed: set[str] = set()
        for item in command.items:
            for field in fields_in(item.expression):
                if len(field.path) > 1 and field.path[0] in parsed:
                    yield Problem(
                        f"{field.path[0]} has no members yet in the command that makes it",
                        f"read it in the next one: | fields {field.name}",
                        field.start,
                    )
            made = bare(item.expression)
            if item.alias is not None and isinstance(made, Call) and made.name == "jsonparse":
                parsed.add(item.alias.text)


RULE = reading_rule(
    "insights-member-at-once",
    "What jsonParse makes can be read by the next command, and has no members in its own.",
    Severity.WARNING,
    check,
    about=(Fields,),
)
