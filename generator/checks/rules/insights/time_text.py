from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.record import TIMESTAMP
from generator.languages.insights.tree import Arithmetic, Comparison, Field, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d.*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ORDER = ("<", "<=", ">", ">=", "=", "==")


def check(reading: InsightsReading) -> Iterator[Problem]:
    for comparison in of(reading.parsed, Comparison):
        for one, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
            field, text = bare(one), bare(other)
            if (
                comparison.operator.text in _ORDER
                and isinstance(field, Field)
                and field.name == TIMESTAMP
                and isinstance(text, String)
                and _MOMENT.fullmatch(text.value)
            ):
                yield Problem(
                    "@timestamp is not compared with a time in words",
                    "the dashboard's time range is applied anyway; else write toMillis(@timestamp) and "
                    "milliseconds",
                    text.start,
                )
        date = bare(comparison.right)
        written = reading.parsed.text[date.start : date.end]
        if isinstance(date, Arithmetic) and _DATE.fullmatch(written):
            hint = f'a text stands in quotes: "{written}"'
            yield Problem(f"{written} is a subtraction of numbers", hint, date.start)


RULE = reading_rule(
    "insights-time-text",
    'A time such as "2026-01-15 10:00" is a text to CloudWatch, and no time is compared with it.',
    Severity.ERROR,
    check,
    about=(Comparison,),
)
