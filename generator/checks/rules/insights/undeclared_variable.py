from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.checks.undeclared import undeclared
from generator.finding import Severity
from generator.languages.insights.references import Place

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject
    from generator.languages.insights.references import PlacedReference

_OF_AWS = frozenset({"LATEST", "connect", "disconnect", "default"})
"""What begins with a dollar in AWS's own logs: a Lambda function's version, routes of WebSocket APIs."""


def check(subject: InsightsSubject) -> Iterator[Problem]:
    for placed in subject.references:
        reference = placed.reference
        if reference.builtin or reference.name in subject.params or not _is_meant(subject.text, placed):
            continue
        if reference.name.startswith("__"):
            yield Problem(
                f"${reference.name} is no variable of Grafana's, and macros are SQL's",
                "take it out: CloudWatch is given the time range beside the query",
                reference.start,
            )
            continue
        yield undeclared(reference, subject.params, "#")


def _is_meant(text: str, placed: PlacedReference) -> bool:
    """Not where the dollar is the text's own: `$5`, `$LATEST`, or a line's end in a regular expression."""
    reference = placed.reference
    if reference.name.isdigit() or (reference.name in _OF_AWS and placed.place in (Place.TEXT, Place.REGEX)):
        return False
    return not (placed.place is Place.REGEX and text.endswith("\\", 0, reference.start))


RULE = Rule(
    "insights-undeclared-variable",
    "A variable that the dashboard does not have reaches CloudWatch by its name, and matches nothing.",
    "insights",
    Severity.ERROR,
    check,
)
