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

_FOREIGN = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<sign>(?P<python>\(\?P<)|(?P<around>\(\?<?[=!])|(?P<back>\\[1-9]|\\k<))"
)
_WORDS = {
    "python": ("(?P< is how Python names a group", "write (?<name>...)"),
    "around": (
        "looking ahead or behind is not known to every engine of CloudWatch's",
        "filter twice instead",
    ),
    "back": ("a reference to an earlier group is not known to RE2", "compare two fields instead"),
}


def check(reading: InsightsReading) -> Iterator[Problem]:
    for regex in of(reading.parsed, Regex):
        for match in _FOREIGN.finditer(regex.pattern):
            kind = next(name for name in _WORDS if match[name])
            message, hint = _WORDS[kind]
            yield Problem(message, hint, regex.start + 1 + match.start("sign"))


RULE = reading_rule(
    "insights-regex-dialect",
    "CloudWatch reads regular expressions as RE2 does, which has no look-around and no references back.",
    Severity.WARNING,
    check,
    about=(Regex,),
)
