from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.lexer import tokens

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_NO_BLANK = re.compile(r"[^\S\x00-\x7f]")
"""White space of Unicode's that no keyboard's space bar writes."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    """Only the first: who pasted one has pasted many."""
    text = reading.parsed.text
    if text.isascii():
        return
    end = 0
    for token in tokens(text):
        found = _NO_BLANK.search(text, end, token.start)
        if found is not None:
            name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}").lower()
            yield Problem(
                f"a {name} looks like a blank, and is none", "type blanks in its place", found.start()
            )
            return
        end = token.end


RULE = reading_rule(
    "insights-no-blank",
    "A no-break space that was pasted along is no white space to every reader of a query.",
    Severity.WARNING,
    check,
)
