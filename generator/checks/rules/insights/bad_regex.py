from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Regex

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_GROUP = re.compile(r"\(\?P?<([^<>=!]+)>")
_NO_NAME = re.compile(r"[-\s]")
_WORDS = {
    "missing ), unterminated subpattern": "this parenthesis is never closed",
    "unbalanced parenthesis": "a parenthesis is closed that was never opened",
    "multiple repeat": "what repeats is repeated once more",
    "nothing to repeat": "there is nothing before this to repeat",
    "unterminated character set": "this bracket is never closed",
}
"""What every flavour refuses, by what Python says of it. What else it refuses, another may know."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    for regex in of(reading.parsed, Regex):
        found = _fault(regex.pattern)
        if found is not None:
            words, place = found
            yield Problem(f"no regular expression: {words}", "", regex.start + 1 + place)
        for group in _GROUP.finditer(regex.pattern):
            if _NO_NAME.search(group[1]):
                message = f"{group[1]} is no name of a group"
                yield Problem(message, "it takes letters, digits and _", regex.start + 1 + group.start(1))


@lru_cache(maxsize=1024)
def _fault(pattern: str) -> tuple[str, int] | None:
    # A name takes as many characters as before, so that places stay what they are.
    readable = _GROUP.sub(lambda match: "(?:" + "#" * (len(match[0]) - 3), pattern).replace("(?:#", "(?:x")
    try:
        re.compile(readable)
    except re.error as error:
        words = _WORDS.get(error.msg)
        return (words, error.pos or 0) if words else None
    except (RecursionError, OverflowError):
        return None
    return None


RULE = reading_rule(
    "insights-bad-regex",
    "CloudWatch refuses a regular expression that it cannot read.",
    Severity.ERROR,
    check,
    about=(Regex,),
)
