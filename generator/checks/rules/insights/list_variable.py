from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.references import Place

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject
    from generator.languages.grafana.model import Variable

_FOR_PEOPLE = "text"
"""Writes what the dashboard shows, such as All: a query asks for it to tell whether All is picked."""

_ALTERNATIVES = ("regex", "pipe")
"""Formats that write several values as a regular expression has them."""


def check(subject: InsightsSubject) -> Iterator[Problem]:
    for placed in subject.references:
        reference = placed.reference
        variable = subject.params.get(reference.name)
        if variable is None or reference.field or not _may_be_several(variable):
            continue
        if reference.format == _FOR_PEOPLE:
            continue
        name = reference.name
        if placed.place is Place.TEXT:
            yield Problem(
                f"several values of {name} are one text here, which no record has",
                f"write in [${{{name}:doublequote}}]",
                reference.start,
            )
        elif placed.place is Place.REGEX and reference.format not in _ALTERNATIVES:
            yield Problem(
                f"several values of {name} are no alternatives here",
                f"write ${{{name}:regex}}",
                reference.start,
            )


def _may_be_several(variable: Variable) -> bool:
    """All is every value, unless the dashboard says what it stands for."""
    return variable.multi or (variable.include_all and variable.all_value is None)


RULE = Rule(
    "insights-list-variable",
    'Grafana writes several values as {a,b} where the query names no format: "{a,b}" is one text.',
    "insights",
    Severity.ERROR,
    check,
)
