from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import calls, literal
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import Call

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for call in calls(reading.parsed, "pct", "percentile"):
        if len(call.arguments) != 2:
            continue
        field, percentile = (literal(argument) for argument in call.arguments)
        number = _number(percentile)
        if number is None:
            if _number(field) is not None:
                written = (reading.parsed.text[each.start : each.end] for each in reversed(call.arguments))
                hint = f"write {call.function.text}({', '.join(written)})"
                yield Problem("the percentile stands behind the field", hint, call.arguments[0].start)
            continue
        if not 0 <= number <= 100:
            yield Problem("a percentile lies between 0 and 100", "", call.arguments[1].start)
        elif 0 < number < 1:
            yield Problem(
                f"{number:g} is a percentile below the first",
                f"write {number * 100:g}: percentiles are counted from 0 to 100",
                call.arguments[1].start,
                severity=Severity.WARNING,
            )


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


RULE = reading_rule(
    "insights-percentile",
    "pct counts percentiles from 0 to 100; SQL's 0.95 is nearly the smallest value.",
    Severity.ERROR,
    check,
    about=(Call,),
)
