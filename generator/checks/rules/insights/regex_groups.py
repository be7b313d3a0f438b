from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Parse, Regex

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_NAMED = re.compile(r"\(\?P?<(?![=!])")


def check(reading: InsightsReading) -> Iterator[Problem]:
    for parse in of(reading.parsed, Parse):
        pattern = parse.pattern
        if isinstance(pattern, Regex) and not _NAMED.search(pattern.pattern):
            yield Problem(
                "this regular expression names no group, so that parse makes no field",
                "name what is to become one: (?<name>...)",
                pattern.start,
            )


RULE = reading_rule(
    "insights-regex-groups",
    "parse makes a field of each named group of a regular expression, and of nothing else.",
    Severity.ERROR,
    check,
    about=(Parse,),
)
