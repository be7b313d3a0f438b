from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import SavedQuery, Source

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for command in reading.parsed.pipeline.commands:
        if isinstance(command, Source):
            yield Problem(
                "SOURCE cannot be first in a panel: Grafana puts a fields command before every query",
                "leave it out, and choose the log groups in the dashboard",
                command.start,
            )
        elif isinstance(command, SavedQuery):
            yield Problem(
                "a saved query cannot run in a panel: Grafana puts a fields command before it",
                "write its commands here",
                command.start,
            )


RULE = reading_rule(
    "insights-source",
    "SOURCE and saved queries must stand first, and in a panel a command of Grafana's own always does.",
    Severity.ERROR,
    check,
)
