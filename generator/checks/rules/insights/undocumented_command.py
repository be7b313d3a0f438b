from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.catalog import COMMANDS

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        for command in pipeline.commands:
            known = COMMANDS.get(command.word)
            if known is not None and known.deprecated:
                message = f"{command.keyword.text} is documented nowhere"
                yield Problem(message, f"write {known.deprecated}", command.start)


RULE = reading_rule(
    "insights-undocumented-command",
    "CloudWatch happens to understand a few commands of other languages; AWS promises nothing of them.",
    Severity.WARNING,
    check,
)
