from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Call, Expression, Field, Fields, Unnest

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        split: set[str] = set()
        for command in pipeline.commands:
            if isinstance(command, Fields):
                split |= {
                    item.alias.text for item in command.items if item.alias and _splits(item.expression)
                }
            elif isinstance(command, Unnest) and _is_split(command.list, split):
                yield Problem(
                    "unnest takes a list that jsonParse has made, and none of split's",
                    "name its elements: parse text /(?<first>[^,]+),(?<second>[^,]+)/",
                    command.list.start,
                )


def _is_split(expression: Expression, split: set[str]) -> bool:
    inner = bare(expression)
    return _splits(inner) or (isinstance(inner, Field) and inner.name in split)


def _splits(expression: Expression) -> bool:
    inner = bare(expression)
    return isinstance(inner, Call) and inner.name == "split"


RULE = reading_rule(
    "insights-unnest-split",
    "CloudWatch refuses to unnest what split has made.",
    Severity.ERROR,
    check,
    about=(Unnest,),
)
