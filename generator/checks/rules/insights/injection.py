from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.references import Place

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject
    from generator.languages.grafana.model import Reference

_ESCAPING = {
    Place.TEXT: (),
    Place.REGEX: ("regex", "percentencode", "uriencode"),
    Place.LIST: ("doublequote", "singlequote", "json"),
    Place.BARE: ("doublequote", "singlequote"),
}
"""The formats after which nothing that is typed gets out of where it stands."""


def check(subject: InsightsSubject) -> Iterator[Problem]:
    for placed in subject.references:
        reference = placed.reference
        variable = subject.params.get(reference.name)
        if variable is None or not variable.text_box or reference.format in _ESCAPING[placed.place]:
            continue
        yield Problem(*_words(reference, placed.place), reference.start)


def _words(reference: Reference, place: Place) -> tuple[str, str]:
    name = reference.name
    if place is Place.TEXT:
        return (
            f"a quote that a viewer types into {name} ends the text here",
            f"write ${{{name}:doublequote}}, without quotes around it",
        )
    if place is Place.REGEX:
        return (
            f"a slash that a viewer types into {name} ends the regular expression",
            f"write ${{{name}:regex}}",
        )
    return (
        f"what a viewer types into {name} becomes part of the query",
        f"write ${{{name}:doublequote}}, or offer a choice where only a number can stand",
    )


RULE = Rule(
    "insights-injection",
    "What a viewer types goes into the query as it is: it can end the text that it stands in, and go on.",
    "insights",
    Severity.WARNING,
    check,
)
