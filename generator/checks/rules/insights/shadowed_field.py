from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Field, Fields

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    told = {fault.start for fault in reading.analysis.faults}
    for command in of(reading.parsed, Fields):
        visible = reading.analysis.visible[command]
        for item in command.items:
            alias = item.alias
            if alias is None or isinstance(item.expression, Field) or alias.start in told:
                continue
            column = visible.get(alias.text)
            if column is not None and column.field is not None:
                message = f"there is a field {alias.text} in the record already"
                yield Problem(message, "choose another name", alias.start)


RULE = reading_rule(
    "insights-shadowed-field",
    "CloudWatch refuses a name that is made twice, and says nowhere which of two that are alike it reads.",
    Severity.WARNING,
    check,
    about=(Fields,),
)
