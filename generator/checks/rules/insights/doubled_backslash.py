from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Regex

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_DOUBLED = re.compile(r"\\\\[dDwWsSbB.()\[\]{}?*+|/]")
"""What is hardly ever meant as a backslash and this character."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    for regex in of(reading.parsed, Regex):
        if match := _DOUBLED.search(regex.pattern):
            yield Problem(
                f"{match[0]} looks for a backslash, and then for {match[0][2:]}",
                f"write {match[0][1:]}: nothing is escaped twice in a query file",
                regex.start + 1 + match.start(),
            )


RULE = reading_rule(
    "insights-doubled-backslash",
    "A regular expression copied out of a program's string has each backslash twice, and finds nothing.",
    Severity.ERROR,
    check,
    about=(Regex,),
)
