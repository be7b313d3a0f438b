from __future__ import annotations

from collections.abc import Iterator

from generator.checks.links import named_fields
from generator.checks.result_fields import result_fields
from generator.checks.rule import Problem
from generator.checks.subjects import LinkSubject
from generator.checks.walk import link_rule
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(link: LinkSubject) -> Iterator[Problem]:
    if link.panel is None:
        return
    fields = result_fields(link.panel)
    if fields is None:
        return
    for name in dict.fromkeys((*named_fields(link.url), *named_fields(link.title))):
        if name not in fields:
            yield Problem(
                f"a link of panel {link.panel.name} takes the field {name!r}, which no query returns",
                did_you_mean(name, fields),
            )


RULE = link_rule(
    "link-field",
    "A link that takes a field that is not there leads to a dashboard with an empty filter.",
    Severity.ERROR,
    check,
)
