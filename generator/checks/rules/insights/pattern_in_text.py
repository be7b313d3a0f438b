from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, Expression, Field, Parse, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_SIGNS = re.compile(r"\.\*|\.\+|\\[dws]|\[[^\[\]]+\][*+]|\(\?[<:iP]")
"""What hardly ever stands in a text, and often in a regular expression."""

_NAMED = re.compile(r"\(\?P?<\w+>|\\[dws][*+]?")


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        right = bare(comparison.right)
        if (
            comparison.operator.text in ("like", "not like", "=~")
            and isinstance(right, String)
            and _looks_like_a_regex(right.value, bare(comparison.left))
        ):
            yield Problem(
                "in quotes this is looked for as it stands, and not as a regular expression",
                f"write {comparison.operator.text} /{right.value.strip('/')}/",
                right.start,
            )
    for parse in of(reading.parsed, Parse):
        pattern = parse.pattern
        if isinstance(pattern, String) and _NAMED.search(pattern.value):
            yield Problem(
                "in quotes this is a pattern of stars, and no regular expression",
                f"write /{pattern.value}/ and no as",
                pattern.start,
            )


def _looks_like_a_regex(text: str, source: Expression) -> bool:
    alternatives = text.startswith("(") and text.endswith(")") and "|" in text
    # In another field than the message, it may be the path of an address.
    is_message = isinstance(source, Field) and source.name.lstrip("@") == "message"
    slashes = is_message and len(text) > 2 and text.startswith("/") and text.endswith("/")
    return alternatives or slashes or _SIGNS.search(text) is not None


RULE = reading_rule(
    "insights-pattern-in-text",
    "A regular expression stands between slashes; in quotes its signs are looked for one by one.",
    Severity.WARNING,
    check,
    about=(Comparison, Parse),
)
