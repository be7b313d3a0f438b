from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.alert_subjects import AlertingSubject
from generator.checks.alert_walk import alerting_rule
from generator.checks.notification_templates import FUNCTIONS, Written, names, written
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.suggest import did_you_mean

_GRAFANAS = re.compile(r"__.*|.*\bdefault\b.*")
"""The names of the templates that Grafana brings along."""


def check(alerting: AlertingSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.evaluation.template.errors import TemplateFailure
    from generator.checks.alert_templates import meant

    defined: dict[str, Written] = {}
    asked: list[tuple[Written, str]] = []
    all_read = True
    for each in written(alerting.notifications):
        try:
            found = names(each.text)
        except TemplateFailure as error:
            hint = meant(error, FUNCTIONS)
            yield Problem(f"Grafana cannot read {each.what}: {error}", hint, location=each.location)
            found = None
        if found is None:
            all_read = False  # it may define what others ask for
            continue
        for name in sorted(found.defined):
            first = defined.setdefault(name, each)
            if first is not each:
                yield Problem(
                    f"{each.what} defines {name!r}, and so does {first.what}",
                    "give each its own",
                    location=each.location,
                )
        asked += [(each, name) for name in sorted(found.used)]
    for each, name in asked if all_read else ():
        if name not in defined and not _GRAFANAS.fullmatch(name):
            yield Problem(
                f"{each.what} asks for the template {name!r}, which nothing defines",
                did_you_mean(name, defined),
                location=each.location,
            )


RULE = alerting_rule(
    "notification-template",
    "A notification whose template fails is not sent as it was meant, or not at all.",
    Severity.ERROR,
    check,
)
