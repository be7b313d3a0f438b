from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Comparison, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_GLOB = re.compile(r"\*[\w/-].*|.*[\w/-]\*", re.DOTALL)

_OPERATORS = ("like", "not like", "=", "==", "!=")


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        right = bare(comparison.right)
        if comparison.operator.text not in _OPERATORS or not isinstance(right, String):
            continue
        word = "not like" if comparison.operator.text in ("not like", "!=") else "like"
        if _is_pattern(right.value):
            yield _problem("%", word, right, Severity.ERROR)
        elif _is_glob(right.value):
            yield _problem("*", word, right, Severity.WARNING)


def _problem(wildcard: str, word: str, text: String, severity: Severity) -> Problem:
    inner = text.value.strip(wildcard)
    if wildcard in inner:
        instead = f"write {word} /{'.*'.join(map(re.escape, inner.split(wildcard)))}/"
    else:
        instead = f'write {word} "{inner}": it is found anywhere in the text'
    message = f"{wildcard} is no wildcard here, but a character like any other"
    return Problem(message, instead, text.start, severity=severity)


def _is_glob(text: str) -> bool:
    """Whether a star at the start or the end looks as if it stood for any text."""
    return _GLOB.fullmatch(text) is not None


def _is_pattern(text: str) -> bool:
    """Whether it looks as in SQL: a percent sign at the start, or at the end and none of a number."""
    if len(text.strip("%")) == 0:
        return text == "%"
    return text.startswith("%") or (text.endswith("%") and not text[-2].isdigit())


RULE = reading_rule(
    "insights-like-wildcard",
    "like looks for the text as it stands; SQL's % is looked for too, and found nowhere.",
    Severity.ERROR,
    check,
    about=(Comparison,),
)
